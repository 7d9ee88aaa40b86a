import { abortAllDurableObjects, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test } from "vitest";
import { publisherOf } from "../../src/publisher/stub.ts";
import { dayOf } from "../../src/publisher/timing.ts";
import { exported, imported } from "../api/backup.ts";
import { ask } from "../api/requests.ts";
import { feed, get, publish, setClock, settle, source } from "../publisher/newsroom.ts";
import { addressOf, announce, png, published, send, settledReset, tide } from "./files.ts";

afterEach(settledReset);

const DAY = 86_400_000;
const picture = { path: "posts/high.png", bytes: png(40, 30) };
const address = addressOf(picture, "high.png");
const status = async (path = address) => {
	const response = await get(path);
	await response.body?.cancel();
	return response.status;
};
const statusPage = async () => (await ask("GET", "/status")).text();
const stored = async () => (await env.KV.list({ prefix: "media:" })).keys.length;

test.each([
	["deleted", { path: "posts/tide.md", deleted: true } as const],
	["a draft", tide("[The file](high.png)", { draft: true })],
	["expired", tide("[The file](high.png)", { expires: "2026-05-05T10:00:00Z" })],
	["for members", tide("[The file](high.png)", { audience: "members" })],
	["scheduled", tide("[The file](high.png)", { date: "2126-05-05T10:00:00Z" })],
])("the file of an article that is now %s returns 404 immediately, but stays in the store", async (_, change) => {
	await published(picture);
	expect(await status()).toBe(200);
	await publish(change);
	expect(await status()).toBe(404);
	expect(await stored()).toBe(1);
	await publish(tide("[The file](high.png)"));
	expect(await status()).toBe(200);
	expect(await announce(picture)).toMatchObject({ stored: 1, wanted: [] });
});

test("a file that articles no longer refer to is served for a week, and deleted a week later", async () => {
	await published(picture);
	const now = Date.now();
	await publish(tide("Nothing."));
	expect(await status()).toBe(200);
	setClock(now + 6 * DAY);
	await settle();
	expect(await status()).toBe(200);
	setClock(now + 7 * DAY + 60_000);
	await settle();
	expect(await status()).toBe(404);
	expect(await stored()).toBe(1);
	setClock(now + 14 * DAY + 120_000);
	await settle();
	expect(await stored()).toBe(0);
	expect(await announce(picture)).toMatchObject({ unnamed: 1 });
});

test("the file of a deleted article is deleted a week later", async () => {
	await published(picture);
	const now = Date.now();
	await publish({ path: "posts/tide.md", deleted: true });
	setClock(now + 6 * DAY);
	await settle();
	expect(await stored()).toBe(1);
	setClock(now + 7 * DAY + 60_000);
	await settle();
	expect(await stored()).toBe(0);
});

test("a file stays public if another article still refers to it", async () => {
	await published(picture);
	await publish(source("other.md", { title: "Other", date: "2026-05-04" }, "![x](posts/high.png)"));
	await publish({ path: "posts/tide.md", deleted: true });
	expect(await status()).toBe(200);
});

test("a scheduled article's file is uploaded in advance and becomes public with the article", async () => {
	const now = Date.now();
	const date = new Date(now + DAY).toISOString();
	expect((await published(picture, { date })).status).toBe(200);
	expect(await status()).toBe(404);
	setClock(now + DAY + 1000);
	await settle();
	expect(await status()).toBe(200);
	expect((await feed("feed"))?.items[0]?.content_html).toContain(address);
});

test("when the day's writes are used up, an article appears without its file, which is stored the next day", async () => {
	const now = Date.UTC(2026, 4, 4, 12);
	setClock(now);
	await publish(tide("Before.\n\n![High water](high.png)"));
	const use = (writes: number) =>
		runInDurableObject(publisherOf(env), (_, { storage: { sql } }) => {
			sql.exec(
				"INSERT INTO publication_day VALUES (?1, 0, 0, 0, 0, ?2) ON CONFLICT DO UPDATE SET writes = ?2",
				...[dayOf(now), writes],
			);
		});
	await use(799);
	expect(await announce(picture)).toMatchObject({ wanted: [picture.path], waiting: [] });
	await use(800);
	expect(await announce(picture)).toMatchObject({ wanted: [], waiting: [picture.path] });
	const refused = await send(picture);
	expect(refused.status).toBe(429);
	expect(refused.headers.get("Retry-After")).toBe(String(12 * 3600));
	await settle();
	const before = (await feed("feed"))?.items[0];
	expect(before?.content_html).toContain("Before.");
	expect(before?.content_html).not.toContain("<img");
	expect(await statusPage()).toContain("1 file will be stored tomorrow (UTC)");

	setClock(now + DAY);
	expect((await send(picture)).status).toBe(200);
	await settle();
	const after = (await feed("feed"))?.items[0];
	expect(after?.content_html).toContain(address);
	expect(after?.date_modified).toBe(before?.date_modified);
	expect(await statusPage()).toMatch(/1 file, [\d.]+ kB, in KV/);
});

test("articles are rendered only once when many of their files arrive", async () => {
	const files = [1, 2, 3].map((shade) => ({ path: `posts/${shade}.png`, bytes: png(4, 3, shade) }));
	await publish(tide(files.map(({ path }) => `![x](/${path})`).join("\n\n")));
	await announce(...files);
	await settle();
	for (const file of files.slice(0, 2)) await send(file, "&more=true");
	await settle();
	expect((await feed("feed"))?.items[0]?.content_html).not.toContain("<img");
	await send({ path: "posts/3.png", bytes: png(4, 3, 3) });
	await settle();
	for (const [index, file] of files.entries())
		expect((await feed("feed"))?.items[0]?.content_html).toContain(addressOf(file, `${index + 1}.png`));
});

test("a topic's picture is published", async () => {
	await publish(
		tide("Text.", { topics: ["Harbour"] }),
		source("topics/harbour.yaml", { name: "Harbour", image: "/posts/high.png" }),
	);
	expect((await announce(picture)).wanted).toEqual([picture.path]);
	await send(picture);
	await settle();
	expect(await (await get("/topics/harbour.rss")).text()).toContain(address);
	expect(await (await get("/topics/harbour.rss")).text()).not.toContain("local:");
});

test("a link to another article leads to that article's page, and becomes plain text when that article is unpublished", async () => {
	const other = source("posts/other.md", { title: "Other", date: "2026-05-03" }, "Other text.");
	await publish(tide("See [the other](other.md)."), other);
	const html = async () => (await feed("feed"))?.items.find(({ title }) => title === "Tide")?.content_html;
	expect(await html()).toContain('href="http://localhost:8787/articles/posts/other"');
	await publish({ path: "posts/other.md", deleted: true });
	expect(await html()).not.toContain("href=");
	await publish(other);
	expect(await html()).toContain('href="http://localhost:8787/articles/posts/other"');
	expect((await ask("GET", "/api/problems")).status).toBe(200);
});

test("when the site no longer has an R2 bucket, the files stored in it are uploaded again", async () => {
	await published(picture);
	await runInDurableObject(publisherOf(env), (_, { storage: { sql } }) =>
		sql.exec("UPDATE blob SET store = 'r2'").toArray(),
	);
	await abortAllDurableObjects();
	await settle();
	expect((await feed("feed"))?.items[0]?.content_html).not.toContain("/media/");
	expect(await announce(picture)).toMatchObject({ stored: 0, wanted: [picture.path] });
});

test("a restored site has the list of files, and requests the content of these files", async () => {
	await published(picture);
	const dump = await exported();
	await settledReset();
	await settle();
	await imported(dump);
	await settle();
	expect((await feed("feed"))?.items[0]?.content_html).not.toContain("/media/");
	const list = new TextDecoder().decode(await (await ask("GET", "/api/files")).arrayBuffer());
	expect(JSON.parse(list)).toMatchObject({ path: picture.path, state: "wanted", owner: "token:publish" });
	expect((await send(picture)).status).toBe(200);
	await settle();
	expect((await feed("feed"))?.items[0]?.content_html).toContain(address);
});
