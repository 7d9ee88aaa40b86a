import { createExecutionContext, reset, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { app } from "../../src/app.ts";
import { RateCounter } from "../../src/http/rate-limit.ts";
import { article, publish, SITE } from "../publisher/newsroom.ts";
import { subscribe } from "../routes/subscribing.ts";

beforeEach(() => publish(article("tide")));
afterEach(reset);
afterEach(() => vi.restoreAllMocks());

/** An isolate that has seen nobody yet. */
type Isolate = Partial<Cloudflare.Env>;
const isolate = (over: Isolate = {}): Isolate => ({ ...env, ...over });

async function ask(path: string, from: string | null, within: Isolate, init: RequestInit = {}): Promise<Response> {
	const headers = new Headers(from === null ? {} : { "CF-Connecting-IP": from });
	const context = createExecutionContext();
	const response = await app.request(`${SITE}${path}`, { redirect: "manual", ...init, headers }, within, context);
	await response.clone().arrayBuffer();
	await waitOnExecutionContext(context);
	return response;
}

/** Asks until it is told that this is too often; gives that answer. */
function pesters(path: string, from: string, within: Isolate, init: RequestInit = {}): Promise<Response> {
	return vi.waitUntil(
		async () => {
			const response = await ask(path, from, within, init);
			return response.status === 429 && response;
		},
		{ timeout: 20_000, interval: 0 },
	);
}

test("who asks for a feed again and again is told when to come back, and no cache keeps that", async () => {
	const here = isolate();
	const response = await pesters("/feed.rss", "203.0.113.1", here);
	expect(response.headers.get("Retry-After")).toMatch(/^[1-9]\d*$/);
	expect(response.headers.get("Cache-Control")).toBe("no-store");
	expect(response.headers.get("Content-Type")).toMatch(/^text\/plain/);
	expect(await response.text()).toBe(
		"This feed was asked for too often. Ask for it again in a minute; once in five minutes is enough.\n",
	);
	expect((await ask("/feed.rss?_=1", "203.0.113.1", here)).status).toBe(429);
});

test("all others get it meanwhile, and the one who was refused gets all other feeds", async () => {
	const here = isolate();
	await pesters("/feed.rss", "203.0.113.2", here);
	expect((await ask("/feed.rss", "203.0.113.3", here)).status).toBe(200);
	expect((await ask("/feed.atom", "203.0.113.2", here)).status).toBe(200);
	expect((await ask("/topics/harbour.rss", "203.0.113.2", here)).status).toBe(200);
	expect((await ask("/select.rss?q=tide", "203.0.113.2", here)).status).toBe(200);
	expect((await ask("/", "203.0.113.2", here)).status).toBe(200);
});

test("who asks with HEAD alone is limited as well", async () => {
	await pesters("/feed.json", "203.0.113.4", isolate(), { method: "HEAD" });
});

test("of an aggregator that asks for hundreds of selections each is a feed of its own", async () => {
	const limit = vi.fn(async () => ({ success: false }));
	const here = isolate({ FEED_LIMIT: { limit } });
	const paths = Array.from({ length: 200 }, (_, index) => `/select.rss?q=word${index}`);
	for (const path of paths) expect((await ask(path, "203.0.113.5", here)).status).toBe(200);
	expect(limit).not.toHaveBeenCalled();
});

test("of a private feed the token counts, wherever it is asked from; and the log does not have it", async () => {
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

test("an ordinary reader waits for nothing: nobody is asked about it", async () => {
	const limit = vi.fn(async () => ({ success: false }));
	const here = isolate({ FEED_LIMIT: { limit } });
	for (const method of ["HEAD", "GET"]) {
		expect((await ask("/feed.rss", "203.0.113.8", here, { method })).status).toBe(200);
	}
	expect(limit).not.toHaveBeenCalled();
});

test("a site without the binding, or where it fails, gives every feed to everybody", async () => {
	const { FEED_LIMIT: _, ...older } = env;
	const broken = isolate({ FEED_LIMIT: { limit: () => Promise.reject(new Error("no counters")) } });
	for (const here of [older, broken]) {
		for (let asked = 0; asked < 6; asked++) {
			expect((await ask("/feed.rss", "203.0.113.9", here)).status).toBe(200);
		}
	}
});

test.each([null, "127.0.0.1", "::1"])("on one's own machine (%s) nothing is limited", async (from) => {
	const limit = vi.fn(async () => ({ success: false }));
	const here = isolate({ FEED_LIMIT: { limit } });
	for (let asked = 0; asked < 6; asked++) expect((await ask("/feed.rss", from, here)).status).toBe(200);
	expect(limit).not.toHaveBeenCalled();
});

test("what is counted is forgotten after a minute, and earlier where it is too much to remember", () => {
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
	expect(frequency.note("a", now), "the clock went back").toBe(1);
	// Addresses may be very long.
	for (let client = 0; client < 200; client++) frequency.note(`client ${client} ${"x".repeat(15_000)}`, next);
	expect(frequency.note("a", next)).toBe(1);
});
