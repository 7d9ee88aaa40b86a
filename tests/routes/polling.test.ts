import { createExecutionContext, reset, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, test, vi } from "vitest";
import { FORESIGHT } from "../../src/feed/rhythm.ts";
import { type FeedMetadata, feedKey, formerKey } from "../../src/publisher/kv-keys.ts";
import { respond } from "../../src/respond.ts";
import { article, get, publish, SITE, setClock, settle, skipToAlarm } from "../publisher/newsroom.ts";

afterEach(reset);
afterEach(() => {
	vi.useRealTimers();
});

const FORMATS = ["rss", "atom", "json"];
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Returns the `max-age` for readers and that for Cloudflare's cache. */
function ages({ headers }: Response): [reader: number, edge: number] {
	const of = (name: string) => Number(/max-age=(\d+)/.exec(headers.get(name) ?? "")?.[1]);
	return [of("Cache-Control"), of("Cloudflare-CDN-Cache-Control")];
}

/** Makes articles with this interval between them. The newest article is dated now. */
function every(interval: number, topic = "Harbour") {
	return Array.from({ length: 6 }, (_, index) => {
		const date = new Date(Date.now() - 1000 - index * interval).toISOString();
		return article(`${topic}-${index}`, { date, topics: [topic], provider: undefined });
	});
}

test("each feed and selection states how often to poll it, in all formats", async () => {
	await publish(...every(10 * MINUTE, "Harbour"), ...every(24 * HOUR, "Almanac"));
	for (const format of FORMATS) {
		expect(ages(await get(`/topics/harbour.${format}`)), format).toEqual([600, 300]);
		expect(ages(await get(`/topics/almanac.${format}`)), format).toEqual([6 * 3600, 3600]);
		expect(ages(await get(`/select.${format}?q=almanac`)), format).toEqual([6 * 3600, 3600]);
	}
});

test("a feed that was written by release 0.1.0 may be polled every five minutes", async () => {
	await publish(...every(24 * HOUR));
	const { value, metadata } = await env.KV.getWithMetadata<FeedMetadata>(feedKey("feed"), "arrayBuffer");
	const { etag, length } = metadata?.parts.rss ?? {};
	const former = { etag, modified: metadata?.modified };
	await env.KV.put(formerKey("feed", "rss"), value?.slice(0, length) ?? "", { metadata: former });
	await env.KV.delete(feedKey("feed"));
	expect(ages(await get("/feed.rss"))[0]).toBe(300);
});

test("a feed that has been inactive for a week may be polled every six hours", async () => {
	await publish(...every(10 * MINUTE));
	setClock(Date.now() + 7 * 24 * HOUR);
	expect(ages(await get("/feed.rss"))).toEqual([6 * 3600, 3600]);
});

describe("a scheduled article", () => {
	const now = Date.UTC(2027, 0, 4, 12);
	const at = (time: number) => ({ date: new Date(time).toISOString(), topics: ["Almanac"], provider: undefined });

	test("its feeds are not cached beyond its publication time", async () => {
		setClock(now);
		await publish(...every(24 * HOUR, "Almanac"), ...every(24 * HOUR, "Harbour"));
		const before = await get("/topics/almanac.rss");
		await publish(article("soon", at(now + HOUR)));
		for (const path of ["/feed", "/topics/almanac", "/select"]) {
			for (const format of FORMATS) {
				const response = await get(`${path}.${format}${path === "/select" ? "?q=almanac" : ""}`);
				const [reader, edge] = ages(response);
				expect(reader + edge, path).toBeLessThanOrEqual(3600);
				expect(reader, path).toBeGreaterThan(3000);
				expect(response.headers.get("Cloudflare-CDN-Cache-Control")).not.toContain("stale-while-revalidate");
			}
		}
		expect(ages(await get("/topics/harbour.rss"))).toEqual([6 * 3600, 3600]);
		const after = await get("/topics/almanac.rss");
		for (const name of ["ETag", "Last-Modified"]) expect(after.headers.get(name)).toBe(before.headers.get(name));
	});

	test("readers of its feeds get it on time, even if it was uploaded long before", async () => {
		setClock(now);
		const moment = now + 48 * HOUR;
		await publish(...every(24 * HOUR, "Almanac"));
		await publish(article("later", at(moment)));
		expect(ages(await get("/topics/almanac.rss"))[0]).toBe(6 * 3600);
		setClock(now + HOUR);
		await settle();
		await skipToAlarm(moment - FORESIGHT);
		const [reader, edge] = ages(await get("/topics/almanac.rss"));
		expect(reader + edge).toBeLessThanOrEqual(FORESIGHT / 1000);
		setClock(moment - 2 * HOUR);
		expect(ages(await get("/topics/almanac.rss"))[0]).toBeLessThan(2 * 3600);
	});

	test("reveals nothing to the public if it is for members only", async () => {
		setClock(now);
		await publish(...every(24 * HOUR, "Almanac"));
		await publish(article("secret", { ...at(now + HOUR), audience: "members" }));
		expect(ages(await get("/topics/almanac.rss"))).toEqual([6 * 3600, 3600]);
	});

	test("does not change a byte of its feeds, so that readers do not download them again and hubs do not distribute them again", async () => {
		setClock(now);
		await publish(...every(24 * HOUR, "Almanac"));
		const before = await Promise.all(FORMATS.map(async (format) => (await get(`/topics/almanac.${format}`)).text()));
		await publish(article("soon", at(now + HOUR)));
		const after = await Promise.all(FORMATS.map(async (format) => (await get(`/topics/almanac.${format}`)).text()));
		expect(after).toEqual(before);
		expect(before[0]).toContain("Title of Almanac-0");
	});
});

test("Cloudflare caches archives for a day, and serves stale archives while the Worker fails", async () => {
	await publish(article("tide"));
	for (const path of ["/feed/archive/2026-05.rss", "/select/archive/2026-05.json?q=tide", "/feed/archive/2026-05"]) {
		const { headers } = await get(path);
		const stale = "stale-while-revalidate=3600, stale-if-error=86400";
		expect(headers.get("Cache-Control"), path).toBe(`public, max-age=3600, ${stale}`);
		expect(headers.get("Cloudflare-CDN-Cache-Control"), path).toBe(`max-age=86400, ${stale}`);
	}
});

describe("behind Cloudflare's cache", () => {
	const isolate = { ...env };

	/** Sends the Worker a request as Cloudflare's cache does, for a client that accepts this encoding. */
	async function ask(path: string, encoding: string, headers: Record<string, string> = {}): Promise<Response> {
		const context = Object.assign(createExecutionContext(), { cache: {} });
		const request = new Request(`${SITE}${path}`, { headers, cf: { clientAcceptEncoding: encoding } });
		const response = await respond(request, isolate, context);
		await waitOnExecutionContext(context);
		return response;
	}

	const PATHS = ["/feed.rss", "/feed.atom", "/feed.json", "/select.rss?q=tide", "/feed/archive/2026-05.json"];

	test.each(PATHS)("all readers share one gzipped copy of %s", async (path) => {
		await publish(article("tide"));
		for (const encoding of ["gzip", "gzip, deflate, br", "br, gzip;q=0.8"]) {
			const response = await ask(path, encoding);
			expect(response.headers.get("Content-Encoding")).toBe("gzip");
			expect(response.headers.get("Vary")).toMatch(/^(Sec-Fetch-Dest)?$/);
			expect(response.headers.get("Cloudflare-CDN-Cache-Control")).toMatch(/^max-age=/);
			await response.body?.cancel();
		}
	});

	test.each(PATHS)("an uncompressed response for %s is not cached, and has the same text", async (path) => {
		await publish(article("tide"));
		for (const encoding of ["", "identity", "br"]) {
			const response = await ask(path, encoding);
			expect(response.headers.get("Content-Encoding")).toBeNull();
			expect(response.headers.get("Cloudflare-CDN-Cache-Control")).toBe("no-store");
			expect(await response.text()).toBe(await (await get(path)).text());
		}
	});

	test("a 304 does not change what is cached, whatever encoding the client accepts", async () => {
		await publish(article("tide"));
		const etag = (await get("/feed.rss")).headers.get("ETag") ?? "";
		for (const encoding of ["", "gzip"]) {
			const { status, headers } = await ask("/feed.rss", encoding, { "If-None-Match": etag });
			expect([status, headers.get("Cloudflare-CDN-Cache-Control")]).toEqual([304, expect.stringMatching(/^max-age=/)]);
		}
	});

	test("a response to a URL with unknown parameters is not cached", async () => {
		await publish(article("tide"));
		const { headers } = await ask("/feed.rss?utm_source=letter", "gzip");
		expect(headers.get("Cloudflare-CDN-Cache-Control")).toBe("no-store");
	});
});
