import { reset, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test } from "vitest";
import { Feeds } from "../../src/publisher/catalog/feeds.ts";
import { Outbox } from "../../src/publisher/flush/outbox.ts";
import { publisherOf } from "../../src/publisher/stub.ts";
import { article, get, publish } from "./newsroom.ts";

afterEach(reset);

test("even after many articles were published at once, a selection that has not changed since returns 304 to If-Modified-Since", async () => {
	await publish(...Array.from({ length: 40 }, (_, index) => article(`many${index}`, { topics: ["Harbour"] })));
	await runInDurableObject(publisherOf(env), (_, { storage: { sql } }) => {
		expect(new Feeds(sql).lastChange(["topics/harbour"])).toBeLessThanOrEqual(Date.now());
	});
	const path = "/select.rss?topic=harbour&limit=10";
	const modified = (await get(path)).headers.get("Last-Modified") ?? "";
	expect((await get(path, { headers: { "If-Modified-Since": modified } })).status).toBe(304);
});

test("marks that were discarded after a rollback are not stored", async () => {
	await runInDurableObject(publisherOf(env), (_, { storage: { sql } }) => {
		const outbox = new Outbox(sql);
		for (const taken of outbox.take(10)) outbox.clear(taken, 0);
		outbox.mark({ kind: "feed", name: "topics/harbour" });
		outbox.forget();
		outbox.note(0);
		expect(outbox.isEmpty()).toBe(true);
	});
});

test("feeds are written before pages, and failed entries are written last; marking a feed also marks the list of feeds", async () => {
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

test("taking the next entries does not scan the whole outbox", async () => {
	await runInDurableObject(publisherOf(env), (_, { storage: { sql } }) => {
		const cursors: { rowsRead: number }[] = [];
		const counted = new Proxy(sql, {
			get: (_target, name) => {
				if (name !== "exec") return Reflect.get(sql, name);
				return (statement: string, ...values: SqlStorageValue[]) => {
					const cursor = sql.exec(statement, ...values);
					cursors.push(cursor);
					return cursor;
				};
			},
		});
		const outbox = new Outbox(counted);
		for (let index = 0; index < 500; index++) outbox.mark({ kind: "article", name: `/articles/${index}` });
		outbox.mark({ kind: "feed", name: "topics/harbour" });
		outbox.note(0);
		const rowsRead = (action: () => unknown) => {
			cursors.length = 0;
			action();
			return cursors.reduce((sum, cursor) => sum + cursor.rowsRead, 0);
		};
		expect(rowsRead(() => outbox.take(5))).toBeLessThan(30);
		expect(rowsRead(() => outbox.deferred())).toBeLessThan(5);
		for (const taken of outbox.take(4)) outbox.fail(taken, "KV is out of order.", 0);
		expect(rowsRead(() => outbox.take(5))).toBeLessThan(30);
		expect(rowsRead(() => outbox.hasFailures())).toBeLessThan(5);
	});
});
