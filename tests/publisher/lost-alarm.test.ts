import { reset, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { reconcilerOf } from "../../src/git/stub.ts";
import { publisherOf } from "../../src/publisher/stub.ts";
import { article, titles } from "./newsroom.ts";

afterEach(reset);

test("if the Publisher's alarm is lost, a health request restores it, and the article is published", async () => {
	const publisher = publisherOf(env);
	await runInDurableObject(publisher, async (instance, { storage }) => {
		await instance.apply([article("waiting")], "token:test");
		await storage.deleteAlarm();
	});
	await vi.waitUntil(async () => (await publisher.health()).pending === 0, { timeout: 20_000, interval: 20 });
	expect(await titles("topics/harbour")).toEqual(["Title of waiting"]);
});

test("if the Reconciler's alarm is lost, a job continues when somebody requests it", async () => {
	const reconciler = reconcilerOf(env);
	const { job: id } = await reconciler.push("github:1", "https://github.com/Codertocat/Hello-World#master", null);
	await runInDurableObject(reconciler, async (_, { storage }) => {
		await storage.deleteAlarm();
		storage.sql.exec("UPDATE job SET due = 1 WHERE id = ?", id);
	});
	const goesOn = async () => (await reconciler.job(id))?.state !== "waiting";
	await vi.waitUntil(goesOn, { timeout: 20_000, interval: 20 });
});
