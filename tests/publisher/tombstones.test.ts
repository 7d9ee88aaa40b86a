import { reset, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test } from "vitest";
import { publisherOf } from "../../src/publisher/stub.ts";
import { article, get, publish, settle, storedKeys } from "./newsroom.ts";

afterEach(reset);

const DAY = 24 * 3_600_000;
const guidOf = (name: string) => `https://gazette.example/${name}`;

/** Returns the deleted entries that an Atom reader finds in a feed, each with its guid and time. */
async function deleted(feed: string): Promise<{ guid: string; time: number }[]> {
	const text = await (await get(`/${feed}.atom`)).text();
	return [...text.matchAll(/<at:deleted-entry xmlns:at="[^"]+" ref="([^"]+)" when="([^"]+)"\/>/g)].map(
		([, guid = "", when = ""]) => ({ guid, time: Date.parse(when) }),
	);
}
const guids = async (feed: string) => (await deleted(feed)).map(({ guid }) => guid);

/** Back-dates the tombstones by this many days. */
const age = (days: number) =>
	runInDurableObject(publisherOf(env), (_, { storage }) => {
		storage.sql.exec("UPDATE tombstone SET time = time - ?", days * DAY);
	});

test("a removed article becomes a deleted entry in its own feeds, and in no other feeds", async () => {
	await publish(
		article("tide", { topics: ["Harbour", "Climate"] }),
		article("quay", { topics: ["Harbour"] }),
		article("code", { topics: ["C++", "Climate"], provider: "Almanac" }),
	);
	const start = Date.now();
	await publish({ path: "tide.md", deleted: true });
	for (const feed of ["feed", "topics/harbour", "topics/climate", "providers/gazette.example"]) {
		const [one, ...others] = await deleted(feed);
		expect(others).toEqual([]);
		expect(one?.guid, feed).toBe(guidOf("tide"));
		expect(one?.time).toBeGreaterThanOrEqual(start);
		expect(one?.time).toBeLessThanOrEqual(Date.now());
	}
	for (const feed of ["topics/c_plus_plus", "providers/almanac"]) expect(await deleted(feed)).toEqual([]);
});

test("articles that are unpublished, postponed or expired become deleted entries; articles that change do not", async () => {
	const names = ["changed", "draft", "later", "over", "stays"];
	await publish(...names.map((name) => article(name)));
	await publish(
		article("changed", { title: "Another", topics: ["Climate"] }),
		article("draft", { draft: true }),
		article("later", { date: "2999-01-01" }),
		article("over", { expires: "2026-05-05" }),
	);
	expect((await guids("feed")).sort()).toEqual(["draft", "later", "over"].map(guidOf));
	expect((await guids("topics/harbour")).sort()).toEqual(["draft", "later", "over"].map(guidOf));
});

test("an article that returns is not a deleted entry, even under a different file name or in place of its duplicate", async () => {
	await publish(article("tide"), article("quay"), article("stays"));
	await publish({ path: "tide.md", deleted: true }, { path: "quay.md", deleted: true });
	expect(await guids("feed")).toHaveLength(2);
	await publish(article("tide"), { ...article("quay"), path: "moved/quay.md" });
	expect(await deleted("feed")).toEqual([]);
	expect(await deleted("topics/harbour")).toEqual([]);
	await publish({ ...article("tide", { quality: 9 }), path: "better.md" });
	expect(await deleted("feed")).toEqual([]);
	await publish({ path: "tide.md", deleted: true });
	expect(await deleted("feed")).toEqual([]);
	await publish({ path: "better.md", deleted: true });
	expect(await guids("feed")).toEqual([guidOf("tide")]);
});

test("a deleted entry is dropped after thirty days, but only when the feed changes for another reason", async () => {
	await publish(article("tide"), article("quay"));
	await publish({ path: "tide.md", deleted: true });
	await age(29);
	await publish(article("quay", { title: "Another" }));
	expect(await guids("feed")).toEqual([guidOf("tide")]);
	await age(2);
	await settle();
	expect(await guids("feed")).toEqual([guidOf("tide")]);
	await publish(article("quay", { title: "A third" }));
	expect(await deleted("feed")).toEqual([]);
});

test("a feed lists at most a hundred deleted entries, newest first, and lists them again when the feed returns after being empty", async () => {
	const names = Array.from({ length: 120 }, (_, index) => `n${index}`);
	await publish(...names.map((name) => article(name)), article("first"));
	await publish({ path: "first.md", deleted: true });
	await publish(...names.map((name) => ({ path: `${name}.md`, deleted: true }) as const));
	const kept = await guids("feed");
	expect(kept).toHaveLength(100);
	expect(kept).not.toContain(guidOf("first"));
	expect(await guids("topics/harbour")).toHaveLength(100);
	await publish(article("new"));
	expect(await guids("topics/harbour")).toHaveLength(100);
});

test("an empty feed keeps its deleted entries, and a renamed feed redirects", async () => {
	await publish(article("tide"));
	await publish({ path: "tide.md", deleted: true });
	expect(await guids("topics/harbour")).toEqual([guidOf("tide")]);
	expect(await (await get("/feeds.json")).text()).not.toContain("harbour");
	expect((await get("/topics/never.atom")).status).toBe(404);
	await publish(article("quay", { topics: ["Port"] }), {
		path: "topics/port.yaml",
		text: "name: Port\naliases: [Harbour]\n",
	});
	const moved = await get("/topics/harbour.atom");
	expect([moved.status, moved.headers.get("Location")]).toEqual([308, "/topics/port.atom"]);
});

test("the page of a removed article returns 410 until something else is published at its address", async () => {
	await publish(article("tide"), article("quay"));
	await publish({ path: "tide.md", deleted: true });
	const response = await get("/articles/tide");
	expect(response.status).toBe(410);
	expect(response.headers.get("Cache-Control")).toBe("public, max-age=60");
	expect(response.headers.get("Cache-Tag")).toMatch(/^article:[\w-]+,moves,site$/);
	const text = await response.text();
	expect(text).toContain("was removed");
	expect(text).not.toContain("Title of tide");
	expect((await get("/articles/tide", { method: "HEAD" })).status).toBe(410);
	await publish(article("other", { permalink: "/articles/tide" }));
	expect((await get("/articles/tide")).status).toBe(200);
	await publish({ path: "other.md", deleted: true });
	expect((await get("/articles/tide")).status).toBe(410);
	await publish(article("tide"));
	expect((await get("/articles/tide")).status).toBe(200);
});

test("an article that was never public does not become a deleted entry", async () => {
	const hidden = [
		article("draft", { draft: true }),
		article("later", { date: "2999-01-01" }),
		article("over", { expires: "2026-05-05" }),
		article("members", { audience: "members" }),
	];
	await publish(...hidden, article("stays"));
	const before = await storedKeys();
	await publish(...hidden.map(({ path }) => ({ path, deleted: true }) as const));
	expect(await storedKeys()).toEqual(before);
	expect(await deleted("feed")).toEqual([]);
	for (const name of ["draft", "later", "over", "members"]) {
		expect((await get(`/articles/${name}`)).status, name).toBe(404);
	}
});

test("an author can redirect the address of a removed article", async () => {
	await publish(article("tide"), article("quay"));
	await publish({ path: "tide.md", deleted: true });
	await publish({ path: "_redirects.yaml", text: "/articles/tide: /articles/quay\n" });
	const response = await get("/articles/tide");
	expect([response.status, response.headers.get("Location")]).toEqual([301, "/articles/quay"]);
});
