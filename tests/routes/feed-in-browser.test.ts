import { reset } from "cloudflare:test";
import { afterAll, beforeAll, expect, test } from "vitest";
import { article, get, publish, SITE } from "../publisher/newsroom.ts";
import { subscribe } from "./subscribing.ts";

beforeAll(() => publish(article("tide", { language: "de" }), article("ebb", { topics: ["Sea"] })));
afterAll(reset);

/** Sends a request as a browser does when a person opens a URL. */
const open = (path: string) => get(path, { headers: { "Sec-Fetch-Dest": "document" } });

const FEEDS = ["/feed", "/topics/harbour", "/providers/gazette.example", "/topics/harbour/archive/2026-05"];
const SELECTION = "/select";
const QUERY = "?topic=harbour&lang=de";

const addresses = ["rss", "atom", "json"].flatMap((format) => [
	...FEEDS.map((feed) => `${feed}.${format}`),
	`${SELECTION}.${format}${QUERY}`,
]);

test.each(addresses)("opening %s in a browser shows the feed's page with an explanation", async (path) => {
	const response = await open(path);
	expect([response.status, response.headers.get("Content-Type")]).toEqual([200, "text/html; charset=utf-8"]);
	const html = await response.text();
	expect(html).toContain("<h1>This is a feed</h1>");
	expect(html).toContain("Title of tide");
	expect(html).toContain(`<a href="${path.replace("&", "&amp;")}${path.includes("?") ? "&amp;" : "?"}raw">`);
});

test.each(addresses)("the page at %s is not cached, so that feed readers still get the feed", async (path) => {
	const page = await open(path);
	expect(page.headers.get("Cache-Control")).toBe("private, no-store");
	for (const name of ["ETag", "Cache-Tag"]) expect(page.headers.get(name), name).toBeNull();
	for (const { headers } of [page, await get(path)]) {
		expect(headers.get("Vary")?.split(", ")).toContain("Sec-Fetch-Dest");
	}
	const feed = await get(path, { headers: { Accept: "text/html", "Sec-Fetch-Dest": "empty" } });
	expect(feed.headers.get("Content-Type")).toMatch(/^application\/(rss\+xml|atom\+xml|feed\+json); charset=utf-8$/);
	expect(feed.headers.get("Cache-Control")).toMatch(/^public, max-age=\d+/);
});

test.each(addresses)(
	"reopening %s in a browser returns the page again, whatever validators the browser sends",
	async (path) => {
		for (const known of [{ "If-None-Match": "*" }, { "If-Modified-Since": new Date(0).toUTCString() }]) {
			const page = await get(path, { headers: { "Sec-Fetch-Dest": "document", ...known } });
			expect(page.status).toBe(200);
			expect(await page.text()).toContain("<h1>This is a feed</h1>");
		}
	},
);

test("the page of the site's feed declares the feed only once for autodiscovery", async () => {
	for (const path of ["/feed.rss", "/feed/archive/2026-05.rss"]) {
		const page = await open(path);
		expect(page.headers.get("Link")?.split(", "), path).toHaveLength(3);
		expect((await page.text()).match(/<link rel="alternate"/g), path).toHaveLength(3);
	}
});

test.each(addresses)("the page at %s links to the feed document itself", async (path) => {
	const raw = await open(`${path}${path.includes("?") ? "&" : "?"}raw`);
	const feed = await get(path);
	expect(raw.status).toBe(200);
	expect(raw.headers.get("Content-Type")).toBe(feed.headers.get("Content-Type"));
	expect(raw.headers.get("ETag")).toBe(feed.headers.get("ETag"));
	expect(await raw.text()).toBe(await feed.text());
});

test("a 304 has the same Vary header as the response with the feed", async () => {
	const { headers } = await get("/feed.rss");
	const again = await get("/feed.rss", { headers: { "If-None-Match": headers.get("ETag") ?? "" } });
	expect([again.status, again.headers.get("Vary")]).toEqual([304, headers.get("Vary")]);
});

test("a missing feed opened in a browser shows the 404 page", async () => {
	const response = await open("/topics/harbor.rss");
	expect(response.status).toBe(404);
	expect(response.headers.get("Cache-Control")).toBe("private, no-store");
	expect(await response.text()).toMatch(/This page isn’t here.*href="\/topics\/harbour"/);
});

test("other spellings of a feed's URL redirect people to the page, and feed readers to the feed", async () => {
	const page = await open("/topics/Harbour.rss");
	expect([page.status, page.headers.get("Location")]).toEqual([301, "/topics/harbour"]);
	expect(page.headers.get("Cache-Control")).toBe("private, no-store");
	expect((await get("/topics/Harbour.rss")).headers.get("Location")).toBe("/topics/harbour.rss");
});

test("RSS and Atom link to a stylesheet without external resources", async () => {
	for (const format of ["rss", "atom"]) {
		for (const path of ["/feed", "/topics/harbour/archive/2026-05"]) {
			expect(await (await get(`${path}.${format}`)).text(), path).toMatch(
				/^<\?xml version="1\.0" encoding="utf-8"\?>\n<\?xml-stylesheet type="text\/css" href="\/feed\.css"\?>\n<(rss|feed) /,
			);
		}
	}
	const style = await get("/feed.css");
	expect([style.status, style.headers.get("Content-Type")]).toEqual([200, "text/css; charset=utf-8"]);
	const rules = await style.text();
	expect(rules).not.toMatch(/@import|url\(/);
	// A stylesheet cannot create links, so URLs must not look like links.
	expect(rules.match(/^.*link.*\{[^}]*var\(--accent\)/gm)).toBeNull();
	// The label also fits a subscriber's feed, which links to the page that lists the subscriber's feeds.
	expect(rules).toContain('content: "On the web: "');
	// The letters determine the text direction, so the stylesheet needs no list of languages.
	expect(rules).toContain("unicode-bidi: plaintext");
	expect(rules).not.toContain(":lang(");
});

test("a private feed opened in a browser has the media type of XML, so that Chromium applies its stylesheet", async () => {
	const anna = await subscribe();
	for (const format of ["rss", "atom"]) {
		for (const path of [`${anna.base}/feed.${format}`, `${anna.base}/topics/harbour/archive/2026-05.${format}`]) {
			const opened = await open(path);
			expect([opened.status, opened.headers.get("Content-Type")]).toEqual([200, "application/xml; charset=utf-8"]);
			expect(opened.headers.get("Cache-Control")).toBe("private, no-store");
			const read = await get(path);
			expect(read.headers.get("Content-Type")).toBe(`application/${format}+xml; charset=utf-8`);
			expect(await opened.text()).toBe(await read.text());
		}
	}
	expect((await open(`${anna.base}/feed.json`)).headers.get("Content-Type")).toMatch(/^application\/feed\+json/);
});

test("the page of the site's feed in a browser has the home page as its canonical link", async () => {
	const html = await (await open("/feed.rss")).text();
	expect(html).toContain(`<link rel="canonical" href="${SITE}/"/>`);
});
