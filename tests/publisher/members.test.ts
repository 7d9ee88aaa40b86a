import { reset, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test } from "vitest";
import { publisherOf } from "../../src/publisher/stub.ts";
import type { JsonFeed } from "../../src/renditions/json.ts";
import { type Reader, subscribe } from "../routes/subscribing.ts";
import { article, feed, get, publish, settle, source, titles } from "./newsroom.ts";

afterEach(reset);

const OWN = { title: "Own", date: "2026-05-04", topics: ["Harbour"] };

async function itemsFor({ base }: Reader, name = "feed") {
	const response = await get(`${base}/${name}.json`);
	return response.status === 200 ? (await response.json<JsonFeed>()).items : null;
}

test("an article that becomes members-only disappears from all public places immediately, and keeps its identity", async () => {
	await publish(source("own.md", OWN, "Text."), article("open", { topics: ["Sea"] }));
	const anna = await subscribe();
	const before = (await feed("topics/harbour"))?.items[0];
	expect((await get("/articles/own")).status).toBe(200);

	await publish(source("own.md", { ...OWN, audience: "members" }, "Text."));
	expect(await titles("feed")).toEqual(["Title of open"]);
	expect((await feed("topics/harbour"))?.items).toEqual([]);
	expect((await get("/articles/own")).status).toBeGreaterThanOrEqual(404);
	expect(await (await get("/feeds.json")).text()).not.toContain("harbour");
	const after = (await itemsFor(anna, "topics/harbour"))?.[0];
	expect([after?.id, after?.title]).toEqual([before?.id, "Own"]);
});

test("a members' article that becomes public is published once, with the same identity", async () => {
	await publish(source("own.md", { ...OWN, audience: "members" }));
	const anna = await subscribe();
	const before = await itemsFor(anna);
	await publish(source("own.md", { ...OWN, audience: "public" }));
	expect(await titles("topics/harbour")).toEqual(["Own"]);
	expect((await feed("feed"))?.items.map(({ id }) => id)).toEqual(before?.map(({ id }) => id));
	expect((await itemsFor(anna))?.length).toBe(1);
	expect((await get(`${anna.base}/articles/own`)).status).toBe(404);
});

test("members' articles can be changed, deleted and scheduled, and can expire", async () => {
	await publish(source("own.md", { ...OWN, audience: "members" }));
	const anna = await subscribe();
	const [before] = (await itemsFor(anna)) ?? [];
	await publish(source("own.md", { ...OWN, title: "Changed", audience: "members" }));
	const [changed] = (await itemsFor(anna)) ?? [];
	expect([changed?.title, changed?.id]).toEqual(["Changed", before?.id]);
	expect(Date.parse(changed?.date_modified ?? "")).toBeGreaterThan(Date.parse(before?.date_modified ?? ""));
	await publish({ path: "own.md", deleted: true });
	expect(await itemsFor(anna)).toEqual([]);
	expect(await itemsFor(anna, "topics/harbour")).toBeNull();
	await publish(
		source("later.md", { ...OWN, date: "2999-01-01", audience: "members" }),
		source("over.md", { ...OWN, expires: "2026-05-05", audience: "members" }),
	);
	expect(await itemsFor(anna)).toEqual([]);
});

test("publishing members' articles writes nothing to KV, so that caches do not reveal these articles", async () => {
	await publish(article("open"));
	const written = () =>
		runInDurableObject(publisherOf(env), (_, { storage }) => storage.sql.exec("SELECT * FROM rendition").toArray());
	const before = await written();
	await publish(article("closed", { audience: "members" }), source("own.md", { ...OWN, audience: "members" }));
	expect(await written()).toEqual(before);
});

test("if an audience is invalid, the previous version stays published, and a new article is blocked", async () => {
	await publish(source("own.md", { ...OWN, audience: "members" }));
	const { problems } = await publish(
		source("own.md", { ...OWN, title: "Oops", audience: "member" }),
		source("new.md", { ...OWN, title: "New", audience: "paying" }),
	);
	expect(problems.map(({ severity, path, line }) => [severity, path, line])).toEqual([
		["error", "new.md", 5],
		["error", "own.md", 5],
	]);
	expect(await titles("feed")).toEqual([]);
	expect((await itemsFor(await subscribe()))?.map(({ title }) => title)).toEqual(["Own"]);
});

test("new articles in a members' folder are not published while its defaults are unreadable", async () => {
	for (const text of ["audience: membres\n", "audience: members\nprovider: [\n"]) {
		const { problems } = await publish({ path: "closed/_defaults.yaml", text }, source("closed/own.md", OWN));
		expect(problems.map(({ severity, path }) => [severity, path])).toEqual([
			["error", "closed/_defaults.yaml"],
			["error", "closed/own.md"],
		]);
		expect(await titles("feed")).toEqual([]);
	}
	await publish({ path: "closed/_defaults.yaml", text: "audience: members\n" });
	await settle();
	expect(await titles("feed")).toEqual([]);
	expect((await itemsFor(await subscribe()))?.map(({ title }) => title)).toEqual(["Own"]);
});

test("when a folder becomes members-only, its articles are unpublished", async () => {
	await publish(source("closed/own.md", OWN), source("closed/open.md", { ...OWN, title: "Open", audience: "public" }));
	expect((await titles("feed")).length).toBe(2);
	await publish({ path: "closed/_defaults.yaml", text: "audience: members\n" });
	await settle();
	expect(await titles("feed")).toEqual(["Open"]);
});

test("renaming a topic renames it for members too, and subscriptions under its old name keep working", async () => {
	await publish(source("own.md", { ...OWN, topics: ["Harbor"], audience: "members" }));
	await publish({ path: "topics/harbour.yaml", text: "name: Harbour\naliases: [Harbor]\n" });
	await settle();
	const anna = await subscribe({ feeds: ["topics/harbor"] });
	expect((await itemsFor(anna, "topics/harbour"))?.map(({ tags }) => tags)).toEqual([["Harbour"]]);

	await publish(
		{ path: "topics/harbour.yaml", text: "name: Harbour\n" },
		source("own.md", { ...OWN, topics: ["Harbour"], audience: "members" }),
	);
	await settle();
	expect((await get(`${anna.base}/topics/harbor.rss`)).headers.get("Location")).toBe(`${anna.base}/topics/harbour.rss`);
	expect((await itemsFor(anna, "topics/harbour"))?.length).toBe(1);
});

test("if two articles have the same link, only one is published, whatever their audiences", async () => {
	const { problems } = await publish(
		article("open", { link: "https://gazette.example/one" }),
		article("closed", { link: "https://gazette.example/one", audience: "members", quality: 500 }),
	);
	expect(problems).toMatchObject([
		{ severity: "warning", path: "open.md", message: expect.stringContaining("closed.md") },
	]);
	expect(await titles("feed")).toEqual([]);
	expect((await itemsFor(await subscribe()))?.map(({ title }) => title)).toEqual(["Title of closed"]);
});
