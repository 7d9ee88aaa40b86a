import { reset } from "cloudflare:test";
import { afterAll, beforeAll, expect, test } from "vitest";
import { article, get, publish, SITE, source } from "../publisher/newsroom.ts";

const TYPES = { rss: "application/rss+xml", atom: "application/atom+xml", json: "application/feed+json" };
const MANY = Array.from({ length: 60 }, (_, index) => `Küste und Häfen ${index}`);

beforeAll(async () => {
	await publish(
		article("tide", { topics: ["Harbour", "Tides & ebbs"] }),
		source("own.md", { title: "Own", date: "2026-05-04" }, "Text."),
		article("many", { topics: MANY }),
	);
});
afterAll(reset);

/** Returns the titles of the feeds that a page declares in its `<head>`, keyed by URL. */
function named(html: string): Record<string, string> {
	const links = html.matchAll(/<link rel="alternate" type="([^"]+)" title="([^"]+)" href="([^"]+)"\/>/g);
	return Object.fromEntries([...links].map(([, type = "", title = "", href = ""]) => [`${href} ${type}`, title]));
}

const inAllFormats = (feed: string) =>
	Object.entries(TYPES).map(([format, type]) => `${SITE}${feed}.${format} ${type}`);

test.each([
	["/", ["/feed"]],
	["/about/json-feed", ["/feed"]],
	["/topics/harbour", ["/topics/harbour", "/feed"]],
	["/providers/gazette.example", ["/providers/gazette.example", "/feed"]],
	["/feed/archive/2026-05", ["/feed"]],
	["/articles/own", ["/feed"]],
	["/articles/tide", ["/feed", "/topics/harbour", "/topics/tides-_and-ebbs", "/providers/gazette.example"]],
])("a feed reader that loads %s finds %s, both in the page and in the headers", async (path, feeds) => {
	const response = await get(path);
	const found = named(await response.text());
	expect(Object.keys(found)).toEqual(feeds.flatMap(inAllFormats));
	const header = feeds.flatMap((feed) =>
		Object.entries(TYPES).map(([format, type]) => `<${SITE}${feed}.${format}>; rel="alternate"; type="${type}"`),
	);
	expect(response.headers.get("Link")).toBe(header.join(", "));
	for (const address of Object.keys(found))
		expect((await get(address.slice(SITE.length).split(" ")[0] ?? "")).status).toBe(200);
	const again = await get(path, { headers: { "If-None-Match": response.headers.get("ETag") ?? "" } });
	expect([again.status, again.headers.get("Link")]).toEqual([304, response.headers.get("Link")]);
});

test("autodiscovered feeds have distinct titles", async () => {
	expect(
		Object.values(named(await (await get("/articles/tide")).text())).filter((_, index) => index % 3 === 0),
	).toEqual([
		"Newsstand (RSS)",
		"Harbour – Newsstand (RSS)",
		"Tides &amp; ebbs – Newsstand (RSS)",
		"Gazette – Newsstand (RSS)",
	]);
});

test("readers find an article's feeds even if its canonical link leads to another site", async () => {
	const html = await (await get("/articles/tide")).text();
	const canonical = /<link rel="canonical" href="([^"]+)"/.exec(html)?.[1] ?? "";
	expect(new URL(canonical).origin).toBe("https://gazette.example");
	const found = Object.keys(named(html)).map((address) => new URL(address.split(" ")[0] ?? "", canonical).origin);
	expect(new Set(found)).toEqual(new Set([SITE]));
});

test("an article with many topics does not get a Link header that is too long for proxies", async () => {
	const response = await get("/articles/many");
	expect(Object.keys(named(await response.text()))).toHaveLength(30);
	expect(response.headers.get("Link")?.length).toBeLessThan(4001);
	expect(response.headers.get("Link")).toMatch(/^<http:\/\/localhost:8787\/feed\.rss>/);
});

test("the home page links to an OPML file with all feeds", async () => {
	expect(await (await get("/")).text()).toContain('<a href="/feeds.opml">');
});
