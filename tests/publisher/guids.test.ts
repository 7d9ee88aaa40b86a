import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test } from "vitest";
import { publisherOf } from "../../src/publisher/stub.ts";
import { article, feed, get, publish, SITE, source, titles } from "./newsroom.ts";

afterEach(reset);

async function only(): Promise<{ id: string; url: string; date_published: string; date_modified: string }> {
	const items = (await feed("feed"))?.items ?? [];
	expect(items).toHaveLength(1);
	const [item] = items;
	if (!item) throw new Error("the feed is empty");
	return item;
}

const own = (path: string, over: object = {}) => source(path, { title: "Own", date: "2026-05-04", ...over }, "Text.");

test("correcting a typo changes an article's update time, but neither its guid nor its publication date", async () => {
	await publish(article("tide"));
	const before = await only();
	expect(before).toMatchObject({ id: "https://gazette.example/tide", date_modified: before.date_published });
	await publish(article("tide", { title: "Title of the tide" }));
	const after = await only();
	expect(after).toMatchObject({ id: before.id, date_published: before.date_published });
	expect(Date.parse(after.date_modified)).toBeGreaterThan(Date.parse(before.date_modified));
});

test("if an author declares an update time, it is used", async () => {
	await publish(article("tide", { updated: "2026-05-05" }));
	expect((await only()).date_modified).toBe("2026-05-05T00:00:00.000Z");
	await publish(article("tide", { updated: "2026-05-06", title: "Better" }));
	expect((await only()).date_modified).toBe("2026-05-06T00:00:00.000Z");
	await publish(article("tide", { updated: "2999-01-01", title: "From the future" }));
	expect(Date.parse((await only()).date_modified)).toBeLessThanOrEqual(Date.now());
});

test("an article keeps its guid when its link changes, and the next article with the old link gets a different guid", async () => {
	await publish(article("tide"));
	await publish(article("tide", { link: "https://gazette.example/moved" }));
	expect(await only()).toMatchObject({ id: "https://gazette.example/tide", url: "https://gazette.example/moved" });
	await publish(article("new", { link: "https://gazette.example/tide", title: "Other" }));
	const ids = (await feed("feed"))?.items.map((item) => item.id);
	expect(new Set(ids).size).toBe(2);
	expect(ids).toContain("https://gazette.example/tide#2");
});

test("an article keeps its guid when its file moves, in one batch or in two", async () => {
	await publish(own("a.md"));
	const { id } = await only();
	expect(id).toBe(`${SITE}/articles/a`);
	await publish(own("2026/b.md"), { path: "a.md", deleted: true });
	expect(await only()).toMatchObject({ id, url: `${SITE}/articles/2026/b` });
	await publish({ path: "2026/b.md", deleted: true });
	await publish(own("c.md"));
	expect((await only()).id).toBe(id);
});

test("an article keeps its guid when it is unpublished, and then published again under another title", async () => {
	await publish(article("tide"));
	await publish(article("tide", { published: false }));
	expect(await titles("feed")).toEqual([]);
	await publish(article("tide", { title: "Back again" }));
	expect((await only()).id).toBe("https://gazette.example/tide");
});

test("if two files have the same link, the article with the higher quality is published, whichever arrived first, and the other article is reported", async () => {
	const link = "https://gazette.example/story";
	const good = article("good", { link, quality: 80 });
	const bad = article("bad", { link, quality: 20 });
	for (const order of [
		[good, bad],
		[bad, good],
	]) {
		for (const change of order) await publish(change);
		expect(await titles("feed")).toEqual(["Title of good"]);
		expect(await publisherOf(env).problems()).toMatchObject([{ severity: "warning", path: "bad.md" }]);
		await publish({ path: "good.md", deleted: true });
		expect(await titles("feed")).toEqual(["Title of bad"]);
		expect(await publisherOf(env).problems()).toEqual([]);
		await publish({ path: "bad.md", deleted: true });
	}
});

test("an article can take over a page address that another article gives up in the same batch", async () => {
	await publish(own("a.md", { permalink: "/first/" }), own("b.md", { title: "Second", permalink: "/second/" }));
	await publish(own("b.md", { title: "Second", permalink: "/first/" }), own("a.md", { permalink: "/third/" }));
	const urls = (await feed("feed"))?.items.map((item) => item.url).sort();
	expect(urls).toEqual([`${SITE}/first/`, `${SITE}/third/`]);
});

test("if body and date stay the same, an article keeps its guid when its file name and title change in one batch", async () => {
	const body = "The water came at nine. [Below](#below)";
	await publish(source("tonight.md", { title: "Storm tide tonight", date: "2026-05-04" }, body));
	const { id } = await only();
	await publish(source("mild.md", { title: "Storm tide was mild", date: "2026-05-04" }, body), {
		path: "tonight.md",
		deleted: true,
	});
	expect(await only()).toMatchObject({ id, url: `${SITE}/articles/mild` });
	const old = await get("/articles/tonight");
	expect([old.status, old.headers.get("Location")]).toEqual([308, "/articles/mild"]);
});

test("an article with a different body is a new article, even on the same day", async () => {
	await publish(source("a.md", { title: "A", date: "2026-05-04" }, "One text."));
	const { id } = await only();
	await publish(source("b.md", { title: "B", date: "2026-05-04" }, "Another text."), { path: "a.md", deleted: true });
	expect((await only()).id).not.toBe(id);
});

test("two link posts about the same page are both published, and the guid of the later one is the URL of its page on this site", async () => {
	const link = "https://gazette.example/harbour";
	await publish(
		article("a", { link, title: "The harbour opens again", date: "2026-05-09" }),
		article("b", { link, title: "The harbour is closed", date: "2026-05-04" }),
	);
	const items = async () => (await feed("feed"))?.items.map(({ id, url, title }) => ({ id, url, title }));
	const both = [
		{ id: `${SITE}/articles/a`, url: link, title: "The harbour opens again" },
		{ id: link, url: link, title: "The harbour is closed" },
	];
	expect(await items()).toEqual(both);
	expect(await publisherOf(env).problems()).toEqual([]);
	await publish({ path: "a.md", deleted: true }, { path: "b.md", deleted: true });
	await publish(
		article("moved/b", { link, title: "The harbour is closed", date: "2026-05-04" }),
		article("a", { link, title: "The harbour opens again", date: "2026-05-09" }),
	);
	expect(await items()).toEqual(both);
});

test("an article gets its guid from _addresses.yaml, and keeps it when that file becomes invalid", async () => {
	await publish(own("2026/b.md"));
	expect((await only()).id).toBe(`${SITE}/articles/2026/b`);
	await publish({
		path: "2026/_addresses.yaml",
		text: "b.md: {guid: 'tag:old.example,2026:b', date: 2026-05-03T09:00:00Z}",
	});
	expect(await only()).toMatchObject({ id: "tag:old.example,2026:b", date_published: "2026-05-03T09:00:00.000Z" });
	await publish({ path: "2026/_addresses.yaml", text: "b.md: {guid: [" });
	await publish(own("2026/b.md", { title: "Retitled" }));
	expect((await only()).id).toBe("tag:old.example,2026:b");
});
