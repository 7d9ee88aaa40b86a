import { reset, runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test } from "vitest";
import { publisherOf } from "../../src/publisher/stub.ts";
import type { Change } from "../../src/publisher/write/apply.ts";
import { ownerOfRepository } from "../../src/publisher/write/sources.ts";
import { article, settle, titles } from "./newsroom.ts";

afterEach(reset);

const gone = { path: "tide.md", deleted: true } as const;
const NOW = Date.now();

function deliver(id: string, occurred: number, change: Change) {
	return publisherOf(env).deliver(id, occurred, change, "");
}

test("a delivery that comes twice is taken once", async () => {
	expect(await deliver("1", NOW, article("tide"))).toMatchObject({ added: 1 });
	expect(await deliver("1", NOW, article("tide", { title: "Forged" }))).toBe("duplicate");
	await settle();
	expect(await titles("feed")).toEqual(["Title of tide"]);
});

test("what happened earlier and is told later rolls nothing back", async () => {
	await deliver("2", NOW, article("tide", { title: "Second" }));
	expect(await deliver("1", NOW - 1, article("tide", { title: "First" }))).toBe("outdated");
	await settle();
	expect(await titles("feed")).toEqual(["Second"]);
});

test("the order of events counts, also of those that happened long ago", async () => {
	const longAgo = NOW - 300 * 24 * 3_600_000;
	await deliver("1", longAgo, article("tide", { title: "Second" }));
	await deliver("2", NOW, article("quay"));
	expect(await deliver("3", longAgo - 1, article("tide", { title: "First" }))).toBe("outdated");
});

test("an article that was taken back does not come back with a late delivery", async () => {
	await deliver("2", NOW, gone);
	expect(await deliver("1", NOW - 1, article("tide"))).toBe("outdated");
	expect(await deliver("3", NOW, article("tide"))).toMatchObject({ added: 1 });
});

test("a delivery that was refused is not taken for known when it comes again", async () => {
	const publisher = publisherOf(env);
	const owner = ownerOfRepository("https://github.com/Codertocat/Hello-World#master");
	await publisher.apply([article("tide")], owner);
	const edited = article("tide", { title: "Edited" });
	expect(await deliver("1", NOW, edited)).toMatchObject({ changed: 0, refused: [{ path: "tide.md" }] });
	await publisher.apply([gone], owner);
	expect(await deliver("1", NOW, edited)).toMatchObject({ added: 1, refused: [] });
	expect(await deliver("1", NOW, edited)).toBe("duplicate");
});

test("of what comes in parts nothing is rendered before the last part", async () => {
	const publisher = publisherOf(env);
	await settle();
	await publisher.apply([article("tide")], "token:test", true);
	await runDurableObjectAlarm(publisher);
	expect(await titles("feed")).toEqual([]);
	// Somebody else's change does not bring it forth.
	await publisher.apply([article("pier")], "token:other");
	await runDurableObjectAlarm(publisher);
	expect(await titles("feed")).toEqual([]);
	expect((await publisher.health()).pending).toBeGreaterThan(0);
	await publisher.apply([article("quay")], "token:test");
	await settle();
	expect((await titles("feed")).sort()).toEqual(["Title of pier", "Title of quay", "Title of tide"]);
});

test("writes to KV are counted for the day, and none for what is the same", async () => {
	const publisher = publisherOf(env);
	await settle();
	const { usage: before } = await publisher.report();
	expect(before.day).toBe(new Date().toISOString().slice(0, 10));
	for (let time = 1; time <= 2; time++) {
		await publisher.apply([article("tide")], "token:test");
		await settle();
		// The site's feed, a topic's and a provider's in three formats, the article, the list of feeds.
		expect((await publisher.report()).usage.writes - before.writes).toBe(11);
	}
});
