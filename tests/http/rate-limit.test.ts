import { createExecutionContext, reset, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { RateCounter } from "../../src/http/request-rate.ts";
import { respond } from "../../src/respond.ts";
import { article, publish, SITE } from "../publisher/newsroom.ts";
import { subscribe } from "../routes/subscribing.ts";

beforeEach(() => publish(article("tide")));
afterEach(reset);
afterEach(() => vi.restoreAllMocks());

/** The environment of an isolate. Requests are counted separately for each new object. */
type Isolate = Cloudflare.Env;
const isolate = (over: Partial<Isolate> = {}): Isolate => ({ ...env, ...over });

async function ask(path: string, from: string | null, within: Isolate, init: RequestInit = {}): Promise<Response> {
	const headers = new Headers(from === null ? {} : { "CF-Connecting-IP": from });
	const context = createExecutionContext();
	const request = new Request(`${SITE}${path}`, { redirect: "manual", ...init, headers });
	const response = await respond(request, within, context);
	await response.clone().arrayBuffer();
	await waitOnExecutionContext(context);
	return response;
}

/** Repeats a request until it is rejected, and returns the rejection. */
function pesters(path: string, from: string, within: Isolate, init: RequestInit = {}): Promise<Response> {
	return vi.waitUntil(
		async () => {
			const response = await ask(path, from, within, init);
			return response.status === 429 && response;
		},
		{ timeout: 20_000, interval: 0 },
	);
}

test("repeated requests for one feed get 429 with Retry-After, which is not cached", async () => {
	const here = isolate();
	const response = await pesters("/feed.rss", "203.0.113.1", here);
	expect(response.headers.get("Retry-After")).toMatch(/^[1-9]\d*$/);
	expect(response.headers.get("Cache-Control")).toBe("no-store");
	expect(response.headers.get("Content-Type")).toMatch(/^text\/plain/);
	expect(await response.text()).toBe(
		"You requested this feed too often. Try again in a minute, and poll no more often than its Cache-Control header says.\n",
	);
	expect((await ask("/feed.rss?_=1", "203.0.113.1", here)).status).toBe(429);
});

test("when a client is rejected for one feed, other clients still get that feed, and the client still gets other feeds", async () => {
	const here = isolate();
	await pesters("/feed.rss", "203.0.113.2", here);
	expect((await ask("/feed.rss", "203.0.113.3", here)).status).toBe(200);
	expect((await ask("/feed.atom", "203.0.113.2", here)).status).toBe(200);
	expect((await ask("/topics/harbour.rss", "203.0.113.2", here)).status).toBe(200);
	expect((await ask("/select.rss?q=tide", "203.0.113.2", here)).status).toBe(200);
	expect((await ask("/", "203.0.113.2", here)).status).toBe(200);
});

test("HEAD requests are limited too", async () => {
	await pesters("/feed.json", "203.0.113.4", isolate(), { method: "HEAD" });
});

test("an aggregator may request hundreds of feeds, because each has its own limit", async () => {
	const limit = vi.fn(async () => ({ success: false }));
	const here = isolate({ FEED_LIMIT: { limit }, CLIENT_LIMIT: { limit } });
	const names = Array.from({ length: 100 }, (_, index) => `topic${index}`);
	await publish(...names.map((name) => article(name, { topics: [name] })));
	await vi.waitUntil(async () => (await env.KV.get("feeds:topics/topic99", "arrayBuffer")) !== null, 20_000);
	for (const name of names) expect((await ask(`/topics/${name}.rss`, "203.0.113.5", here)).status).toBe(200);
	expect(limit).not.toHaveBeenCalled();
});

/** Each kind of content that is rendered on demand, with a function that returns a different address for each index. */
const MADE: Record<string, (index: number) => string> = {
	selections: (index) => `/select.json?topic=harbour&-q=word${index}`,
	"pages of selections": (index) => `/select?q=word${index}`,
	previews: (index) => `/subscribe?q=word${index}`,
	archives: (index) => `/feed/archive/${2000 + (index % 100)}-01.rss`,
	"pages of archives": (index) => `/topics/harbour/archive/${2000 + (index % 100)}-01`,
	"article lists": (index) => `/api/news/page/${index + 2}/`,
	sitemaps: (index) => `/sitemap-${index + 1}.xml`,
	"unknown topics": (index) => `/topics/nowhere${index}`,
};

test.each(Object.entries(MADE))("requests for different %s share one limit", async (kind, path) => {
	const here = isolate();
	const from = `198.51.100.${Object.keys(MADE).indexOf(kind) + 1}`;
	let asked = 0;
	const refused = await vi.waitUntil(
		async () => {
			const response = await ask(path(asked++), from, here);
			return response.status === 429 && response;
		},
		{ timeout: 20_000, interval: 0 },
	);
	expect(refused.headers.get("Retry-After")).toBe("60");
	expect(refused.headers.get("Cache-Control")).toBe("no-store");
	for (const other of Object.values(MADE)) expect((await ask(other(500), from, here)).status, other(500)).toBe(429);
	expect((await ask("/feed.rss", from, here)).status).toBe(200);
	expect((await ask("/select.json?q=tide", "198.51.100.99", here)).status).toBe(200);
});

test("a client's whole IPv6 network counts as one client", async () => {
	const here = isolate();
	let asked = 0;
	const address = () => `2001:db8:1:2::${(++asked).toString(16)}`;
	await vi.waitUntil(async () => (await ask(`/select.rss?q=word${asked}`, address(), here)).status === 429, {
		timeout: 20_000,
		interval: 0,
	});
	expect((await ask("/select.rss?q=tide", "2001:db8:1:2:ffff::1", here)).status).toBe(429);
	expect((await ask("/select.rss?q=tide", "2001:db8:1:3::1", here)).status).toBe(200);
});

test("private selections and feeds share the limit of their token", async () => {
	const { base } = await subscribe();
	const here = isolate();
	let asked = 0;
	await vi.waitUntil(
		async () => (await ask(`${base}/select.rss?q=word${asked++}`, "203.0.113.20", here)).status === 429,
		{ timeout: 20_000, interval: 0 },
	);
	expect((await ask(`${base}/topics/harbour.rss`, "203.0.113.21", here)).status).toBe(429);
	expect((await ask("/select.rss?q=tide", "203.0.113.20", here)).status).toBe(200);
});

test("too many hub requests get 429 with Retry-After, and too many rssCloud requests get 200 with the reason", async () => {
	const here = isolate();
	const send = (path: string, from: string) =>
		ask(path, from, here, { method: "POST", body: new URLSearchParams({ "hub.mode": "nothing" }) });
	const refused = await vi.waitUntil(
		async () => {
			const response = await send("/hub", "203.0.113.30");
			return response.status !== 400 && response;
		},
		{ timeout: 20_000, interval: 0 },
	);
	expect(refused.status).toBe(429);
	expect(refused.headers.get("Retry-After")).toBe("60");
	const cloud = await send("/rsscloud/pleaseNotify", "203.0.113.30");
	expect(cloud.status).toBe(200);
	expect(await cloud.text()).toContain('success="false" msg="Too many requests to this hub from your IP address');
	expect((await send("/hub", "203.0.113.31")).status).toBe(400);
	expect((await ask("/feed.rss", "203.0.113.30", here)).status).toBe(200);
});

test("private feeds are limited per token, whatever the client, and the log does not contain the token", async () => {
	const { base, token } = await subscribe();
	const lines = vi.spyOn(console, "log").mockImplementation(() => {});
	const here = isolate();
	await pesters(`${base}/topics/harbour.rss`, "203.0.113.6", here);
	const elsewhere = await ask(`${base}/topics/harbour.rss`, "203.0.113.7", here);
	expect(elsewhere.status).toBe(429);
	const logged = lines.mock.calls.flat().filter((line) => String(line).includes("rate limit"));
	expect(logged).toEqual([JSON.stringify({ event: "rate limit", path: "/private/…" })]);
	expect(await elsewhere.text()).not.toContain(token);
});

test("ordinary requests do not call the rate limiter", async () => {
	const limit = vi.fn(async () => ({ success: false }));
	const here = isolate({ FEED_LIMIT: { limit } });
	for (const method of ["HEAD", "GET"]) {
		expect((await ask("/feed.rss", "203.0.113.8", here, { method })).status).toBe(200);
	}
	expect(limit).not.toHaveBeenCalled();
});

test("if the rate limiter's binding is missing or fails, nothing is limited", async () => {
	const { FEED_LIMIT: _, CLIENT_LIMIT: __, ...older } = env;
	const limit = () => Promise.reject(new Error("no counters"));
	const broken = isolate({ FEED_LIMIT: { limit }, CLIENT_LIMIT: { limit } });
	for (const here of [older, broken]) {
		for (let asked = 0; asked < 6; asked++) {
			expect((await ask("/feed.rss", "203.0.113.9", here)).status).toBe(200);
			expect((await ask("/select.rss?q=tide", "203.0.113.9", here)).status).toBe(200);
		}
	}
});

test.each([null, "127.0.0.1", "::1"])("local requests (%s) are not limited", async (from) => {
	const limit = vi.fn(async () => ({ success: false }));
	const here = isolate({ FEED_LIMIT: { limit } });
	for (let asked = 0; asked < 6; asked++) expect((await ask("/feed.rss", from, here)).status).toBe(200);
	expect(limit).not.toHaveBeenCalled();
});

test("request counts are discarded after a minute, or earlier if there are too many counts", () => {
	const frequency = new RateCounter();
	const now = Date.UTC(2026, 10, 22);
	const [last, next] = [now + 59_999, now + 60_000];
	expect([frequency.note("a", now), frequency.note("a", last), frequency.note("b", last)]).toEqual([1, 2, 1]);
	expect([frequency.refuse("a"), frequency.refuse("a"), frequency.refuse("b")]).toEqual([true, false, true]);
	expect(frequency.note("a", next)).toBe(1);
	expect(frequency.refuse("a")).toBe(true);
	for (let client = 0; client < 10_000; client++) frequency.note(`client ${client}`, next);
	expect(frequency.note("a", next)).toBe(1);
	frequency.note("a", next);
	expect(frequency.note("a", now), "the clock was set back").toBe(1);
	// Addresses may be very long, so their total length is limited, too.
	for (let client = 0; client < 200; client++) frequency.note(`client ${client} ${"x".repeat(15_000)}`, next);
	expect(frequency.note("a", next)).toBe(1);
});
