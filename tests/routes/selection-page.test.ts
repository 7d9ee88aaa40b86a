import { beforeAll, describe, expect, test } from "vitest";
import { article, get, publish, SITE, source } from "../publisher/newsroom.ts";
import { storedFeeds, storeFeeds } from "./stored.ts";

const GAZETTE = { name: "The Gazette", domain: "gazette.example" };

beforeAll(async () => {
	await publish(
		source("topics/ai.md", { name: "Artificial Intelligence", aliases: ["AI"] }),
		article("one", { topics: ["AI", "Robots"], language: "de", title: "Roboter <lernen>", provider: GAZETTE }),
		article("two", { topics: ["Robots"], date: "2026-04-02T10:00:00Z" }),
		article("three", { topics: ["Robots"], date: "2026-04-03T10:00:00Z" }),
		article("video", { topics: ["AI"], type: "video" }),
	);
});

const ASKED = "?topic=robots&lang=en";

test("a selection's page shows its description and articles, with links to subscribe to it and to change it", async () => {
	const response = await get(`/select${ASKED}`);
	expect(response.status).toBe(200);
	expect(response.headers.get("Content-Type")).toBe("text/html; charset=utf-8");
	const html = await response.text();
	expect(html).toContain("<h1><bdi>Robots, in English</bdi></h1>");
	expect(html).toContain("Title of two");
	expect(html).not.toContain("Roboter");
	for (const format of ["rss", "atom", "json"]) {
		expect(html).toContain(`="${SITE}/select.${format}?topic=robots&amp;lang=en"`);
	}
	expect(html).toContain('href="/subscribe?topic=robots&amp;lang=en"');
	expect(html).toContain('href="/select/archive/2026-04?topic=robots&amp;lang=en"');
});

test("a selection's page has autodiscovery links and noindex", async () => {
	const response = await get(`/select${ASKED}`);
	expect(response.headers.get("Link")).toContain(`<${SITE}/select.atom${ASKED}>; rel="alternate"`);
	const html = await response.text();
	const address = `${SITE}/select.rss?topic=robots&amp;lang=en`;
	expect(html).toContain(
		`<link rel="alternate" type="application/rss+xml" title="Robots, in English (RSS)" href="${address}"/>`,
	);
	expect(html).toContain(`<link rel="canonical" href="${SITE}/select?topic=robots&amp;lang=en"/>`);
	expect(html).toContain('<meta name="robots" content="noindex"/>');
});

test("a selection's feed links to its page", async () => {
	const feed: { home_page_url: string } = await (await get(`/select.json${ASKED}`)).json();
	expect(feed.home_page_url).toBe(`${SITE}/select${ASKED}`);
});

test("a selection's page has the cache tags of its feeds, and supports 304", async () => {
	const { headers } = await get(`/select${ASKED}`);
	const feed = await get(`/select.rss${ASKED}`);
	expect(headers.get("Cache-Tag")).toBe(feed.headers.get("Cache-Tag"));
	expect(headers.get("Cache-Control")).toBe("public, max-age=300, stale-while-revalidate=3600, stale-if-error=86400");
	expect(headers.get("Cloudflare-CDN-Cache-Control")).toBeNull();
	const again = await get(`/select${ASKED}`, { headers: { "If-None-Match": headers.get("ETag") ?? "" } });
	expect(again.status).toBe(304);
});

test.each([
	["?lang=en&topic=Robots&utm_source=x", `/select${ASKED}`],
	["?topic=AI&lang=de", "/select?topic=artificial-intelligence&lang=de"],
	["?topic=AI", "/topics/artificial-intelligence"],
	["?provider=www.Gazette.example", "/providers/gazette.example"],
	["?provider=The+Gazette", "/providers/gazette.example"],
	["?provider=the%20gazette&lang=de", "/select?provider=gazette.example&lang=de"],
	["?q=", "/"],
	["", "/"],
])("%s redirects to the canonical page", async (query, expected) => {
	const response = await get(`/select${query}`);
	expect(response.status).toBe(301);
	expect(response.headers.get("Location")).toBe(expected);
});

describe("the archive of a selection", () => {
	test("has a page for each month, with links to the selection and to other months", async () => {
		const html = await (await get("/select/archive/2026-04?topic=artificial-intelligence&topic=robots")).text();
		expect(html).toContain("<h1><bdi>Artificial Intelligence or Robots, April 2026</bdi></h1>");
		expect(html).toContain("Title of two");
		expect(html).not.toContain("Roboter");
		expect(html).toContain('href="/select?topic=artificial-intelligence&amp;topic=robots"');
		expect(html).toContain('href="/select/archive/2026-05?topic=artificial-intelligence&amp;topic=robots" rel="next"');
	});

	test("redirects other spellings to the canonical URL, and selections that equal a stored feed to the archive of that feed", async () => {
		const location = async (path: string) => (await get(path)).headers.get("Location");
		expect(await location("/select/archive/2026-04?topic=Robots&lang=en")).toBe(`/select/archive/2026-04${ASKED}`);
		expect(await location("/select/archive/2026-04?topic=AI")).toBe("/topics/artificial-intelligence/archive/2026-04");
	});

	test("returns 404 for a month without articles", async () => {
		expect((await get(`/select/archive/2020-01${ASKED}`)).status).toBe(404);
	});
});

test("a selection without matches can be subscribed to", async () => {
	const response = await get("/select?q=tomorrow");
	expect(response.status).toBe(200);
	const html = await response.text();
	expect(html).toContain("Nothing matches yet.");
	expect(html).toContain(`${SITE}/select.rss?q=tomorrow`);
});

test("a selection with an unknown topic returns 404 with suggestions and the builder's form", async () => {
	const response = await get("/select?topic=robot&lang=en");
	expect(response.status).toBe(404);
	expect(response.headers.get("Cache-Control")).toBe("no-store");
	const html = await response.text();
	expect(html).toContain("There is no “robot” here.");
	expect(html).toContain("<span>Use <bdi>Robots</bdi> instead</span>");
	expect(html).toContain('<form id="filter" class="filter" action="/subscribe#result" method="get" popover="auto"');
	expect(html).toContain('value="en" checked');
});

test("a selection with an invalid value returns 400 and the builder's form, with a hint next to the value", async () => {
	const response = await get("/select?topic=robots&limit=900");
	expect(response.status).toBe(400);
	const html = await response.text();
	expect(html).toContain('<p class="fault" id="limit-fault">Use a whole number from 1 to 200.</p>');
	expect(html).toContain('name="limit" value="900"');
	expect((await get(`/select?q=${"a".repeat(4000)}`)).status).toBe(414);
});

test("a selection with a former name that is still in the list of feeds redirects to the current name", async () => {
	const feeds = await storedFeeds();
	await storeFeeds(feeds.map((feed) => (feed.title === "Robots" ? { ...feed, title: "Automata" } : feed)));
	const location = async (path: string) => {
		const { status, headers } = await get(path);
		return [status, headers.get("Location")];
	};
	expect(await location("/select?topic=automata&lang=en")).toEqual([302, `/select${ASKED}`]);
	expect(await location("/subscribe?topic=automata&lang=en")).toEqual([302, `/subscribe${ASKED}`]);
	await storeFeeds(feeds);
	expect(await location("/select?topic=automata&lang=en")).toEqual([404, null]);
});
