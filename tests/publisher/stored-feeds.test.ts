import { evictDurableObject, reset, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test } from "vitest";
import { FORMATS } from "../../src/feed/feed.ts";
import { flushSome } from "../../src/publisher/flush/flush.ts";
import {
	type FeedMetadata,
	feedKey,
	formerKey,
	formerKeys,
	type RenditionMetadata,
} from "../../src/publisher/kv-keys.ts";
import { openStore } from "../../src/publisher/store.ts";
import { publisherOf } from "../../src/publisher/stub.ts";
import { readSettings } from "../../src/settings.ts";
import { article, get, publish, settle, storedKeys, titles } from "./newsroom.ts";

afterEach(reset);

const FOUR = ["feed", "providers/gazette.example", "topics/climate", "topics/harbour"];

const writes = async () => (await publisherOf(env).report()).usage.writes;

function inStorage<T>(action: (storage: DurableObjectStorage) => T | Promise<T>): Promise<T> {
	return runInDurableObject(publisherOf(env), (_, { storage }) => action(storage));
}

/** Returns the guids of the items of a feed in one format, in order. */
async function guidsIn(path: string): Promise<string[]> {
	const response = await get(path);
	expect(response.status, path).toBe(200);
	const text = await response.text();
	if (path.endsWith(".json")) return JSON.parse(text).items.map((item: { id: string }) => item.id);
	const pattern = path.endsWith(".rss") ? /<guid[^>]*>(.*?)<\/guid>/g : /<entry[^>]*>[\s\S]*?<id>(.*?)<\/id>/g;
	return [...text.matchAll(pattern)].map(([, guid = ""]) => guid);
}

/** Returns the guids of a feed's items. Expects them to be the same in all formats. */
async function guids(name: string): Promise<string[]> {
	const [rss = [], ...others] = await Promise.all(FORMATS.map((format) => guidsIn(`/${name}.${format}`)));
	for (const other of others) expect(other, name).toEqual(rss);
	return rss;
}

test("changing an article in four feeds takes five KV writes: one for each feed, and one for its page", async () => {
	await publish(article("tide", { topics: ["Harbour", "Climate"] }), article("ebb"));
	const before = await writes();
	await publish(article("tide", { topics: ["Harbour", "Climate"], title: "High tide" }));
	expect((await writes()) - before).toBe(5);
	expect((await storedKeys()).filter((key) => key.startsWith("feed"))).toEqual(FOUR.map(feedKey));
});

test("a feed's metadata gives the position of each format, and does not exceed the 1,024 bytes that KV allows", async () => {
	const body = "<p>Långa vågor på havet.</p> ".repeat(30_000);
	await publish(...["a", "b", "c"].map((name) => article(name, {}, body)));
	const { value, metadata } = await env.KV.getWithMetadata<FeedMetadata>(feedKey("feed"), "arrayBuffer");
	expect(JSON.stringify(metadata).length).toBeLessThan(500);
	const { rss, atom, json, summary } = metadata?.parts ?? {};
	expect([rss?.offset, atom?.offset, json?.offset, summary?.offset]).toEqual([
		...[0, rss?.length, (rss?.length ?? 0) + (atom?.length ?? 0)],
		(value?.byteLength ?? 0) - (summary?.length ?? 0),
	]);
});

test("a feed contains only as many articles as fit into its size limit, which is in bytes, not in characters", async () => {
	const body = `<p>${"潮".repeat(300_000)}</p>`;
	await publish(...["a", "b", "c"].map((name) => article(name, {}, body)));
	expect(await guids("feed")).toHaveLength(2);
});

test("RSS, Atom and JSON Feed never differ, whichever writes fail", async () => {
	await publish(article("tide", { topics: ["Harbour", "Climate"] }));
	for (const refused of FOUR) {
		await publisherOf(env).apply([article(`new in ${refused}`, { topics: ["Harbour", "Climate"] })], "token:test");
		await runInDurableObject(publisherOf(env), async (_, { storage }) => {
			const settings = readSettings(env);
			if ("problems" in settings) throw new Error(settings.problems.join(" "));
			const failing = new Proxy(env.KV, {
				get: (kv, name: keyof KVNamespace) =>
					name === "put"
						? (...args: Parameters<KVNamespace["put"]>) => {
								if (args[0] === feedKey(refused)) throw new Error("KV is down.");
								return kv.put(...args);
							}
						: kv[name].bind(kv),
			});
			await flushSome(openStore(storage.sql, settings, false), failing, 0);
		});
		const lengths = await Promise.all(FOUR.map(async (name) => (await guids(name)).length));
		expect(lengths.indexOf(Math.min(...lengths)), "the value that was not written").toBe(FOUR.indexOf(refused));
		await settle();
	}
	for (const name of FOUR) expect(await guids(name)).toHaveLength(5);
});

test("RSS, Atom and JSON Feed never differ, wherever the Publisher crashes", async () => {
	await publish(article("tide", { topics: ["Harbour", "Climate"] }));
	for (let cut = 0; cut < 4; cut++) {
		const publisher = publisherOf(env);
		await publisher.apply([article(`cut ${cut}`, { topics: ["Harbour", "Climate"] })], "token:test");
		const run = runDurableObjectAlarm(publisher).catch(() => false);
		for (let turn = 0; turn < cut; turn++) await Promise.resolve();
		await evictDurableObject(env.PUBLISHER.getByName("site"));
		await run;
		for (const name of FOUR) await guids(name);
	}
	await settle();
	for (const name of FOUR) expect(await guids(name)).toHaveLength(5);
});

/**
 * Replaces the stored feeds with what release 0.1.0 would have stored: one value per format, with different ETags for
 * articles.
 */
async function storeFormerly(names: readonly string[]): Promise<void> {
	for (const name of names) {
		const { value, metadata } = await env.KV.getWithMetadata<FeedMetadata>(feedKey(name), "arrayBuffer");
		if (!value || !metadata) throw new Error(`${name} is not stored.`);
		const partOf = (part: keyof FeedMetadata["parts"]) => {
			const { offset, length } = metadata.parts[part];
			return new Uint8Array(value, offset, length);
		};
		for (const format of FORMATS) {
			const key = formerKey(name, format);
			const document = partOf(format);
			const stored = format === "json" ? Buffer.concat([document, partOf("summary")]) : document;
			const length = format === "json" ? { length: document.byteLength } : {};
			const former: RenditionMetadata = { etag: `W/"old ${format}"`, modified: metadata.modified + 5000, ...length };
			await env.KV.put(key, stored, { metadata: former });
			await inStorage(({ sql }) =>
				sql.exec("INSERT INTO rendition VALUES (?, ?, ?, 1)", key, `old ${format}`, former.modified),
			);
		}
		await env.KV.delete(feedKey(name));
		await inStorage(({ sql }) => sql.exec("DELETE FROM rendition WHERE key = ?", feedKey(name)));
	}
	await inStorage(({ sql }) => sql.exec("DELETE FROM meta WHERE key = 'rendering'"));
}

test("feeds stored by release 0.1.0 are served until each feed has been rewritten in the new form, exactly once; the old values are kept", async () => {
	await publish(article("tide", { topics: ["Harbour", "Climate"] }), article("ebb", { topics: ["Tides"] }));
	await publish({ path: "ebb.md", deleted: true });
	const names = [...FOUR, "topics/tides"];
	const expected = new Map(await Promise.all(names.map(async (name) => [name, await guids(name)] as const)));
	await storeFormerly(names);
	const before = await writes();
	const dates = await Promise.all(names.map(async (name) => (await get(`/${name}.rss`)).headers.get("Last-Modified")));

	const check = async () => {
		for (const name of names) expect(await guids(name), name).toEqual(expected.get(name));
		expect((await get("/topics/harbour")).status).toBe(200);
		expect((await get("/")).status).toBe(200);
	};
	await check();
	const { headers } = await get("/feed.atom", { headers: { "If-None-Match": 'W/"old atom"' } });
	expect(headers.get("ETag")).toBe('W/"old atom"');
	await evictDurableObject(env.PUBLISHER.getByName("site"));
	let polls = 0;
	const polling = (async () => {
		while ((await publisherOf(env).health()).pending > 0) {
			await check();
			polls++;
		}
	})();
	await settle();
	await polling;
	await check();
	expect(polls).toBeGreaterThan(0);
	expect((await writes()) - before, "one for each feed").toBe(names.length);
	const keys = await storedKeys();
	for (const name of names) expect(keys).toEqual(expect.arrayContaining([feedKey(name), ...formerKeys(name)]));
	for (const [index, name] of names.entries()) {
		const modified = (await get(`/${name}.rss`)).headers.get("Last-Modified");
		expect(Date.parse(modified ?? "")).toBeGreaterThan(Date.parse(dates[index] ?? ""));
	}
});

test("the values that release 0.1.0 stored for a feed are deleted when the feed is renamed", async () => {
	await publish(article("tide"));
	await storeFormerly(["topics/harbour"]);
	await evictDurableObject(env.PUBLISHER.getByName("site"));
	await settle();
	await publish({ path: "topics/port.yaml", text: "name: Port\naliases: [Harbour]\n" });
	expect(await titles("topics/port")).toEqual(["Title of tide"]);
	expect((await storedKeys()).filter((key) => key.includes("harbour"))).toEqual([]);
	expect((await get("/topics/harbour.rss")).headers.get("Location")).toBe("/topics/port.rss");
});
