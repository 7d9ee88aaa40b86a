import { reset, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test } from "vitest";
import { publisherOf } from "../../src/publisher/stub.ts";
import { advance, begin, exported, holdingsOf, imported, put } from "../api/backup.ts";
import { ask } from "../api/requests.ts";
import { article, get, MINUTE, publish, setClock, settle, source, titles } from "./newsroom.ts";

afterEach(reset);

/** Paths that together show everything that the site contains or used to contain. */
const PATHS = ["feed", "topics/harbour", "topics/tide", "topics/ended", "providers/gazette.example"]
	.flatMap((name) => ["rss", "atom", "json"].map((format) => `/${name}.${format}`))
	.concat(["/feeds.json", "/feeds.opml", "/select.json?topic=harbour&q=body", "/feed/archive/2026-05.atom"])
	.concat(["/topics/port.rss", "/old", "/articles/own", "/articles/gone", "/articles/before", "/sitemap.xml"])
	.concat(["/api/news/", "/topics/harbour", "/", "/imprint"]);

/** Returns the status, body and validators of the response at each of these paths. */
async function everything(more: string[] = []): Promise<unknown[]> {
	const answers = [];
	for (const path of [...PATHS, ...more]) {
		const { status, headers, body } = await get(path);
		const known = ["ETag", "Last-Modified", "Location"].map((name) => headers.get(name));
		answers.push([path, status, ...known, await new Response(body).text()]);
	}
	return answers;
}

async function subscriber(): Promise<string> {
	const body = JSON.stringify({ for: "Anna" });
	const { url } = await (await ask("POST", "/api/subscribers", { body })).json<{ url: string }>();
	return new URL(url).pathname.replace(/\/$/, "");
}

/** Makes an article that is hosted on the site. */
function own(name: string, over: Record<string, unknown> = {}) {
	const fields = { title: `Title of ${name}`, date: "2026-05-04T11:00:00Z", topics: ["Harbour"] };
	return source(`${name}.md`, { ...fields, permalink: `/articles/${name}`, ...over }, "A body.");
}

/** Publishes a newsroom with every kind of change that a backup must preserve. Returns further paths to compare. */
async function eventful(): Promise<string[]> {
	await publish(
		...["one", "two", "three"].map((name) => article(name, {}, "A body.")),
		...[own("own"), own("gone"), own("before"), own("kept"), own("members", { audience: "members" })],
		own("dated", { updated: "2026-05-04T12:00:00Z" }),
		own("early", { updated: "2100-01-01T00:00:00Z" }),
		...[article("a-rival", { link: "https://gazette.example/one", date: "2026-05-03T10:00:00Z" })],
		source("topics/harbour.yaml", { name: "Harbour", aliases: ["Port"] }),
		source("topics/ended.yaml", { name: "Ended", retired: true }),
		own("ended", { topics: ["Ended"] }),
		own("lonely", { topics: ["Tide"] }),
		source("_redirects.yaml", { "/old": "/articles/own" }),
		source("series/_defaults.yaml", { topics: ["Series"] }),
		source("pages/imprint.md", { title: "Imprint", permalink: "/imprint" }, "Who we are."),
		source("series/part.md", { title: "Part", date: "2026-05-02" }, "A body."),
	);
	const anna = await subscriber();
	await publish(own("two", { title: "Another title" }), { path: "gone.md", deleted: true });
	await publish({ path: "lonely.md", deleted: true }, { path: "kept.md", text: "---\ntitle: [\n---\n" });
	const { text } = own("before", { permalink: "/articles/after" });
	await publish({ path: "before.md", deleted: true }, { path: "moved/after.md", text });
	await publish(source("topics/harbour.yaml", { name: "Harbour life" }));
	// Back-date all changes by an hour: the modification time of a recent change may still be later than the clock.
	await runInDurableObject(publisherOf(env), (_, { storage: { sql } }) => {
		sql.exec("UPDATE feed SET changed = changed - 3600000");
	});
	return [`${anna}/feed.json`, `${anna}/topics/harbour.rss`, `${anna}/select.atom?topic=harbour`];
}

test("a restored site returns the same responses as the original site, byte for byte", async () => {
	const closed = await eventful();
	const before = await everything(closed);
	expect(before.filter((answer) => JSON.stringify(answer).includes('",404,'))).toEqual([]);
	const dump = await exported();

	await reset();
	// A new site has already written its empty feeds when somebody restores a backup to it.
	await settle();
	await imported(dump);
	await settle();
	expect(await everything(closed)).toEqual(before);
	expect(await exported()).toMatchObject({ records: dump.records });
});

test("changes have the same effect on a restored site as they would have on the original site", async () => {
	await eventful();
	const dump = await exported();
	const change = async () => {
		await publish({ path: "two.md", deleted: true }, own("again", { permalink: "/articles/gone" }));
		const { text } = article("three", { link: "https://gazette.example/three-b" }, "A body.");
		await publish({ path: "three.md", deleted: true }, { path: "three-b.md", text });
		await publish(own("kept", { title: "Mended" }));
		const items = await (await get("/feed.json")).json<{ items: { id: string; title: string }[] }>();
		return items.items.map(({ id, title }) => `${id} ${title}`);
	};
	const before = await change();
	await reset();
	await imported(dump);
	await settle();
	expect(await change()).toEqual(before);
	expect(before.join()).toContain("Mended");
});

test("articles that have become due since the export appear, and those that have expired are unpublished", async () => {
	const soon = Date.now() + MINUTE;
	await publish(
		article("soon", { date: new Date(soon).toISOString() }),
		article("over", { expires: new Date(soon).toISOString() }),
	);
	expect(await titles("feed")).toEqual(["Title of over"]);
	const dump = await exported();
	await reset();
	setClock(soon + 1);
	await imported(dump);
	await settle();
	expect(await titles("feed")).toEqual(["Title of soon"]);
});

test("until a restore is complete, readers see none of its content, and nobody can publish", async () => {
	await publish(article("one"), article("two"));
	const dump = await exported();
	await reset();
	await get("/feed.rss");
	await imported(dump, "past-addresses");
	const publisher = publisherOf(env);
	await runInDurableObject(publisher, (instance) => instance.alarm());
	expect(await titles("feed")).toEqual([]);
	const { refused } = await publisher.apply([article("three")], "token:test");
	expect(refused.map(({ message }) => message)).toEqual(["A backup is being imported into this site."]);
	expect((await ask("PUT", "/api/sources/three.md", { body: "Text" })).status).toBe(409);

	await imported(dump);
	await settle();
	expect((await titles("feed")).sort()).toEqual(["Title of one", "Title of two"]);
	expect((await publish(article("three"))).added).toBe(1);
});

test("a backup can be restored only to an empty site; restoring it to the same site again changes nothing", async () => {
	await publish(article("one"));
	const dump = await exported();
	expect((await begin("another-one")).status).toBe(409);
	await reset();
	await imported(dump);
	await settle();
	expect(await (await begin("a-back-up")).json()).toEqual({ state: "done" });
	expect((await begin("another-one")).status).toBe(409);
	expect((await put("sources", [])).status).toBe(409);
	expect((await ask("POST", "/api/import/finish")).status).toBe(409);
});

test("a second restore cannot begin during the first, and a cancelled restore leaves nothing behind", async () => {
	await publish(article("one"), own("members", { audience: "members" }));
	const dump = await exported();
	await reset();
	await begin("given-up");
	await put("sources", [{ ...dump.records.get("sources")?.[0], path: "left.md" }]);
	await advance();
	expect((await begin("another-one")).status).toBe(409);
	expect((await ask("DELETE", "/api/import")).status).toBe(204);
	await imported(dump);
	await settle();
	expect((await holdingsOf()).subjects).toContainEqual({ name: "sources", count: 2 });
	expect(await titles("feed")).toEqual(["Title of one"]);
});

test("tables larger than a page are exported completely and without duplicates", async () => {
	await publish(article("one"));
	await runInDurableObject(publisherOf(env), (_, { storage: { sql } }) => {
		for (let count = 0; count < 5001; count++)
			sql.exec("INSERT INTO label VALUES ('topics/ai', ?1, 0, ?1)", `k${count}`);
		sql.exec("INSERT INTO former_name VALUES (?, 'topics/ai')", `topics/${"long".repeat(400_000)}`);
		sql.exec("INSERT INTO former_name VALUES ('topics/short', 'topics/ai')");
	});
	const { records } = await exported();
	const keys = records.get("titles")?.map(({ key }) => String(key)) ?? [];
	expect(new Set(keys.filter((key) => key.startsWith("k"))).size).toBe(5001);
	expect(records.get("former-names")?.length).toBe(2);
});

test("after a restore was cancelled, the site is empty, and articles can be published", async () => {
	await publish(article("one"));
	const dump = await exported();
	await reset();
	await imported(dump, "feed-changes");
	expect((await ask("DELETE", "/api/import")).status).toBe(204);
	expect((await ask("DELETE", "/api/import")).status).toBe(409);
	expect((await put("sources", [])).status).toBe(409);
	expect((await holdingsOf()).subjects).toContainEqual({ name: "sources", count: 0 });
	expect((await publish(article("two"))).added).toBe(1);
	expect(await titles("feed")).toEqual(["Title of two"]);
});

test("if the clock was ahead at the time of the export, restoring the backup does not publish anything early", async () => {
	await publish(article("one"), article("embargoed", { date: "2100-01-01T00:00:00Z" }));
	const dump = await exported();
	await reset();
	await imported({ ...dump, released: "2200-01-01T00:00:00.000Z" });
	await settle();
	expect(await titles("feed")).toEqual(["Title of one"]);
});
