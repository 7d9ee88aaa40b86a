import { reset, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test } from "vitest";
import { Outbox } from "../../src/publisher/flush/outbox.ts";
import { publisherOf } from "../../src/publisher/stub.ts";
import { article, get, publish } from "./newsroom.ts";

afterEach(reset);

test("after many articles at once, a reader's If-Modified-Since request for a selection gets a 304", async () => {
	await publish(...Array.from({ length: 40 }, (_, index) => article(`many${index}`, { topics: ["Harbour"] })));
	await runInDurableObject(publisherOf(env), (_, { storage: { sql } }) => {
		expect(new Outbox(sql).lastChange(["topics/harbour"])).toBeLessThanOrEqual(Date.now());
	});
	const path = "/select.rss?topic=harbour&limit=10";
	const modified = (await get(path)).headers.get("Last-Modified") ?? "";
	expect((await get(path, { headers: { "If-Modified-Since": modified } })).status).toBe(304);
});

test("marks of a failed transaction are discarded", async () => {
	await runInDurableObject(publisherOf(env), (_, { storage: { sql } }) => {
		const outbox = new Outbox(sql);
		for (const taken of outbox.take(10)) outbox.clear(taken, 0);
		outbox.mark({ kind: "feed", name: "topics/harbour" });
		outbox.forget();
		outbox.note(0);
		expect(outbox.isEmpty()).toBe(true);
	});
});

test("feeds are written before pages, failed entries last; marking a feed also marks the list of feeds", async () => {
	await runInDurableObject(publisherOf(env), (_, { storage: { sql } }) => {
		const outbox = new Outbox(sql);
		for (const taken of outbox.take(10)) outbox.clear(taken, 0);
		outbox.mark({ kind: "article", name: "/articles/tide" });
		outbox.mark({ kind: "feed", name: "topics/harbour" });
		outbox.mark({ kind: "feed", name: "feed" });
		outbox.note(0);
		const keys = () => outbox.take(10).map(({ key }) => key);
		expect(keys()).toEqual(["feed:feed", "feed:topics/harbour", "article:/articles/tide", "index"]);
		const [first] = outbox.take(1);
		if (first) outbox.fail(first, "KV is out of order.", 0);
		expect(keys()).toEqual(["feed:topics/harbour", "article:/articles/tide", "index", "feed:feed"]);
		expect(outbox.dirtyFeeds()).toBe(2);
	});
});

test("finding the next entries does not scan the outbox", async () => {
	await runInDurableObject(publisherOf(env), (_, { storage: { sql } }) => {
		const outbox = new Outbox(sql);
		for (let index = 0; index < 500; index++) outbox.mark({ kind: "article", name: `/articles/${index}` });
		outbox.note(0);
		const statement =
			"SELECT entry, mark, tries FROM outbox ORDER BY tries, substr(entry, 1, 5) <> 'feed:', entry LIMIT 5";
		const cursor = sql.exec(statement);
		cursor.toArray();
		expect(cursor.rowsRead).toBeLessThan(20);
	});
});
