import { reset, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { reconcilerOf } from "../../src/git/stub.ts";
import type { Publisher } from "../../src/publisher/publisher.ts";
import { publisherOf } from "../../src/publisher/stub.ts";
import { article, publish, titles } from "./newsroom.ts";

afterEach(reset);

/** How far the clock was ahead when the data was stored, in milliseconds. */
const AHEAD = 2 * 3_600_000;
const SOON = { timeout: 10_000, interval: 20 };

function inPublisher<T>(action: (publisher: Publisher, storage: DurableObjectStorage) => T | Promise<T>): Promise<T> {
	return runInDurableObject(publisherOf(env), (instance, { storage }) => action(instance, storage));
}

function rows(query: string): Promise<Record<string, SqlStorageValue>[]> {
	return inPublisher((_, { sql }) => sql.exec(query).toArray());
}

/** Moves the Publisher's alarm as far ahead as the clock was. The test must not make requests in the meantime. */
async function alarmAhead(storage: DurableObjectStorage): Promise<void> {
	await storage.setAlarm(Date.now() + AHEAD);
}

test("after the clock was set back, a change is published immediately, although writes and open batches from before have times in the future", async () => {
	await publish(article("tide"));
	await inPublisher(async (publisher, { sql }) => {
		sql.exec("UPDATE rendition SET written = written + ?", AHEAD);
		sql.exec("INSERT INTO hold VALUES ('token:other', ?)", Date.now() + AHEAD);
		await publisher.apply([article("ebb")], "token:test");
	});
	await vi.waitUntil(async () => (await titles("feed")).includes("Title of ebb"), SOON);
	await vi.waitUntil(async () => (await publisherOf(env).health()).pending === 0, SOON);
});

test("after the clock was set back, a health request moves an alarm that is too far ahead", async () => {
	await publish(article("tide"));
	await inPublisher(async (publisher, storage) => {
		await publisher.apply([article("ebb")], "token:test");
		await alarmAhead(storage);
	});
	await vi.waitUntil(async () => (await publisherOf(env).health()).pending === 0, SOON);
	expect(await titles("feed")).toContain("Title of ebb");
});

test("after the clock was set back, waiting purges and announcements become due, but second purges keep their delay", async () => {
	await publish(article("tide"));
	await inPublisher(async (_, storage) => {
		const ahead = Date.now() + AHEAD;
		storage.sql.exec("DELETE FROM purge");
		storage.sql.exec(
			`INSERT INTO purge (tags, due, again) VALUES ('["/once"]', ?1, ?1), ('["/twice"]', ?1, ?1 + 90000)`,
			ahead,
		);
		storage.sql.exec(`INSERT INTO announcement (feeds, due) VALUES ('[{"feed":"feed","isWritten":true}]', ?)`, ahead);
		await alarmAhead(storage);
	});
	await publisherOf(env).health();
	await vi.waitUntil(async () => (await rows("SELECT * FROM announcement")).length === 0, SOON);
	const left = await vi.waitUntil(async () => {
		const purges = await rows("SELECT tags, due FROM purge");
		return purges.every(({ due }) => Number(due) < Date.now() + AHEAD / 2) && purges;
	}, SOON);
	for (const { due } of left) expect(Number(due)).toBeLessThanOrEqual(Date.now() + 90_000);
});

test("after the clock was set back, a scheduled article still appears on time", async () => {
	await publish(article("tide"));
	await inPublisher(async (publisher, storage) => {
		await publisher.apply([article("ebb", { date: new Date(Date.now() + 2000).toISOString() })], "token:test");
		storage.sql.exec("INSERT OR REPLACE INTO meta VALUES ('released', ?)", String(Date.now() + AHEAD));
		await alarmAhead(storage);
	});
	await publisherOf(env).health();
	await expect.poll(() => titles("feed"), SOON).toContain("Title of ebb");
});

test("after the clock was set back, a new publication is not merged into a publication with a time in the future", async () => {
	await publish(article("tide"));
	await inPublisher((_, { sql }) => {
		sql.exec("UPDATE publication SET time = time + ?1, until = ?2", AHEAD, Date.now() + AHEAD);
	});
	await publish(article("ebb"));
	expect(await rows("SELECT added FROM publication ORDER BY id")).toEqual([{ added: 1 }, { added: 1 }]);
});

test("after the clock was set back, a waiting repository job continues", async () => {
	const reconciler = reconcilerOf(env);
	const { job: id } = await reconciler.push("github:1", "https://github.com/Codertocat/Hello-World#master", null);
	await runInDurableObject(reconciler, async (_, { storage }) => {
		const [updated, due] = [Date.now() + AHEAD, Date.now() + AHEAD + 1000];
		storage.sql.exec(
			"UPDATE job SET state = 'waiting', due = ?1, json = json_set(json, '$.state', 'waiting', '$.due', ?1, '$.updated', ?2)",
			...[due, updated],
		);
		await storage.setAlarm(due);
	});
	const goesOn = async () => (await reconciler.job(id))?.state !== "waiting";
	await vi.waitUntil(goesOn, SOON);
});
