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
	// The alarm is lost, as if the machine had been off.
	await runInDurableObject(publisher, (_, state) => state.storage.deleteAlarm());
	await evictDurableObject(publisher);
	setClock(moment + 1);
	await publisher.health();
	expect(await runDurableObjectAlarm(publisher)).toBe(true);
	await settle();
	expect(await titles("feed")).toEqual(["Title of later"]);
});

test("two defaults files in one folder both apply, without endless parsing", async () => {
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

test("if a request contains several changes to one source, the last one counts", async () => {
	const applied = await publish(article("a"), { path: "a.md", deleted: true });
	expect(applied).toMatchObject({ added: 0, removed: 0 });
	expect(await titles("feed")).toEqual([]);
	await publish({ path: "b.md", deleted: true }, article("b"), article("b", { title: "Last" }));
	expect(await titles("feed")).toEqual(["Last"]);
});

test("articles with the same title and day from two providers are two articles", async () => {
	const brief = (name: string, over = {}) =>
		article(name, { title: "Morning briefing", date: "2026-05-04", provider: `${name}.example`, ...over });
	await publish(brief("one"));
	await publish(brief("one", { draft: true }));
	await publish(brief("two"));
	expect((await feed("feed"))?.items[0]?.id).toBe("https://gazette.example/two");
});

test("an article does not give way to a duplicate that is not published itself", async () => {
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

test("a guid declared by one article is not generated for another", async () => {
	const link = "https://gazette.example/1";
	await publish(article("b", { link }));
	await publish(article("b", { link: `${link}-moved` }));
	await publish(article("a", { guid: `${link}#2` }));
	await publish(article("c", { link, title: "C" }));
	expect(new Set((await feed("feed"))?.items.map((item) => item.id)).size).toBe(3);
});

test("a source that is too large is a problem, and others are published", async () => {
	const applied = await publish({ path: "large.md", text: "x".repeat(3_000_000) }, article("tide"));
	expect(applied.problems).toMatchObject([{ severity: "error", path: "large.md" }]);
	expect(await titles("feed")).toEqual(["Title of tide"]);
	expect(await publish({ path: "large.md", text: "x".repeat(3_000_000) })).toMatchObject({ unchanged: 1 });
});

test("pages and feeds have the tags that the Publisher purges, however long their names are", async () => {
	const name = "气".repeat(80);
	await publish(article(name, { topics: ["a, b", name] }));
	const feedTag = tagOf({ kind: "feed", name: `topics/${name}` });
	const pageTag = tagOf({ kind: "article", name: `/articles/${encodeURIComponent(name)}` });
	// An article's page shows other articles of its first topic.
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
			.exec<{ tag: string }>("SELECT tag FROM purge")
			.toArray()
			.map((row) => row.tag);
		expect(noted).toEqual(expect.arrayContaining([feedTag, topicTag, pageTag, "/feed", "index"]));
	});
});

test("tags are purged twice, in calls of a hundred, feeds first; if there are more than five hundred, the whole site is purged", async () => {
	await publish();
	await runInDurableObject(publisherOf(env), (_, state) => {
		state.storage.sql.exec("DELETE FROM purge");
		const purges = new Purges(state.storage.sql, new Meta(state.storage.sql));
		for (let index = 0; index < 150; index++) purges.note(`article:${index}`, 10, 1000);
		purges.note("/feed", 10, 1000);
		const first = purges.due(20);
		expect([first.length, first[0]]).toEqual([100, "/feed"]);
		purges.clear(first, 20);
		const second = purges.due(20);
		expect(second).toHaveLength(51);
		purges.clear(second, 20);
		expect(purges.next()).toBe(1000);
		for (let index = 0; index < 600; index++) purges.note(`/topics/${index}`, 10, 1000);
		expect(purges.due(2000)).toEqual(["site"]);
		purges.clear(["site"], 2000);
		expect(purges.next()).toBeNull();
	});
});
