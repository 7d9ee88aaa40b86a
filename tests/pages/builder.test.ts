import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import type { Index } from "../../src/feed/index-of-feeds.ts";
import { INDEX_KEY } from "../../src/publisher/keys.ts";
import { article, get, publish, SITE, source } from "../publisher/newsroom.ts";

beforeAll(async () => {
	await publish(
		source("topics/ai.md", { name: "Artificial Intelligence", aliases: ["AI"] }),
		article("one", { topics: ["AI", "Robots"], language: "de-AT" }),
		article("two", { topics: ["C++"], type: "Video", provider: { name: "Herald & Sons" } }),
		article("three", { topics: ["Robots"] }),
	);
});

async function html(path: string): Promise<string> {
	const response = await get(path);
	expect(response.status, path).toBe(200);
	return response.text();
}

async function location(path: string): Promise<string | null> {
	const response = await get(path);
	expect(response.status, path).toBe(302);
	expect(response.headers.get("Cache-Control")).toBe("no-store");
	return response.headers.get("Location");
}

/** The checkboxes of a parameter: value, and whether it is ticked. */
function ticks(page: string, name: string): [value: string, isTicked: boolean][] {
	const boxes = page.matchAll(new RegExp(`<input type="checkbox" name="${name}" value="([^"]*)"( checked="")?/>`, "g"));
	return [...boxes].map(([, value = "", checked]) => [value, checked !== undefined]);
}

test("the empty form offers what there is, the largest first, and shows the feed of the whole site", async () => {
	const page = await html("/subscribe");
	expect(ticks(page, "topic").map(([value]) => value)).toEqual(["robots", "artificial-intelligence", "c_plus_plus"]);
	expect(ticks(page, "provider")).toEqual([
		["gazette.example", false],
		["herald-_and-sons", false],
	]);
	expect(ticks(page, "lang").map(([value]) => value)).toEqual(["en", "de"]);
	expect(ticks(page, "type").map(([value]) => value)).toEqual(["article", "video"]);
	expect(page).toContain(`value="${SITE}/feed.rss"`);
	expect(page).toContain("3 articles at the moment.");
});

test("what the form sends is led to an address without its empty fields", async () => {
	const sent = "?q=&topic=robots&find_topics=&find_providers=&lang=de&-q=&-topic=&min_quality=&limit=&content=full";
	expect(await location(`/subscribe${sent}`)).toBe("/subscribe?topic=robots&lang=de");
	expect(await location("/subscribe?q=&content=full")).toBe("/subscribe");
});

test("names as people write them become what addresses have, aliases too", async () => {
	expect(await location("/subscribe?-topic=Artificial+Intelligence&-provider=gazette&q=x")).toBe(
		"/subscribe?-topic=artificial-intelligence&-provider=gazette.example&q=x",
	);
	expect(await location("/subscribe?topic=ai")).toBe("/subscribe?topic=artificial-intelligence");
});

test("a choice is shown: its articles, its addresses, its page, a file with it and a file with each of its feeds", async () => {
	const page = await html("/subscribe?topic=artificial-intelligence&topic=robots&lang=de");
	expect(page).toContain("Artificial Intelligence or Robots, in German");
	expect(page).toContain("1 article at the moment.");
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
		["artificial-intelligence", true],
		["robots", true],
		["c_plus_plus", false],
	]);
});

test("a choice that is a stored feed shows that feed's addresses", async () => {
	const page = await html("/subscribe?topic=robots");
	expect(page).toContain(`value="${SITE}/topics/robots.rss"`);
	expect(page).toContain('href="/topics/robots"');
	expect(page).toContain('href="/feeds.opml?topic=robots"');
});

test("what is filled in is shown again, also what the form itself does not offer at first", async () => {
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

test("a choice that nothing fits can be subscribed to all the same", async () => {
	const page = await html("/subscribe?q=tomorrow");
	expect(page).toContain("Nothing fits at the moment.");
	expect(page).toContain(`${SITE}/select.rss?q=tomorrow`);
});

describe("wrong input", () => {
	test("is answered with what to write beside each field, and with what was written", async () => {
		const response = await get("/subscribe?limit=900&min_quality=good&q=***&topic=robots");
		expect(response.status).toBe(200);
		expect(response.headers.get("Cache-Control")).toBe("no-store");
		const page = await response.text();
		for (const [field, written, message] of [
			["limit", "900", "Write one whole number from 1 to 200."],
			["min-quality", "good", "Write one number from 0 to 1000."],
			["q", "***", "Write at least one word of letters or digits."],
		]) {
			expect(page).toContain(`<p class="fault" id="${field}-fault">${message}</p>`);
			expect(page).toContain(`<a href="#${field}">${message}</a>`);
			expect(page).toMatch(
				new RegExp(`<input id="${field}"[^>]* aria-invalid="true" aria-describedby="${field}-fault `),
			);
			expect(page).toContain(`value="${written}"`);
		}
		expect(page).not.toContain('id="subscribe"');
	});

	test("a name that is not there is told of, with the nearest", async () => {
		const page = await html("/subscribe?-provider=gazete.example");
		expect(page).toContain("There is no provider &quot;gazete.example&quot; here. The nearest: gazette.example");
		expect(page).toContain('id="without-provider-fault"');
		expect(page).toContain('name="-provider" value="gazete.example"');
		expect(page).toContain('<a href="/subscribe?-provider=gazette.example">Take <bdi>Gazette</bdi> instead</a>');
	});

	test("more than a feed can be asked for is told of, or refused if no form could have sent it", async () => {
		const many = Array.from({ length: 51 }, (_, index) => `q=a${index}`).join("&");
		expect(await html(`/subscribe?${many}`)).toContain("A selection has at most 50 values");
		expect((await get(`/subscribe?q=${"a".repeat(9000)}`)).status).toBe(414);
	});
});

test("the edge keeps a choice under the tags of its feeds and of their list, and forgets it with them", async () => {
	const { headers } = await get("/subscribe?topic=robots&lang=de");
	expect(headers.get("Cache-Tag")).toBe("/topics/robots,index,site");
	expect(headers.get("Cloudflare-CDN-Cache-Control")).toBeNull();
	const again = await get("/subscribe?topic=robots&lang=de", {
		headers: { "If-None-Match": headers.get("ETag") ?? "" },
	});
	expect(again.status).toBe(304);
});

describe("of hundreds of providers", () => {
	beforeAll(async () => {
		// As many feeds take a while to be written; the page is made from their list.
		const stored = await env.KV.getWithMetadata<Index>(INDEX_KEY, "json");
		const papers = Array.from({ length: 230 }, (_, index) => {
			return { name: `providers/paper-${index}`, title: `Paper ${index}`, count: 1, newest: 0 };
		});
		const feeds = [...(stored.value?.feeds ?? []), ...papers];
		await env.KV.put(INDEX_KEY, JSON.stringify({ feeds }), { metadata: stored.metadata });
	});

	test("two hundred are listed, and the others are found by name while what is ticked stays", async () => {
		const page = await html("/subscribe");
		expect(ticks(page, "provider")).toHaveLength(200);
		expect(page).toContain("These are the 200 largest. Find the other 32 by name.");
		const found = await html("/subscribe?provider=herald-_and-sons&find_providers=paper%20229");
		expect(ticks(found, "provider")).toEqual([
			["herald-_and-sons", true],
			["paper-229", false],
		]);
		expect(found).toContain('name="find_providers" value="paper 229"');
		expect(found).toContain("Title of two");
	});

	test("a name that nobody has leaves what is ticked, and says so", async () => {
		const page = await html("/subscribe?provider=herald-_and-sons&find_providers=nobody");
		expect(ticks(page, "provider")).toEqual([["herald-_and-sons", true]]);
		expect(page).toContain("No other is called “nobody”.");
	});
});
