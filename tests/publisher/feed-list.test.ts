import { evictDurableObject, reset, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test } from "vitest";
import type { IndexedFeed } from "../../src/feed/feed-index.ts";
import { pagesOf } from "../../src/publisher/flush/feed-list.ts";
import { publisherOf } from "../../src/publisher/stub.ts";
import { readIndex } from "../../src/routes/feed-list.ts";
import { article, get, publish, SITE } from "./newsroom.ts";

afterEach(reset);

/** KV's maximum value size. */
const KV_LIMIT = 25 * 1024 * 1024;

/** Topics with descriptions of maximum length. The list of all these topics is too large for one KV value. */
const LARGE = Array.from({ length: 1400 }, (_, index) => `topics/large-${String(index).padStart(4, "0")}`);

interface List {
	feeds: { name: string }[];
	next?: string;
}

test("a list of feeds too large for one KV value is split into pages, and becomes one page again when it shrinks", async () => {
	await publish(article("tide"));
	await runInDurableObject(publisherOf(env), (_, { storage }) => {
		for (const name of LARGE) {
			const line: IndexedFeed = { name, title: name, description: "x".repeat(20_000), count: 1, newest: 1 };
			storage.sql.exec("INSERT INTO feed (name, size, line) VALUES (?, 1, ?)", name, JSON.stringify(line));
		}
	});
	await evictDurableObject(env.PUBLISHER.getByName("site"));
	await publish(article("ebb"));
	for (const { name } of (await env.KV.list()).keys) {
		expect((await env.KV.get(name, "arrayBuffer"))?.byteLength).toBeLessThanOrEqual(KV_LIMIT);
	}
	const first = await (await get("/feeds.json")).json<List>();
	expect(first.next).toBe(`${SITE}/feeds.json?page=2`);
	const second = await (await get("/feeds.json?page=2")).json<List>();
	expect(second.next).toBeUndefined();
	const names = [...first.feeds, ...second.feeds].map(({ name }) => name);
	expect(names).toEqual(["feed", "providers/gazette.example", "topics/harbour", ...LARGE]);
	expect((await readIndex(env))?.index.feeds.map(({ name }) => name)).toEqual(names);
	expect((await get("/feeds.json?page=3")).status).toBe(404);

	await runInDurableObject(publisherOf(env), (_, { storage }) => {
		for (const name of LARGE) storage.sql.exec("DELETE FROM feed WHERE name = ?", name);
	});
	await evictDurableObject(env.PUBLISHER.getByName("site"));
	await publish(article("flood"));
	expect((await get("/feeds.json?page=2")).status).toBe(404);
	expect((await env.KV.list({ prefix: "index" })).keys.map(({ name }) => name)).toEqual(["index"]);
	expect((await (await get("/feeds.json")).json<List>()).feeds).toHaveLength(3);
}, 60_000);

test("the list cached in memory equals the list that is read from the table after a restart", async () => {
	const list = async () => (await get("/feeds.json")).text();
	await publish(article("tide"), article("quay", { topics: ["Boats", "Zoo"] }));
	await publish(article("ebb", { topics: ["Harbour", "Moon"] }), article("flood", { topics: ["Angling"] }));
	await publish(article("quay", { title: "Another title", topics: ["Zoo"] }));
	await publish({ path: "flood.md", deleted: true });
	const kept = await list();
	expect(JSON.parse(kept).feeds.map(({ name }: { name: string }) => name)).toEqual([
		...["feed", "providers/gazette.example", "topics/harbour", "topics/moon", "topics/zoo"],
	]);
	await evictDurableObject(env.PUBLISHER.getByName("site"));
	await publish(article("ebb", { topics: ["Harbour", "Moon"], title: "High water" }));
	await publish(article("ebb", { topics: ["Harbour", "Moon"] }));
	const timeless = (text: string) => text.replace(/"newest":"[^"]*"/g, "");
	expect(timeless(await list())).toBe(timeless(kept));
});

test("the number of bytes per page of the list is limited, but each page has at least one line", () => {
	expect(pagesOf([], 10)).toEqual([[]]);
	expect(pagesOf(["aaaa", "bbbb", "cccc"], 10)).toEqual([["aaaa", "bbbb"], ["cccc"]]);
	expect(pagesOf(["ää", "öö", "üü"], 10)).toEqual([["ää", "öö"], ["üü"]]);
	expect(pagesOf(["much longer than a page", "b"], 10)).toEqual([["much longer than a page"], ["b"]]);
});

test("a provider whose name is too long causes an error, unless the provider already exists under its domain", async () => {
	const long = "Gazette of everything ".repeat(10).trim();
	const domain = (name: string) => article(name, { provider: { name: long, domain: "long.example" } });
	expect((await publish(domain("a"))).problems).toMatchObject([
		{ severity: "error", path: "a.md", message: expect.stringContaining("is too long for a provider") },
	]);
	expect((await get("/providers/long.example.rss")).status).toBe(404);
	// Store a provider as it was stored before the limit existed.
	await publish(article("b", { provider: { name: "Short", domain: "long.example" } }));
	expect((await publish(domain("c"))).problems.filter(({ path }) => path === "c.md")).toEqual([]);
	expect(await (await get("/providers/long.example.json")).text()).toContain("Title of c");
});
