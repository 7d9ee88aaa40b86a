import { createExecutionContext, reset, runInDurableObject, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test } from "vitest";
import { readershipOf } from "../../src/readership/stub.ts";
import { respond } from "../../src/respond.ts";
import { ask } from "../api/requests.ts";
import { article, publish, SITE } from "../publisher/newsroom.ts";

afterEach(reset);

const FEEDLY = "Feedly/1.0 (+http://www.feedly.com/fetcher.html; 462 subscribers; like FeedFetcher-Google)";
const REEDER = "Reeder/5010.01.03 CFNetwork/1120 Darwin/19.0.0";

type Ask = [path: string, userAgent: string, init?: RequestInit & { from?: string }];

/** Sends these requests to a new isolate, and returns the statuses. */
async function asIfNew(...asks: Ask[]): Promise<number[]> {
	const isolate = { ...env };
	const statuses: number[] = [];
	for (const [path, userAgent, { from = "198.51.100.7", ...init } = {}] of asks) {
		const headers = new Headers({ "User-Agent": userAgent, "CF-Connecting-IP": from });
		new Headers(init.headers).forEach((value, name) => void headers.set(name, value));
		const context = createExecutionContext();
		const response = await respond(new Request(`${SITE}${path}`, { ...init, headers }), isolate, context);
		await response.arrayBuffer();
		await waitOnExecutionContext(context);
		statuses.push(response.status);
	}
	return statuses;
}

async function seen(): Promise<[reader: string, subscribers: number][]> {
	const { readers } = await readershipOf(env).report();
	return readers.listed.map(({ name, subscribers }) => [name, subscribers]);
}

async function feedsSeen(): Promise<string[]> {
	const { feeds } = await readershipOf(env).report();
	return feeds.listed.map(({ name }) => name).sort();
}

test("an aggregator counts as the number of subscribers that it reports", async () => {
	await publish(article("tide"));
	expect(await asIfNew(["/topics/harbour.rss", FEEDLY])).toEqual([200]);
	expect(await seen()).toEqual([["Feedly", 462]]);
	expect(await feedsSeen()).toEqual(["topics/harbour"]);
});

test("304s and HEAD requests count as reads", async () => {
	await publish(article("tide"));
	const known = { headers: { "If-None-Match": "*" } };
	expect(await asIfNew(["/feed.rss", REEDER, known])).toEqual([304]);
	expect(await asIfNew(["/feed.atom", "newsboat/2.13 (Linux x86_64)", { method: "HEAD" }])).toEqual([200]);
	expect((await seen()).sort()).toEqual([
		["Newsboat", 1],
		["Reeder", 1],
	]);
});

test("error responses, pages that are not feeds, and clients that are not feed readers do not count", async () => {
	await publish(article("tide"));
	const browser = "Mozilla/5.0 (X11; Linux x86_64; rv:121.0) Gecko/20100101 Firefox/121.0";
	const navigation = { headers: { "Sec-Fetch-Dest": "document" } };
	const statuses = await asIfNew(
		["/topics/none.rss", FEEDLY],
		["/topics/HARBOUR.rss", FEEDLY],
		["/", FEEDLY],
		["/feeds.json", FEEDLY],
		["/feed/archive/2026-05.rss", FEEDLY],
		["/feed.rss", browser],
		["/feed.rss", "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"],
		["/feed.rss", REEDER, navigation],
		["/feed.rss", ""],
	);
	expect(statuses).toEqual([404, 301, 200, 200, 200, 200, 200, 200, 200]);
	expect(await seen()).toEqual([]);
});

test("all selections count as one feed, in which an aggregator's subscribers to different selections are added up", async () => {
	await publish(article("tide"));
	const statuses = await asIfNew(
		["/select.rss?topic=harbour&limit=3", FEEDLY],
		["/select.rss?topic=harbour&limit=4", FEEDLY],
		["/select.rss?topic=harbour&limit=3", FEEDLY],
		["/select.rss?topic=harbour&limit=5", FEEDLY],
	);
	expect(statuses).toEqual([200, 200, 200, 200]);
	// An isolate reports the first read immediately, and later reads after five minutes.
	expect(await seen()).toEqual([["Feedly", 462]]);
	await asIfNew(["/select.rss?topic=harbour&limit=4", FEEDLY]);
	expect(await seen()).toEqual([["Feedly", 924]]);
	expect(await feedsSeen()).toEqual(["select"]);
});

test("reads of private feeds are counted without their token or address", async () => {
	await publish(article("tide"));
	const issued = await (await ask("POST", "/api/subscribers", { body: '{"for":"Anna"}' })).json<{ url: string }>();
	const pathname = new URL(issued.url).pathname.replace(/\/$/, "");
	expect(await asIfNew([`${pathname}/topics/harbour.rss`, REEDER])).toEqual([200]);
	expect(await asIfNew([`${pathname}/select.json?topic=harbour&limit=3`, REEDER])).toEqual([200]);
	expect(await asIfNew(["/private/guess/topics/harbour.rss", FEEDLY])).toEqual([404]);
	expect(await seen()).toEqual([["Reeder", 1]]);
	expect(await feedsSeen()).toEqual(["private"]);
	const kept = await runInDurableObject(readershipOf(env), (_, { storage }) =>
		storage.sql.exec("SELECT * FROM reading").toArray(),
	);
	const [, , token = ""] = pathname.split("/");
	expect(token.length).toBeGreaterThan(20);
	expect(JSON.stringify(kept)).not.toContain(token);
	expect(kept.map(({ feed, variant }) => [feed, variant])).toEqual([["private", ""]]);
});

test("counting does not delay or break responses", async () => {
	await publish(article("tide"));
	const busy = Promise.withResolvers<void>();
	const held = runInDurableObject(readershipOf(env), (_, state) => state.blockConcurrencyWhile(() => busy.promise));
	const context = createExecutionContext();
	const headers = { "User-Agent": REEDER };
	const response = await respond(new Request(`${SITE}/feed.rss`, { headers }), { ...env }, context);
	expect([response.status, (await response.text()).length > 100]).toEqual([200, true]);
	busy.resolve();
	await held;
	await waitOnExecutionContext(context);
	await runInDurableObject(readershipOf(env), (_, { storage }) => storage.sql.exec("DROP TABLE reading"));
	expect(await asIfNew(["/feed.rss", FEEDLY])).toEqual([200]);
});
