import { reset, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { BUDGETS } from "../../src/budget.ts";
import { DailyWrites } from "../../src/publisher/flush/daily-writes.ts";
import { MENU_KEY } from "../../src/publisher/kv-keys.ts";
import { Meta } from "../../src/publisher/meta.ts";
import { publisherOf } from "../../src/publisher/stub.ts";
import { DAY, dayOf } from "../../src/publisher/timing.ts";
import { Publications } from "../../src/publisher/write/publications.ts";
import { limits } from "../limits.ts";
import { article, feed, get, publish, setClock, settle, storedKeys, titles } from "./newsroom.ts";

const COUNT = 500;
const { writes: LIMIT, pageWrites: PAGES } = BUDGETS.free;

/** The Publisher of a site on Cloudflare's free plan, where KV is limited. */
beforeEach(async () => {
	limits.isLimited = true;
	await reset();
});
afterEach(async () => {
	limits.isLimited = false;
	await reset();
});

/** Pretends that this many values have been written to KV today. */
async function use(writes: number): Promise<void> {
	await settle();
	await runInDurableObject(publisherOf(env), (_, { storage }) => {
		storage.sql.exec(
			"INSERT INTO publication_day VALUES (?, 0, 0, 0, 0, ?2) ON CONFLICT DO UPDATE SET writes = ?2",
			...[dayOf(Date.now()), writes],
		);
	});
}

const writesToday = async () => (await publisherOf(env).report()).usage.writes;
const full = async () => (await (await get("/health")).json<{ full?: { waiting: number; until: string } }>()).full;
const tomorrow = () => (Math.floor(Date.now() / DAY) + 1) * DAY;

/** 500 articles in ten topics from five providers over ten months. */
const many = Array.from({ length: COUNT }, (_, index) =>
	article(`a${index}`, {
		date: new Date(Date.UTC(2025, Math.floor(index / 50), 3, index % 24, index % 60)).toISOString(),
		topics: [`Topic ${index % 10}`],
		provider: { name: `P${index % 5}`, domain: `p${index % 5}.example` },
		link: `https://p${index % 5}.example/${index}`,
	}),
);
const FEEDS = [
	"feed",
	...Array.from({ length: 10 }, (_, index) => `topics/topic-${index}`),
	...Array.from({ length: 5 }, (_, index) => `providers/p${index}.example`),
];

/** Returns everything that readers of the site get: the status and content of every path. */
async function readAll(): Promise<Record<string, string>> {
	const paths = [
		...FEEDS.flatMap((name) => [`/${name}.rss`, `/${name}.atom`, `/${name}.json`, name === "feed" ? "/" : `/${name}`]),
		...FEEDS.map((name) => `/${name}/archive/2025-01.json`),
		...many.map(({ path }) => `/articles/${path.replace(".md", "")}`),
		...["/topics", "/providers", "/feeds.json", "/select.json?topic=topic-1&q=title"],
	];
	const found: Record<string, string> = {};
	for (const path of paths) {
		const response = await get(path);
		expect(response.status, path).toBe(200);
		found[path] = `${response.headers.get("ETag")} ${await response.text()}`;
	}
	return found;
}

test("while KV rejects writes, imported articles are still served completely; once KV accepts writes again, each value is written once", async () => {
	setClock(Date.UTC(2026, 4, 4, 12));
	await use(LIMIT);
	const before = await storedKeys();
	await publish(...many);
	expect(await storedKeys(), "nothing has been written").toEqual(
		before.filter((key) => !["feeds:feed", "index", "navigation"].includes(key)),
	);
	expect(await writesToday()).toBe(LIMIT);
	expect(await full()).toEqual({ waiting: COUNT + FEEDS.length + 1, until: "2026-05-05T00:00:00.000Z" });
	expect(await publisherOf(env).health()).toMatchObject({ status: "ok", pending: 0 });
	const served = await readAll();

	const midnight = tomorrow();
	await runInDurableObject(publisherOf(env), async (_, { storage }) => {
		storage.sql.exec("DELETE FROM purge");
		storage.sql.exec("DELETE FROM announcement");
	});
	await publisherOf(env).health();
	setClock(midnight);
	await settle();
	for (let waits = 0; (await full()) !== undefined && waits < 50; waits++) await settle();
	expect(await full()).toBeUndefined();
	expect(await writesToday(), "each once, including the navigation").toBe(COUNT + FEEDS.length + 2);
	expect((await storedKeys()).length).toBe(COUNT + FEEDS.length + 2);
	expect(await readAll(), "the same, from KV").toEqual(served);
	await settle();
	expect(await writesToday(), "nothing is written twice").toBe(COUNT + FEEDS.length + 2);
}, 120_000);

describe("when the day's writes are used up", () => {
	test("changed and removed articles are not served from outdated values", async () => {
		await publish(article("tide"), article("ebb"));
		await use(LIMIT);
		await publish(article("tide", { title: "High tide" }), { path: "ebb.md", deleted: true });
		expect(await titles("feed")).toEqual(["High tide"]);
		expect(await titles("topics/harbour")).toEqual(["High tide"]);
		expect(await (await get("/articles/tide")).text()).toContain("High tide");
		expect((await get("/articles/ebb")).status).toBe(410);
		expect(await (await get("/")).text()).toContain("High tide");
		expect(await writesToday()).toBe(LIMIT);
	});

	test("the old menu stays in KV", async () => {
		const page = (title: string) => ({ path: "pages/about.md", text: `---\ntitle: ${title}\n---\nText.` });
		await publish(page("About"));
		const menu = await env.KV.get(MENU_KEY);
		expect(menu).toContain('"About"');
		await use(LIMIT);
		await publish(page("About us"));
		expect(await env.KV.get(MENU_KEY)).toBe(menu);
	});

	test("a reader that compares only dates gets each change, and 304 in between", async () => {
		await publish(article("tide"), article("ebb"));
		await use(LIMIT);
		setClock(Date.now());
		let since = (await get("/feed.rss")).headers.get("Last-Modified") ?? "";
		for (const change of [article("tide", { title: "High tide" }), { path: "ebb.md", deleted: true } as const]) {
			setClock(Date.now() + 5000);
			await publish(change);
			const response = await get("/feed.rss", { headers: { "If-Modified-Since": since } });
			expect(response.status).toBe(200);
			since = response.headers.get("Last-Modified") ?? "";
			expect((await get("/feed.rss", { headers: { "If-Modified-Since": since } })).status).toBe(304);
		}
		const etag = (await get("/feed.rss")).headers.get("ETag") ?? "";
		expect((await get("/feed.rss", { headers: { "If-None-Match": etag } })).status).toBe(304);
		expect((await get("/feed.rss", { method: "HEAD" })).headers.get("ETag")).toBe(etag);
	});

	test("/api/status reports the deferred entries, and writes neither count as failed nor are retried", async () => {
		await use(LIMIT);
		await publish(article("tide"));
		const headers = { Authorization: "Bearer read-token" };
		const status = await (await get("/api/status", { headers })).json();
		expect(status).toMatchObject({
			...{ status: "ok", pending: 0, deferred: { count: 5, until: new Date(tomorrow()).toISOString() } },
			outbox: { failing: 0, oldest: null },
		});
		const alarm = await runInDurableObject(publisherOf(env), async (_, { storage }) => {
			storage.sql.exec("DELETE FROM purge");
			await publisherOf(env).apply([], "token:test");
			return storage.getAlarm();
		});
		expect(alarm).toBe(tomorrow());
	});
});

test("article pages leave part of the day's writes for feeds", async () => {
	await use(PAGES);
	await publish(article("tide"), article("ebb"));
	const keys = await storedKeys();
	expect(keys).toEqual(expect.arrayContaining(["feeds:feed", "feeds:topics/harbour", "index"]));
	expect(keys.filter((key) => key.startsWith("article:"))).toEqual([]);
	expect((await get("/articles/tide")).status).toBe(200);
	expect((await full())?.waiting).toBe(2);
});

test("an article's page is served before it is in KV", async () => {
	await publisherOf(env).apply([article("tide")], "token:test");
	expect(await storedKeys()).not.toContain("article:/articles/tide");
	expect((await get("/articles/tide")).status).toBe(200);
	expect((await feed("feed"))?.items).toHaveLength(1);
});

test("if KV reports that the day's writes are used up, the Publisher stops writing until midnight UTC", () =>
	runInDurableObject(publisherOf(env), (_, { storage: { sql } }) => {
		const noon = Date.UTC(2026, 4, 4, 12);
		const daily = new DailyWrites(new Meta(sql), new Publications(sql), BUDGETS.paid, false);
		expect(daily.noteRefusal(new Error("KV PUT failed: 429 Too Many Requests"), noon)).toBe(false);
		expect(daily.left("feed", noon)).toBe(Number.POSITIVE_INFINITY);
		expect(daily.noteRefusal(new Error("KV put() limit exceeded for the day."), noon)).toBe(true);
		expect([daily.left("feed", noon), daily.renewal(noon)]).toEqual([0, noon + DAY / 2]);
		expect(daily.left("feed", noon + DAY / 2)).toBe(Number.POSITIVE_INFINITY);
	}));
