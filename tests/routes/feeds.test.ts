import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { FORMATS } from "../../src/feed/feed.ts";
import { type FeedMetadata, feedKey } from "../../src/publisher/kv-keys.ts";
import { article, get, publish, SITE, settle } from "../publisher/newsroom.ts";

const FEEDS = ["/feed", "/topics/harbour", "/providers/gazette.example"];
const TYPES = { rss: "application/rss+xml", atom: "application/atom+xml", json: "application/feed+json" };
const URLS = FEEDS.flatMap((feed) =>
	Object.entries(TYPES).map(([format, type]) => [`${feed}.${format}`, type] as const),
);

/** Headers that a 304 must repeat (RFC 9110, section 15.4.5, and CORS). */
const KEPT = ["ETag", "Last-Modified", "Cache-Control", "Vary", "Link", "Access-Control-Allow-Origin"];

beforeAll(async () => {
	await publish(article("tide", {}, "A body of some length. ".repeat(200)));
	await settle();
});

describe.each(URLS)("%s", (url, type) => {
	test("has the right media type, cache time and links", async () => {
		const { status, headers } = await get(url);
		expect(status).toBe(200);
		expect(headers.get("Content-Type")).toBe(`${type}; charset=utf-8`);
		expect(headers.get("ETag")).toMatch(/^W\/"[\w-]{22}"$/);
		expect(Date.parse(headers.get("Last-Modified") ?? "")).toBeLessThanOrEqual(Date.now());
		const age = Number(
			/^public, max-age=(\d+), stale-while-revalidate=\d+, stale-if-error=\d+$/.exec(
				headers.get("Cache-Control") ?? "",
			)?.[1],
		);
		expect(age).toBeGreaterThanOrEqual(300);
		expect(age).toBeLessThanOrEqual(6 * 3600);
		expect(headers.get("Vary")).toBe("Accept-Encoding, Sec-Fetch-Dest");
		expect(headers.get("Link")).toContain(`<${SITE}${url}>; rel="self"`);
		expect(headers.get("Link")).toContain(`<${SITE}/hub>; rel="hub"`);
		expect(headers.get("Link")).toContain('rel="alternate"; type="text/html"');
		expect(headers.get("X-Content-Type-Options")).toBe("nosniff");
		expect(headers.get("Access-Control-Allow-Origin")).toBe("*");
		expect(headers.get("Cache-Tag")).toBe(`${url.replace(/\.\w+$/, "")},site`);
		expect(headers.get("Expires")).toBeNull();
		expect(headers.get("Set-Cookie")).toBeNull();
	});

	test("its self link is its URL, byte for byte", async () => {
		const text = await (await get(url)).text();
		const self = /rel="self" href="([^"]+)"|href="([^"]+)" rel="self"|"feed_url": "([^"]+)"/.exec(text);
		expect(self?.[1] ?? self?.[2] ?? self?.[3]).toBe(SITE + url);
	});

	test("a request with a matching ETag or date, including a HEAD request, gets a 304 with the headers of the 200 and no body", async () => {
		const full = await get(url);
		const etag = full.headers.get("ETag") ?? "";
		const modified = full.headers.get("Last-Modified") ?? "";
		for (const method of ["GET", "HEAD"]) {
			for (const headers of [{ "If-None-Match": etag }, { "If-Modified-Since": modified }]) {
				const response = await get(url, { method, headers });
				expect(response.status).toBe(304);
				expect(await response.text()).toBe("");
				for (const name of KEPT) expect(response.headers.get(name), name).toBe(full.headers.get(name));
			}
			const other = await get(url, { method, headers: { "If-None-Match": '"other"', "If-Modified-Since": modified } });
			expect(other.status).toBe(200);
			for (const name of KEPT) expect(other.headers.get(name), name).toBe(full.headers.get(name));
		}
		expect(await (await get(url, { method: "HEAD" })).text()).toBe("");
	});

	test("clients that accept gzip get the bytes as stored, and all other clients get the uncompressed feed", async () => {
		const zipped = await get(url, { headers: { "Accept-Encoding": "gzip" }, cf: { clientAcceptEncoding: "gzip" } });
		const plain = await get(url, { headers: { "Accept-Encoding": "identity" } });
		expect(plain.headers.get("Content-Encoding")).toBeNull();
		const text = await plain.text();
		expect(await zipped.text()).toBe(text);
		const { metadata } = await env.KV.getWithMetadata<FeedMetadata>(feedKey(url.slice(1).replace(/\.\w+$/, "")));
		const format = FORMATS.find((one) => url.endsWith(one)) ?? "rss";
		expect(metadata?.parts[format].length).toBeLessThan(text.length / 4);
	});

	test("with unknown parameters, the URL returns the same feed, but the response is not cached", async () => {
		const response = await get(`${url}?utm_source=x&_=123`);
		expect(response.status).toBe(200);
		expect(response.headers.get("Cloudflare-CDN-Cache-Control")).toBe("no-store");
		expect(await response.text()).toBe(await (await get(url)).text());
		expect((await get(url)).headers.get("Cloudflare-CDN-Cache-Control")).toMatch(/^max-age=3600,/);
	});

	test("methods other than GET and HEAD return 405 with the allowed methods; OPTIONS supports CORS", async () => {
		for (const method of ["POST", "PUT", "DELETE", "PATCH"]) {
			const response = await get(url, { method });
			expect(response.status).toBe(405);
			expect(response.headers.get("Allow")).toBe("GET, HEAD, OPTIONS");
			expect(response.headers.get("Cache-Control")).toBe("no-store");
		}
		const options = await get(url, { method: "OPTIONS" });
		expect(options.status).toBe(204);
		expect(options.headers.get("Access-Control-Allow-Headers")).toBe(
			"If-None-Match, If-Modified-Since, If-Range, Range",
		);
	});
});

test("other spellings of a feed's name redirect", async () => {
	for (const url of ["/topics/Harbour.rss", "/topics/%68arbour.rss", "/providers/Gazette.Example.rss"]) {
		const response = await get(url);
		expect(response.status, url).toBe(301);
		expect(response.headers.get("Cache-Control")).toBe("public, max-age=3600");
		expect(response.headers.get("Location")).toBe(url.replace("%68", "h").toLowerCase());
	}
});

test("an unknown feed returns a short 404, which is cached only briefly", async () => {
	for (const url of ["/topics/nowhere.rss", "/topics/%ff.rss", "/nowhere.json", "/podcast.xml"]) {
		const response = await get(url);
		expect(response.status, url).toBe(404);
		expect(response.headers.get("Cache-Control"), url).toMatch(/^no-store$|^public, max-age=60$/);
		expect((await response.text()).length).toBeLessThan(200);
	}
});

test("readers without a User-Agent, or with unusual Accept and A-IM headers, get the feed", async () => {
	const headers = { Accept: "text/html,application/xhtml+xml", "A-IM": "feed" };
	const response = await get("/feed.rss", { headers });
	expect(response.status).toBe(200);
	expect(response.headers.get("Content-Type")).toContain("application/rss+xml");
});
