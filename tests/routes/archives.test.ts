import { expect, test } from "vitest";
import { FORMATS, type Format } from "../../src/feed/feed.ts";
import { article, get, publish, SITE } from "../publisher/newsroom.ts";
import { readHistory } from "../renditions/history.ts";

async function fetchText(url: string): Promise<string> {
	const response = await get(url.replace(SITE, ""));
	expect(response.status, url).toBe(200);
	return response.text();
}

/** Returns the URL that a split month redirects to. */
async function leadsTo(url: string): Promise<string> {
	const location = (await get(url.replace(SITE, ""))).headers.get("Location");
	return location === null ? url : SITE + location;
}

/** Returns all archive documents of a feed, newest first. */
async function walk(feed: string, format: Format, query = ""): Promise<{ url: string; text: string; ids: string[] }[]> {
	const documents: { url: string; text: string; ids: string[] }[] = [];
	const { previous: newest } = readHistory(await fetchText(`${feed}.${format}${query}`), format);
	let url = newest && (await leadsTo(newest));
	while (url !== undefined) {
		const text = await fetchText(url);
		const { previous, next, ids } = readHistory(text, format);
		if (format !== "json") expect(next).toBe(documents.at(-1)?.url);
		documents.push({ url, text, ids });
		url = previous;
	}
	return documents;
}

const ids = (...names: string[]) => names.map((name) => `https://gazette.example/${name}`);

test("following the links through an archive finds every article once, and a new article changes only the document of its month", async () => {
	await publish(
		article("a", { date: "2025-12-31T23:59:59Z" }),
		article("b", { date: "2026-01-01T00:00:00Z" }),
		article("c", { date: "2026-01-31T23:59:59Z", topics: ["Boats"] }),
		article("d", { date: "2026-05-04T10:00:00Z" }),
	);
	for (const format of FORMATS) {
		const documents = await walk("/feed", format);
		expect(documents.map(({ url }) => url)).toEqual(
			["2026-05", "2026-01", "2025-12"].map((month) => `${SITE}/feed/archive/${month}.${format}`),
		);
		expect(documents.map((document) => document.ids)).toEqual([ids("d"), ids("c", "b"), ids("a")]);
		for (const { text } of documents) expect(text.includes("<fh:archive")).toBe(format !== "json");
		expect((await walk("/topics/harbour", format)).map((document) => document.ids)).toEqual([
			ids("d"),
			ids("b"),
			ids("a"),
		]);
		const query = "?topic=boats&topic=harbour&-q=%22of%20d%22";
		const selected = await walk("/select", format, query);
		expect(selected.map(({ url }) => url)).toEqual(
			["2026-01", "2025-12"].map((month) => `${SITE}/select/archive/${month}.${format}${query}`),
		);
		expect(selected.map((document) => document.ids)).toEqual([ids("c", "b"), ids("a")]);
	}

	const before = await Promise.all(FORMATS.map((format) => walk("/feed", format)));
	await publish(article("e", { date: "2026-01-15T00:00:00Z" }));
	const after = await Promise.all(FORMATS.map((format) => walk("/feed", format)));
	after.forEach((documents, index) => {
		expect(documents.map((document) => document.ids)).toEqual([ids("d"), ids("c", "e", "b"), ids("a")]);
		const changed = documents.filter(({ text }, position) => text !== before[index]?.[position]?.text);
		expect(changed.map(({ url }) => url)).toEqual([documents[1]?.url]);
	});

	await publish({ path: "b.md", deleted: true }, { path: "c.md", deleted: true }, { path: "e.md", deleted: true });
	expect((await walk("/feed", "atom")).map((document) => document.ids)).toEqual([ids("d"), ids("a")]);
	expect((await get("/feed/archive/2026-01.rss")).status).toBe(404);
	expect((await get("/topics/boats/archive/2026-01.rss")).status).toBe(404);
});

test("a month that is too large for one document is split without losing articles", async () => {
	const large = "word ".repeat(180_000);
	await publish(article("l1", { date: "2024-03-01T10:00:00Z", topics: ["Large"] }, large));
	await publish(article("l2", { date: "2024-03-02T10:00:00Z", topics: ["Large"] }, large));
	const whole = await get("/topics/large/archive/2024-03.json");
	expect(readHistory(await whole.text(), "json").ids).toEqual(ids("l2", "l1"));

	await publish(article("l3", { date: "2024-03-02T11:00:00Z", topics: ["Large"] }, large));
	expect((await walk("/topics/large", "rss")).map(({ url }) => url.replace(/.*archive\//, ""))).toEqual([
		"2024-03-02.rss",
		"2024-03-01.rss",
	]);
	const moved = await get("/topics/large/archive/2024-03.atom");
	expect(moved.status).toBe(302);
	expect(moved.headers.get("Location")).toBe("/topics/large/archive/2024-03-02.atom");

	await publish(article("l4", { date: "2024-03-02T12:00:00Z", topics: ["Large"] }, large));
	for (const format of FORMATS) {
		const documents = await walk("/topics/large", format);
		expect(documents.map((document) => document.ids)).toEqual([ids("l4"), ids("l3", "l2"), ids("l1")]);
		expect(documents.map(({ url }) => url.replace(/.*archive\//, ""))).toEqual(
			["2024-03-02-2", "2024-03-02-1", "2024-03-01"].map((period) => `${period}.${format}`),
		);
	}
	for (const name of ["l3", "l4"]) await publish({ path: `${name}.md`, deleted: true });
	const back = await get("/topics/large/archive/2024-03-02-2.json");
	expect(back.headers.get("Location")).toBe("/topics/large/archive/2024-03.json");
}, 60_000);

test("an archive document has validators, and the cache tags of everything that it depends on", async () => {
	await publish(article("v", { date: "2023-01-01T00:00:00Z" }));
	const url = "/topics/harbour/archive/2023-01.atom";
	const full = await get(url);
	expect(full.headers.get("Cache-Tag")).toBe("/topics/harbour,site");
	expect(full.headers.get("Cache-Control")).toMatch(/^public, max-age=3600, /);
	const page = `${SITE}/topics/harbour/archive/2023-01`;
	expect(full.headers.get("Link")).toBe(`<${SITE}${url}>; rel="self", <${page}>; rel="alternate"; type="text/html"`);
	expect((await get(page.replace(SITE, ""))).headers.get("Content-Type")).toContain("text/html");
	const etag = full.headers.get("ETag") ?? "";
	expect((await get(url, { headers: { "If-None-Match": etag } })).status).toBe(304);
	const modified = full.headers.get("Last-Modified") ?? "";
	expect((await get(url, { headers: { "If-Modified-Since": modified } })).status).toBe(304);
});

test.each([
	"/feed/archive/1999-01.rss",
	"/feed/archive/9999-12.rss",
	"/feed/archive/2023-13.rss",
	"/feed/archive/2023-00.rss",
	"/feed/archive/2023-1.rss",
	"/feed/archive/2023.rss",
	"/feed/archive/20230101.rss",
	"/feed/archive/0000-01.rss",
	"/feed/archive/2023-01.xml",
	"/feed/archive/-.rss",
	"/topics/nowhere/archive/2023-01.rss",
	"/topics/%ff/archive/2023-01.rss",
	"/nowhere/archive/2023-01.rss",
	"/select/archive/2023-13.rss?q=title",
	"/select/archive/1999-01.rss?q=title",
])("%s returns 404", async (url) => {
	expect((await get(url)).status).toBe(404);
});

test("other spellings of an archive's URL redirect to the canonical URL, including in the archives of selections", async () => {
	expect((await get("/topics/Harbour/archive/2023-01.rss")).headers.get("Location")).toBe(
		"/topics/harbour/archive/2023-01.rss",
	);
	expect((await get("/select/archive/2023-01.rss?topic=Harbour")).headers.get("Location")).toBe(
		"/topics/harbour/archive/2023-01.rss",
	);
	expect((await get("/select/archive/2023-01.rss?lang=en&topic=Harbour")).headers.get("Location")).toBe(
		"/select/archive/2023-01.rss?topic=harbour&lang=en",
	);
});
