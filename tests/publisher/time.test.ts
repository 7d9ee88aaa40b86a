import { reset, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test } from "vitest";
import { Publisher } from "../../src/publisher/publisher.ts";
import { publisherOf } from "../../src/publisher/stub.ts";
import { article, feed, get, MINUTE, publish, setClock, skipToAlarm, titles } from "./newsroom.ts";

afterEach(reset);

test("an article that is postponed to a future date is unpublished, and later returns with the same guid", async () => {
	await publish(article("tide"));
	const id = (await feed("feed"))?.items[0]?.id;
	await publish(article("tide", { date: "2999-01-01" }));
	expect(await titles("feed")).toEqual([]);
	expect((await get("/articles/tide")).status).toBe(410);
	await publish(article("tide", { title: "Title of the tide" }));
	expect((await feed("feed"))?.items[0]?.id).toBe(id);
});

test("an article is unpublished automatically when it expires", async () => {
	const moment = Date.now() + MINUTE;
	await publish(article("offer", { expires: new Date(moment).toISOString() }), article("tide"));
	expect((await titles("feed")).sort()).toEqual(["Title of offer", "Title of tide"]);
	await skipToAlarm(moment);
	expect(await titles("feed")).toEqual(["Title of tide"]);
	expect((await get("/articles/offer")).status).toBe(410);
});

test("an article that has already expired never appears", async () => {
	await publish(article("offer", { expires: "2026-05-05" }));
	expect(await titles("feed")).toEqual([]);
});

test("when a duplicate expires, the other article is published", async () => {
	const link = "https://gazette.example/story";
	const moment = Date.now() + MINUTE;
	const expires = new Date(moment).toISOString();
	await publish(article("better", { link, quality: 9, expires }), article("other", { link, quality: 1 }));
	expect(await titles("feed")).toEqual(["Title of better"]);
	await skipToAlarm(moment);
	expect(await titles("feed")).toEqual(["Title of other"]);
});

test("a declared guid is used in all formats, and does not change when the article's link does", async () => {
	const guid = "https://old.example?p=1&x=<>".replace("<>", "%3C");
	await publish(article("tide"));
	await publish(article("tide", { guid }));
	expect((await feed("feed"))?.items[0]?.id).toBe(guid);
	const escaped = guid.replaceAll("&", "&amp;");
	expect(await (await get("/feed.rss")).text()).toContain(`<guid isPermaLink="false">${escaped}</guid>`);
	expect(await (await get("/feed.atom")).text()).toContain(`<id>${escaped}</id>`);
	await publish(article("tide", { guid, link: "https://gazette.example/elsewhere", title: "Moved" }));
	expect((await feed("feed"))?.items[0]?.id).toBe(guid);
});

test("two articles that declare the same guid are duplicates; a guid that the site generated stays with its article", async () => {
	await publish(
		article("a", { guid: "tag:old.example,2020:1", quality: 5 }),
		article("b", { guid: "tag:old.example,2020:1" }),
	);
	expect(await titles("feed")).toEqual(["Title of a"]);
	await publish(article("c"));
	await publish(article("c", { link: "https://gazette.example/c2" }));
	await publish(article("d", { guid: "https://gazette.example/c" }));
	const ids = (await feed("feed"))?.items.map((item) => item.id) ?? [];
	expect(new Set(ids).size).toBe(3);
});

test("in production, a KV key is written at most once per second", async () => {
	const began = Date.now();
	setClock(began);
	const publisher = publisherOf(env);
	await runInDurableObject(publisher, async (_, state) => {
		const production = new Publisher(state, env);
		await production.apply([article("tide")], "token:test");
		await production.alarm();
		expect(await titles("feed")).toEqual(["Title of tide"]);
		await production.apply([article("tide", { title: "High tide" })], "token:test");
		setClock(began + 999);
		await production.alarm();
		expect(await titles("feed")).toEqual(["Title of tide"]);
		expect(await state.storage.getAlarm()).toBe(began + 1000);
		setClock(began + 1000);
		await production.alarm();
		expect(await titles("feed")).toEqual(["High tide"]);
	});
});
