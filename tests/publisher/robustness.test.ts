import { evictDurableObject, reset, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test } from "vitest";
import { Purges } from "../../src/publisher/flush/purges.ts";
import { tagOf } from "../../src/publisher/kv-keys.ts";
import { Meta } from "../../src/publisher/meta.ts";
import { publisherOf } from "../../src/publisher/stub.ts";
import { article, feed, get, MINUTE, publish, setClock, settle, source, titles } from "./newsroom.ts";

afterEach(reset);

test("an article that became due during downtime appears when the site runs again", async () => {
	const publisher = publisherOf(env);
	const moment = Date.now() + MINUTE;
	await publish(article("later", { date: new Date(moment).toISOString() }));
	// Delete the alarm, as if the machine had been off when it was due.
	await runInDurableObject(publisher, (_, state) => state.storage.deleteAlarm());
	await evictDurableObject(env.PUBLISHER.getByName("site"));
	setClock(moment + 1);
	await publisher.health();
	expect(await runDurableObjectAlarm(publisher)).toBe(true);
	await settle();
	expect(await titles("feed")).toEqual(["Title of later"]);
});

test("if a folder has two defaults files, both apply, and parsing does not go on forever", async () => {
	await publish(
		{ path: "_defaults.yaml", text: "language: de\n" },
		{ path: "_defaults.yml", text: "topics: [Allerlei]\n" },
		source("a.md", { title: "A", date: "2026-05-04" }, "Text."),
	);
	expect((await feed("feed"))?.items[0]).toMatchObject({ language: "de", tags: ["Allerlei"] });
});

test("a YAML alias bomb in defaults is rejected, and the rest of the file applies", async () => {
	const levels = Array.from({ length: 12 }, (_, level) => `  - &l${level + 1} [${`*l${level}, `.repeat(9)}]`);
	const bomb = ["provider: &p", "  name: X", "  z:", "  - &l0 x", ...levels, "topics: *l12", "language: de"].join("\n");
	await publish({ path: "_defaults.yaml", text: bomb }, source("a.md", { title: "A", date: "2026-05-04" }, "Text."));
	expect((await feed("feed"))?.items[0]).toMatchObject({ title: "A", language: "de", authors: [{ name: "X" }] });
});

test("if a request contains several changes to one source, the last one applies", async () => {
	const applied = await publish(article("a"), { path: "a.md", deleted: true });
	expect(applied).toMatchObject({ added: 0, removed: 0 });
	expect(await titles("feed")).toEqual([]);
	await publish({ path: "b.md", deleted: true }, article("b"), article("b", { title: "Last" }));
	expect(await titles("feed")).toEqual(["Last"]);
});

test("two providers' articles with the same title and date are different articles", async () => {
	const brief = (name: string, over = {}) =>
		article(name, { title: "Morning briefing", date: "2026-05-04", provider: `${name}.example`, ...over });
	await publish(brief("one"));
	await publish(brief("one", { draft: true }));
	await publish(brief("two"));
	expect((await feed("feed"))?.items[0]?.id).toBe("https://gazette.example/two");
});

test("an article is published if its only duplicate is not published, being itself a duplicate of a third article", async () => {
	const [first, second] = ["https://gazette.example/1", "tag:gazette.example,2026:2"];
	await publish(
		article("a", { link: first, quality: 9 }),
		article("b", { link: first, guid: second, quality: 5 }),
		article("c", { guid: second, quality: 1 }),
	);
	expect((await titles("feed")).sort()).toEqual(["Title of a", "Title of c"]);
	await publish({ path: "a.md", deleted: true });
	expect(await titles("feed")).toEqual(["Title of b"]);
});

test("the guid that one article declares is never generated for another article", async () => {
	const link = "https://gazette.example/1";
	await publish(article("b", { link }));
	await publish(article("b", { link: `${link}-moved` }));
	await publish(article("a", { guid: `${link}#2` }));
	await publish(article("c", { link, title: "C" }));
	expect(new Set((await feed("feed"))?.items.map((item) => item.id)).size).toBe(3);
});

test("a source that is too large is reported, and all other sources are published", async () => {
	const applied = await publish({ path: "large.md", text: "x".repeat(3_000_000) }, article("tide"));
	expect(applied.problems).toMatchObject([{ severity: "error", path: "large.md" }]);
	expect(await titles("feed")).toEqual(["Title of tide"]);
	expect(await publish({ path: "large.md", text: "x".repeat(3_000_000) })).toMatchObject({ unchanged: 1 });
});

test("pages and feeds have the cache tags that the Publisher purges, however long their names are", async () => {
	const name = "气".repeat(80);
	await publish(article(name, { topics: ["a, b", name] }));
	const feedTag = tagOf({ kind: "feed", name: `topics/${name}` });
	const pageTag = tagOf({ kind: "article", name: `/articles/${encodeURIComponent(name)}` });
	// An article's page shows other articles on its first topic.
	const topicTag = tagOf({ kind: "feed", name: "topics/a_x2c_-b" });
	for (const [url, ...tags] of [
		[`/topics/${encodeURIComponent(name)}.rss`, feedTag],
		[`/articles/${encodeURIComponent(name)}`, pageTag, topicTag],
	] as const) {
		for (const tag of tags) expect(tag).toMatch(/^[!-+\--~]{1,1000}$/);
		expect((await get(url)).headers.get("Cache-Tag")).toBe([...tags, "site"].join(","));
	}
	await runInDurableObject(publisherOf(env), (_, state) => {
		const noted = state.storage.sql
			.exec<{ tag: string }>("SELECT value AS tag FROM purge, json_each(tags)")
			.toArray()
			.map((row) => row.tag);
		expect(noted).toEqual(expect.arrayContaining([feedTag, topicTag, pageTag, "/feed", "index"]));
	});
});

test("tags are purged twice, in the order in which they were added, at most a hundred per call", async () => {
	await publish();
	await runInDurableObject(publisherOf(env), (_, state) => {
		state.storage.sql.exec("DELETE FROM purge");
		const purges = new Purges(state.storage.sql, new Meta(state.storage.sql));
		const pages = Array.from({ length: 150 }, (_, index) => `article:${index}`);
		purges.note(["/feed", "/topics/ai"], 10, 1000);
		purges.note(["/feed", ...pages], 10, 1000);
		expect(purges.waiting().tags).toBe(153);
		const calls: string[][] = [];
		for (let due = purges.due(20); due.rows.length > 0; due = purges.due(20)) {
			calls.push(due.tags);
			purges.clear(due.rows, 20);
		}
		expect(calls.map(({ length }) => length)).toEqual([2, 100, 51]);
		expect([...new Set(calls.flat())]).toEqual(["/feed", "/topics/ai", ...pages]);
		expect(purges.next(), "the second time").toBe(1000);
		expect(purges.due(1000).tags).toEqual(["/feed", "/topics/ai"]);
	});
});

test("if more than five hundred tags are waiting, the whole site is purged instead, and purged a second time if any of these tags needed a second purge", async () => {
	await publish();
	await runInDurableObject(publisherOf(env), (_, state) => {
		state.storage.sql.exec("DELETE FROM purge");
		const purges = new Purges(state.storage.sql, new Meta(state.storage.sql));
		purges.note(["/feed"], 10, 1000);
		for (let index = 0; index < 500; index++) purges.note([`/topics/${index}`], 10, 10);
		const { rows, tags } = purges.due(20);
		expect(tags).toEqual(["site"]);
		purges.clear(rows, 20);
		expect(purges.waiting()).toMatchObject({ tags: 1, next: 1000 });
		purges.clear(purges.due(1000).rows, 1000);
		expect(purges.next()).toBeNull();
	});
});
