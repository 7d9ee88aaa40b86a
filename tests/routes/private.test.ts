import { beforeAll, describe, expect, test } from "vitest";
import type { JsonFeed } from "../../src/renditions/json.ts";
import { article, get, publish, SITE, source } from "../publisher/newsroom.ts";
import { type Reader, subscribe } from "./subscribing.ts";

let anna: Reader;

beforeAll(async () => {
	await publish(
		article("open", { date: "2026-05-01" }),
		article("closed", { date: "2026-05-02", audience: "members" }),
		source(
			"own.md",
			{ title: "Own & closed", date: "2026-05-03", topics: ["Harbour"], audience: "members" },
			"[Down](#end)\n\n## End",
		),
		article("elsewhere", { date: "2026-05-04", topics: ["Sea"], audience: "members", provider: "Deep" }),
		{ path: "topics/harbour.yaml", text: "name: Harbour\naliases: [Port]\n" },
	);
	anna = await subscribe();
});

async function titlesAt(path: string): Promise<string[]> {
	const response = await get(path);
	expect(response.status, path).toBe(200);
	return (await response.json<JsonFeed>()).items.map(({ title }) => title);
}

const TYPES = { rss: "application/rss+xml", atom: "application/atom+xml", json: "application/feed+json" };

describe.each(Object.entries(TYPES))("a private feed as %s", (format, type) => {
	test("has the right media type, must not be cached or indexed, and does not leak its URL to other sites", async () => {
		const { status, headers } = await get(`${anna.base}/topics/harbour.${format}`);
		expect(status).toBe(200);
		expect(headers.get("Content-Type")).toBe(`${type}; charset=utf-8`);
		expect(headers.get("Cache-Control")).toBe("private, no-store");
		expect(headers.get("X-Robots-Tag")).toBe("noindex");
		expect(headers.get("Referrer-Policy")).toBe("no-referrer");
		for (const name of ["Access-Control-Allow-Origin", "Cache-Tag", "Cloudflare-CDN-Cache-Control", "Set-Cookie"]) {
			expect(headers.get(name), name).toBeNull();
		}
	});

	test("its self link is its URL, byte for byte", async () => {
		const url = `${anna.base}/topics/harbour.${format}`;
		const text = await (await get(url)).text();
		const self = /rel="self" href="([^"]+)"|href="([^"]+)" rel="self"|"feed_url": "([^"]+)"/.exec(text);
		expect(self?.[1] ?? self?.[2] ?? self?.[3]).toBe(SITE + url);
	});

	test("returns 304 to a reader that already has it, and returns the same headers to HEAD as to GET", async () => {
		const url = `${anna.base}/feed.${format}`;
		const full = await get(url);
		const headers = { "If-None-Match": full.headers.get("ETag") ?? "" };
		for (const method of ["GET", "HEAD"]) {
			const response = await get(url, { method, headers });
			expect([response.status, await response.text()]).toEqual([304, ""]);
			expect(response.headers.get("Cache-Control")).toBe("private, no-store");
			expect(response.headers.get("ETag")).toBe(full.headers.get("ETag"));
		}
		expect((await get(url, { headers: { "If-None-Match": '"other"' } })).status).toBe(200);
	});
});

test("contains public and members' articles, newest first", async () => {
	const own = ["Title of elsewhere", "Own & closed", "Title of closed", "Title of open"];
	expect(await titlesAt(`${anna.base}/feed.json`)).toEqual(own);
	expect(await titlesAt(`${anna.base}/topics/harbour.json`)).toEqual(own.slice(1));
	expect(await titlesAt(`${anna.base}/providers/gazette.example.json`)).toEqual(["Title of closed", "Title of open"]);
});

test("a topic that has only members' articles has a private feed with the topic's name as its title", async () => {
	const feed = await (await get(`${anna.base}/topics/sea.json`)).json<JsonFeed>();
	expect(feed.title).toBe("Sea – Newsstand");
	expect(feed.home_page_url).toBe(`${SITE}${anna.base}/#topics/sea`);
	expect((await get("/topics/sea.json")).status).toBe(404);
});

test("the link of a members' article hosted on this site contains the subscriber's token, but its guid is the same for all subscribers", async () => {
	const feed = await (await get(`${anna.base}/feed.json`)).json<JsonFeed>();
	const item = feed.items.find(({ title }) => title === "Own & closed");
	expect(item?.url).toBe(`${SITE}${anna.base}/articles/own`);
	expect(item?.id).toBe(`${SITE}/articles/own`);
	expect(item?.content_html).toContain(`href="${SITE}${anna.base}/articles/own#text-end"`);
	const other = feed.items.find(({ title }) => title === "Title of closed");
	expect([other?.url, other?.id]).toEqual(["https://gazette.example/closed", "https://gazette.example/closed"]);
});

test("an article's guid and source do not contain the token", async () => {
	for (const format of ["rss", "atom"]) {
		const text = await (await get(`${anna.base}/topics/sea.${format}`)).text();
		const entry = text.slice(text.search(/<item>|<entry/));
		expect(entry).toContain("Title of elsewhere");
		expect(entry).not.toContain(anna.token);
	}
});

test("a token gives access to the page of a members' article, which is neither cached nor indexed", async () => {
	const response = await get(`${anna.base}/articles/own`);
	expect(response.status).toBe(200);
	expect(response.headers.get("Cache-Control")).toBe("private, no-store");
	expect(response.headers.get("Referrer-Policy")).toBe("no-referrer");
	expect(response.headers.get("X-Robots-Tag")).toBe("noindex");
	expect(response.headers.get("Content-Security-Policy")).toMatch(/^default-src 'none'/);
	const html = await response.text();
	expect(html).toContain("<h1>Own &amp; closed</h1>");
	expect(html).toContain('href="#text-end"');
	expect((await get("/articles/own")).status).toBe(404);
	expect((await get(`${anna.base}/articles/open`)).status).toBe(404);
});

test("a subscriber's page shows the subscriber's name, and the feeds that the token covers, with their URLs", async () => {
	for (const path of [anna.base, `${anna.base}/`]) {
		const html = await (await get(path)).text();
		expect(html).toContain(`href="${anna.base}/feed.rss"`);
		expect(html).toContain(`value="${SITE}${anna.base}/feed.rss"`);
		expect(html).toContain(`id="topics/sea"`);
		expect(html).toContain("<bdi>Anna</bdi>");
	}
	const bob = await subscribe({ for: "Bob", feeds: ["topics/harbour"] });
	const html = await (await get(`${bob.base}/`)).text();
	expect(html.match(/href="\/private[^"]+\.rss"/g)).toEqual([`href="${bob.base}/topics/harbour.rss"`]);
	expect(html).not.toContain("Title of elsewhere");
});

test("other spellings and former names redirect to a URL with the same token", async () => {
	const bob = await subscribe({ feeds: ["topics/port"] });
	for (const path of ["/topics/Harbour.rss", "/topics/port.rss"]) {
		const response = await get(bob.base + path);
		expect([response.status, response.headers.get("Location")]).toEqual([308, `${bob.base}/topics/harbour.rss`]);
		expect(response.headers.get("Cache-Control")).toBe("private, no-store");
		expect(response.headers.get("Access-Control-Allow-Origin")).toBeNull();
	}
	expect((await get(`${bob.base}/topics/harbour.rss`)).status).toBe(200);
});

test("methods other than GET and HEAD return 405 to a subscriber, without CORS headers", async () => {
	expect((await get(`${anna.base}/feed.rss`, { method: "POST" })).status).toBe(405);
	const options = await get(`${anna.base}/feed.rss`, {
		method: "OPTIONS",
		headers: { Origin: "https://evil.example" },
	});
	expect([...options.headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual([]);
});

test.each(["$&", "$'", "$$", "it's"])(
	"a permalink that contains %s does not break links within a members' article",
	async (word) => {
		const permalink = `/notes/a${word}b/`;
		const fields = { title: `Dollars ${word}`, date: "2026-05-05", audience: "members", permalink };
		await publish(source("dollars.md", fields, "[Down](#end)\n\n## End"));
		const { items } = await (await get(`${anna.base}/feed.json`)).json<JsonFeed>();
		const item = items.find(({ title }) => title === fields.title);
		const links = [...(item?.content_html ?? "").matchAll(/<a [^>]*>/g)].map(([tag]) => tag);
		expect(links).toEqual([`<a href="${item?.url?.replaceAll("&", "&amp;").replaceAll("'", "&#x27;")}#text-end">`]);
		expect(item?.url).toContain(`${anna.base}/notes/a`);
	},
);
