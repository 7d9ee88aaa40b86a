import { createExecutionContext, reset, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { PollCounter } from "../../src/http/eager-polls.ts";
import { dayOf } from "../../src/publisher/timing.ts";
import { readershipOf } from "../../src/readership/stub.ts";
import { respond } from "../../src/respond.ts";
import { article, publish, SITE, setClock } from "../publisher/newsroom.ts";

beforeEach(() => publish(article("tide")));
afterEach(reset);
afterEach(() => {
	vi.useRealTimers();
	vi.restoreAllMocks();
});

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const START = Date.UTC(2027, 0, 4, 8);

/** Creates the environment of a new isolate. */
const isolate = (over: Partial<Cloudflare.Env> = {}): Cloudflare.Env => ({ ...env, ...over });

async function ask(path: string, within: Cloudflare.Env, headers: Record<string, string>): Promise<Response> {
	const context = createExecutionContext();
	const init = { headers: { "CF-Connecting-IP": "203.0.113.1", ...headers } };
	const response = await respond(new Request(`${SITE}${path}`, init), within, context);
	await waitOnExecutionContext(context);
	return response;
}

test("a reader that polls every minute all day gets 304 for hours, and then 429 until it waits", async () => {
	const here = isolate();
	setClock(START);
	const etag = (await ask("/feed.rss", here, {})).headers.get("ETag") ?? "";
	const statuses: number[] = [];
	for (let minute = 0; minute < 190; minute++) {
		setClock(START + minute * MINUTE);
		statuses.push((await ask("/feed.rss", here, { "If-None-Match": etag })).status);
	}
	expect(statuses.slice(0, 180).every((status) => status === 304)).toBe(true);
	expect(statuses.slice(180).every((status) => status === 429)).toBe(true);

	const refused = await ask("/feed.rss", here, { "If-None-Match": etag });
	expect(Number(refused.headers.get("Retry-After"))).toBeGreaterThanOrEqual(900);
	expect(refused.headers.get("Cache-Control")).toBe("no-store");
	expect(await refused.text()).toMatch(/^You already have the current version, .* Poll every \d+ minutes\.\n$/);

	expect((await ask("/feed.rss", here, { "If-None-Match": '"older"' })).status, "it does not miss any articles").toBe(
		200,
	);
	expect((await ask("/feed.atom", here, {})).status).toBe(200);
	setClock(START + 5 * HOUR);
	expect((await ask("/feed.rss", here, { "If-None-Match": etag })).status).toBe(304);
});

test("a client that polls every two minutes is never rejected, and neither are several programs behind one IP address", () => {
	const counter = new PollCounter();
	for (let minute = 0; minute < 24 * 60; minute++) {
		const now = START + minute * MINUTE;
		if (minute % 2 === 0) expect(counter.note("203.0.113.1 feed Reeder", now)).toBe(false);
		expect(counter.note(`203.0.113.1 feed Program ${minute % 4}`, now)).toBe(false);
	}
});

test("a client that polls too often for only an hour a day is not rejected", () => {
	const counter = new PollCounter();
	for (let day = 0; day < 5; day++) {
		for (let minute = 0; minute < 60; minute++) {
			expect(counter.note("client", START + day * 24 * HOUR + minute * MINUTE)).toBe(false);
		}
	}
});

test("counts are discarded when there are too many clients", () => {
	const counter = new PollCounter();
	const eager = (from: number, hours: number) => {
		let isRefused = false;
		for (let minute = 0; minute < hours * 60; minute++) isRefused = counter.note("eager", from + minute * MINUTE);
		return isRefused;
	};
	expect(eager(START, 4)).toBe(true);
	for (let client = 0; client < 5000; client++) counter.note(`client ${client}`, START + 4 * HOUR);
	expect(counter.note("eager", START + 4 * HOUR)).toBe(false);
});

test("when searches have used up their share of the free plan's daily requests, feeds and publishing still work", async () => {
	const day = dayOf(Date.now());
	await readershipOf(env)
		.collector(day)
		.take({ named: [], direct: [], requests: { all: 0, made: 80_000 } });
	const here = isolate();
	// When an isolate reports the number of its requests, it learns how many requests other isolates have reported.
	expect((await ask("/feed.rss", here, { "User-Agent": "Reeder/5" })).status).toBe(200);
	const refused = await ask("/select.rss?q=tide", here, {});
	expect(refused.status).toBe(503);
	const wait = Number(refused.headers.get("Retry-After"));
	expect(wait).toBeGreaterThan(0);
	expect(wait).toBeLessThanOrEqual(24 * 3600);
	expect(await refused.text()).toContain("available again at 00:00 UTC");
	expect((await ask("/feed.atom", here, {})).status).toBe(200);
	expect((await publish(article("ebb"))).added).toBe(1);

	const paid = isolate({ CLOUDFLARE_PLAN: "paid" });
	expect((await ask("/feed.rss", paid, { "User-Agent": "Reeder/5" })).status).toBe(200);
	expect((await ask("/select.rss?q=tide", paid, {})).status).toBe(200);
});
