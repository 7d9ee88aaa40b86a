import { reset, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { publisherOf } from "../../src/publisher/stub.ts";
import type { Change } from "../../src/publisher/write/apply.ts";
import { ownerOfRepository } from "../../src/publisher/write/sources.ts";
import { article, setClock, settle, titles } from "./newsroom.ts";

afterEach(async () => {
	vi.useRealTimers();
	await reset();
});

const gone = { path: "tide.md", deleted: true } as const;
const NOW = Date.now();

function deliver(id: string, occurred: number, change: Change) {
	return publisherOf(env).deliver(id, occurred, change, "");
}

test("a repeated delivery is applied only once", async () => {
	expect(await deliver("1", NOW, article("tide"))).toMatchObject({ added: 1 });
	expect(await deliver("1", NOW, article("tide", { title: "Forged" }))).toBe("duplicate");
	await settle();
	expect(await titles("feed")).toEqual(["Title of tide"]);
});

test("a late delivery of an earlier event changes nothing", async () => {
	await deliver("2", NOW, article("tide", { title: "Second" }));
	expect(await deliver("1", NOW - 1, article("tide", { title: "First" }))).toBe("outdated");
	await settle();
	expect(await titles("feed")).toEqual(["Second"]);
});

test("an event is ignored if it occurred before the last event of its source, however long ago that was", async () => {
	const longAgo = NOW - 300 * 24 * 3_600_000;
	await deliver("1", longAgo, article("tide", { title: "Second" }));
	await deliver("2", NOW, article("quay"));
	expect(await deliver("3", longAgo - 1, article("tide", { title: "First" }))).toBe("outdated");
});

test("a late delivery does not publish a removed article again", async () => {
	await deliver("2", NOW, gone);
	expect(await deliver("1", NOW - 1, article("tide"))).toBe("outdated");
	expect(await deliver("3", NOW, article("tide"))).toMatchObject({ added: 1 });
});

test("a delivery that was rejected is not treated as a duplicate when it is sent again", async () => {
	const publisher = publisherOf(env);
	const owner = ownerOfRepository("https://github.com/Codertocat/Hello-World#master");
	await publisher.apply([article("tide")], owner);
	const edited = article("tide", { title: "Edited" });
	expect(await deliver("1", NOW, edited)).toMatchObject({ changed: 0, refused: [{ path: "tide.md" }] });
	await publisher.apply([gone], owner);
	expect(await deliver("1", NOW, edited)).toMatchObject({ added: 1, refused: [] });
	expect(await deliver("1", NOW, edited)).toBe("duplicate");
});

test("the first delivery is written immediately, and deliveries that follow quickly are written together", async () => {
	await settle();
	await runInDurableObject(publisherOf(env), (_, { storage }) => storage.sql.exec("DELETE FROM purge").toArray());
	// Set the clock an hour ahead, so that no alarm runs by itself.
	const now = Date.now() + 3_600_000;
	setClock(now);
	const alarm = () => runInDurableObject(publisherOf(env), (_, { storage }) => storage.getAlarm());
	await deliver("1", now, article("tide"));
	expect(await alarm()).toBe(now);
	await deliver("2", now, article("quay"));
	expect(await alarm()).toBeGreaterThan(now);
	await settle();
	expect((await titles("feed")).sort()).toEqual(["Title of quay", "Title of tide"]);
	setClock(now + 10_000);
	await publisherOf(env).apply([article("ebb")], "token:test");
	expect(await alarm()).toBeGreaterThan(now + 10_000);
});

test("an upload in parts is not rendered before its last part", async () => {
	const publisher = publisherOf(env);
	await settle();
	await publisher.apply([article("tide")], "token:test", true);
	await runDurableObjectAlarm(publisher);
	expect(await titles("feed")).toEqual([]);
	// Another owner's change does not start rendering either.
	await publisher.apply([article("pier")], "token:other");
	await runDurableObjectAlarm(publisher);
	expect(await titles("feed")).toEqual([]);
	expect((await publisher.health()).pending).toBeGreaterThan(0);
	await publisher.apply([article("quay")], "token:test");
	await settle();
	expect((await titles("feed")).sort()).toEqual(["Title of pier", "Title of quay", "Title of tide"]);
});

test("KV writes are counted per day, and unchanged values are not written", async () => {
	const publisher = publisherOf(env);
	await settle();
	const { usage: before } = await publisher.report();
	expect(before.day).toBe(new Date().toISOString().slice(0, 10));
	for (let time = 1; time <= 2; time++) {
		await publisher.apply([article("tide")], "token:test");
		await settle();
		// Three feeds (site, topic and provider), the article's page, the list of feeds, and the navigation.
		expect((await publisher.report()).usage.writes - before.writes).toBe(6);
	}
});
