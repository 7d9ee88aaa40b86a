import { beforeAll, describe, expect, test } from "vitest";
import { article, get, publish, SITE, source } from "../publisher/newsroom.ts";
import { html, location, ticks } from "./form.ts";

beforeAll(async () => {
	await publish(
		source("topics/ai.md", { name: "Artificial Intelligence", aliases: ["AI"] }),
		article("one", { topics: ["AI", "Robots"], language: "de-AT" }),
		article("two", { topics: ["C++"], type: "Video", provider: { name: "Herald & Sons" } }),
		article("three", { topics: ["Robots"] }),
	);
});

test("the empty form offers all choices, largest first, and previews the site's feed", async () => {
	const page = await html("/subscribe");
	expect(ticks(page, "topic").map(([value]) => value)).toEqual(["robots", "artificial-intelligence", "c_plus_plus"]);
	expect(ticks(page, "provider")).toEqual([
		["gazette.example", false],
		["herald-_and-sons", false],
	]);
	expect(ticks(page, "lang").map(([value]) => value)).toEqual(["en", "de"]);
	expect(ticks(page, "type").map(([value]) => value)).toEqual(["article", "video"]);
	expect(page).toContain(`value="${SITE}/feed.rss"`);
	expect(page).toContain("Follow these 3 articles");
});

test("the number of articles includes all matches, even if the feed contains fewer", async () => {
	expect(await html("/subscribe?limit=2")).toContain("Follow these 3 articles");
	expect(await html("/subscribe?topic=robots&limit=1")).toContain("Follow these 2 articles");
	expect(await html("/subscribe?topic=robots")).toContain("Follow these 2 articles");
});

test("the checkbox, the builder and the topic's page show the same number", async () => {
	const form = await html("/subscribe");
	for (const [topic, count] of [
		["robots", 2],
		["c_plus_plus", 1],
	] as const) {
		const articles = count === 1 ? "1 article" : `${count} articles`;
		expect(form).toMatch(new RegExp(`value="${topic}"[^>]*>[^<]*(?:<[^>]*>[^<]*)*?<small>${count}</small>`));
		expect(await html(`/subscribe?topic=${topic}`)).toContain(`id="count">${articles} now`);
		expect(await (await get(`/topics/${topic}`)).text()).toContain(`>${articles}`);
	}
	expect(await html("/subscribe?q=nothing")).toContain("0 articles");
});

test("a submitted form redirects to a URL without empty parameters", async () => {
	const sent = "?q=&topic=robots&find_topics=&find_providers=&lang=de&-q=&-topic=&min_quality=&limit=&content=full";
	expect(await location(`/subscribe${sent}`)).toBe("/subscribe?topic=robots&lang=de");
	expect(await location("/subscribe?q=&content=full")).toBe("/subscribe");
});

test("the names and aliases of topics and providers are replaced with slugs", async () => {
	expect(await location("/subscribe?-topic=Artificial+Intelligence&-provider=gazette&q=x")).toBe(
		"/subscribe?-topic=artificial-intelligence&-provider=gazette.example&q=x",
	);
	expect(await location("/subscribe?topic=ai")).toBe("/subscribe?topic=artificial-intelligence");
});

test("a selection's preview shows its articles, and links to its feeds, page and OPML file", async () => {
	const page = await html("/subscribe?topic=artificial-intelligence&topic=robots&lang=de");
	expect(page).toContain("Artificial Intelligence or Robots, in German");
	expect(page).toContain("Follow this article");
	const chip =
		'<a class="chip" href="/subscribe?topic=artificial-intelligence&amp;topic=robots" aria-label="Remove German">';
	expect(page).toContain(chip);
	expect(page).toContain("Title of one");
	expect(page).not.toContain("Title of three");
	const query = "?topic=artificial-intelligence&amp;topic=robots&amp;lang=de";
	for (const address of [
		`${SITE}/select.rss`,
		`${SITE}/select.atom`,
		`${SITE}/select.json`,
		"/select.opml",
		"/select",
	]) {
		expect(page).toContain(`"${address}${query}"`);
	}
	expect(page).toContain('"/feeds.opml?topic=artificial-intelligence&amp;topic=robots"');
	expect(page).toContain('<meta name="robots" content="noindex"/>');
	expect(ticks(page, "topic")).toEqual([
		["robots", true],
		["artificial-intelligence", true],
		["c_plus_plus", false],
	]);
});

test("the preview of a selection that equals a stored feed links to the stored feed", async () => {
	const page = await html("/subscribe?topic=robots");
	expect(page).toContain(`value="${SITE}/topics/robots.rss"`);
	expect(page).toContain('href="/topics/robots"');
});

test("values in the query are kept, even if the form does not offer them", async () => {
	const page = await html(
		"/subscribe?topic=robots&-topic=c_plus_plus&-type=video&lang=de-AT&q=a&q=b&min_quality=5&limit=7&content=summary",
	);
	expect(page).toContain('name="-topic" value="C++"');
	expect(ticks(page, "-type")).toContainEqual(["video", true]);
	expect(ticks(page, "lang")).toContainEqual(["de-AT", true]);
	expect([...page.matchAll(/name="q" value="([^"]*)"/g)].map(([, value]) => value)).toEqual(["a", "b", ""]);
	expect(page).toContain('name="min_quality" value="5"');
	expect(page).toContain('name="limit" value="7"');
	expect(page).toContain('name="content" value="summary" checked');
	expect(page.match(/<details open="">/g)).toHaveLength(2);
});

test("a selection without matches can still be subscribed to", async () => {
	const page = await html("/subscribe?q=tomorrow");
	expect(page).toContain("Nothing matches yet.");
	expect(page).toContain(`${SITE}/select.rss?q=tomorrow`);
});

describe("invalid input", () => {
	test("shows an error next to each invalid field, and keeps what was typed", async () => {
		const response = await get("/subscribe?limit=900&min_quality=good&q=***&topic=robots");
		expect(response.status).toBe(200);
		expect(response.headers.get("Cache-Control")).toBe("no-store");
		const page = await response.text();
		for (const [field, written, message] of [
			["limit", "900", "Use a whole number from 1 to 200."],
			["min-quality", "good", "Use a number from 0 to 1000."],
			["q", "***", "Use at least one word of letters or digits."],
		]) {
			expect(page).toContain(`<p class="fault" id="${field}-fault">${message}</p>`);
			expect(page).toContain(`<a href="#${field}">${message}</a>`);
			expect(page).toMatch(
				new RegExp(`<input id="${field}"[^>]* aria-invalid="true" aria-describedby="${field}-fault `),
			);
			expect(page).toContain(`value="${written}"`);
		}
		expect(page).not.toContain("Follow these");
	});

	test("an unknown name is reported with suggestions", async () => {
		const page = await html("/subscribe?-provider=gazete.example");
		expect(page).toContain('<p class="fault" id="without-provider-fault">There is no “gazete.example” here.</p>');
		expect(page).toContain('name="-provider" value="gazete.example"');
		expect(page).toContain(
			'<a class="chip" href="/subscribe?-provider=gazette.example"><span>Use <bdi>Gazette</bdi> instead</span></a>',
		);
	});

	test("too many values are reported in the form, or rejected if the form cannot have sent them", async () => {
		const many = Array.from({ length: 51 }, (_, index) => `q=a${index}`).join("&");
		expect(await html(`/subscribe?${many}`)).toContain("Choose fewer topics and sources, or fewer words.");
		expect(await html(`/subscribe?q=${"a".repeat(9000)}`)).toContain(
			"Choose fewer topics and sources, or fewer words.",
		);
		expect((await get(`/subscribe?q=${"a".repeat(16_000)}`)).status).toBe(414);
	});

	test("a selection that is too long for a URL is reported, and the form keeps it", async () => {
		const long = Array.from({ length: 40 }, (_, index) => `q=${index}${"a".repeat(190)}`).join("&");
		const page = await html(`/subscribe?topic=robots&${long}`);
		expect(page).toContain("This is too much for the address of one feed.");
		expect(page).not.toContain("Follow these");
		expect(ticks(page, "topic")).toContainEqual(["robots", true]);
		expect(page.match(/name="q" value="\d+a{190}"/g)).toHaveLength(40);
	});

	test("a language code in an unusual spelling is shown as the name of its language", async () => {
		expect(await html("/subscribe?lang=en_US&limit=900")).toContain("<bdi>American English</bdi>");
	});
});

test("a preview has the cache tags of its feeds and of the list of feeds", async () => {
	const { headers } = await get("/subscribe?topic=robots&lang=de");
	expect(headers.get("Cache-Tag")).toBe("/topics/robots,index,site");
	expect(headers.get("Cloudflare-CDN-Cache-Control")).toBeNull();
	const again = await get("/subscribe?topic=robots&lang=de", {
		headers: { "If-None-Match": headers.get("ETag") ?? "" },
	});
	expect(again.status).toBe(304);
});
