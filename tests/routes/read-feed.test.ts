import { createExecutionContext, reset, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { handle } from "../../src/app.ts";
import { respond } from "../../src/respond.ts";
import { readFeed } from "../../src/routes/read-feed.ts";
import { article, publish, SITE } from "../publisher/newsroom.ts";

beforeAll(async () => {
	await publish(article("tide", { topics: ["Harbour", "Größe"] }));
});
afterAll(reset);

type Door = (
	request: Request,
	env: Cloudflare.Env,
	context: ExecutionContext,
) => Response | null | Promise<Response | null>;

/** Returns everything that a client can see of a response, or null if there is no response. */
async function seen(door: Door, path: string, init: RequestInit, { vars = env, isCached = false } = {}) {
	const context = Object.assign(createExecutionContext(), isCached ? { cache: {} } : {});
	const response = await door(new Request(SITE + path, init), vars, context);
	// The platform drops the body of a response to HEAD.
	const text = init.method === "HEAD" ? "" : await response?.clone().text();
	await waitOnExecutionContext(context);
	return response && { status: response.status, headers: [...response.headers].sort(), text };
}

const PATHS = ["/feed.rss", "/topics/harbour.atom", "/providers/gazette.example.json"];
const HEADERS: Record<string, string>[] = [
	{ "Accept-Encoding": "gzip" },
	{ "Accept-Encoding": "identity" },
	{ "Sec-Fetch-Dest": "empty" },
	{ "If-None-Match": "*" },
	{ "If-None-Match": '"other"', "If-Modified-Since": new Date(Date.now() - 1000).toUTCString() },
	{ "If-Modified-Since": new Date(Date.now() - 1000).toUTCString() },
	{ "If-Modified-Since": "yesterday" },
	{ "User-Agent": "Feedly/1.0 (462 subscribers)", "CF-Connecting-IP": "203.0.113.1" },
];
const PLACES = [
	{},
	{ vars: { ...env }, isCached: true },
	{ vars: { ...env, SITE_URL: "https://news.example.org", WEBSUB_HUB: "none" } },
];

test.each(PATHS)("for %s, `readFeed` returns the same response as the app, byte for byte", async (path) => {
	for (const headers of HEADERS) {
		for (const method of ["GET", "HEAD"]) {
			for (const place of PLACES) {
				const answer = await seen(readFeed, path, { method, headers }, place);
				expect(answer).not.toBeNull();
				expect(answer).toEqual(await seen(handle, path, { method, headers }, place));
			}
		}
	}
});

test.each<[string, RequestInit?]>([
	["/topics/nowhere.rss"],
	["/topics/Harbour.rss"],
	["/topics/gr%C3%B6%C3%9Fe.rss"],
	["/topics/harbour.rss?utm_source=x"],
	["/feed.rss?raw"],
	["/feed.xml"],
	["/topics/harbour"],
	["/feed.rss", { headers: { "Sec-Fetch-Dest": "document" } }],
	["/feed.rss", { method: "POST" }],
	["/feed.rss", { method: "OPTIONS" }],
	[`/topics/${"a".repeat(300)}.rss`],
])("the feed fast path leaves %s %j to the app", async (path, init = {}) => {
	expect(await seen(readFeed, path, init)).toBeNull();
});

test("while a setting is invalid, `readFeed` leaves requests for feeds to the app", async () => {
	for (const wrong of [{ SITE_URL: "localhost" }, { SITE_TIME_ZONE: "Berlin" }, { REPOSITORIES: "x" }]) {
		expect(await seen(readFeed, "/feed.rss", {}, { vars: { ...env, ...wrong } })).toBeNull();
	}
});

test("a new version of a feed has new headers", async () => {
	const before = await seen(readFeed, "/topics/harbour.rss", {});
	await publish(article("tide", { title: "Another title" }));
	const after = await seen(readFeed, "/topics/harbour.rss", {});
	expect(after?.text).toContain("Another title");
	expect(after?.headers).not.toEqual(before?.headers);
	expect(after).toEqual(await seen(handle, "/topics/harbour.rss", {}));
});

test("a feed that does not exist is read from KV only once, and the request is counted only once", async () => {
	const reads = async (door: Door) => {
		const keys: string[] = [];
		const KV = new Proxy(env.KV, {
			get:
				(kv, name) =>
				(key: string, ...options: unknown[]) => {
					keys.push(`${String(name)} ${key}`);
					return Reflect.apply(Reflect.get(kv, name), kv, [key, ...options]);
				},
		});
		const FEED_LIMIT = { limit: vi.fn(async () => ({ success: true })) };
		const headers = { "CF-Connecting-IP": "203.0.113.1" };
		const there = { vars: { ...env, KV, FEED_LIMIT } };
		for (let time = 0; time < 5; time++) await seen(door, "/topics/nowhere.rss", { headers }, there);
		return { keys, limited: FEED_LIMIT.limit.mock.calls };
	};
	const alone = await reads(handle);
	expect(alone.limited).toHaveLength(2);
	expect(await reads(respond)).toEqual(alone);
});
