import { reset } from "cloudflare:test";
import { afterEach, expect, test } from "vitest";
import type { JsonFeed } from "../../src/renditions/json.ts";
import { article, get, publish, settle, source, storedKeys, titles } from "../publisher/newsroom.ts";

afterEach(reset);

const ADA = source("authors/ada.md", {
	name: "Ada Writer",
	bio: "Covers the coast.",
	avatar: "https://cdn.example/ada.png",
	website: "https://ada.example/",
});

async function selected(query: string): Promise<JsonFeed> {
	const response = await get(`/select.json${query}`);
	expect(response.status, query).toBe(200);
	return response.json();
}

const titlesOf = ({ items }: JsonFeed) => items.map(({ title }) => title).sort();

test("articles can be selected or excluded by the slug, name or file name of an author", async () => {
	await publish(
		ADA,
		article("one", { title: "One", authors: ["ada"] }),
		article("two", { title: "Two", authors: ["Ada Writer", "Bob"] }),
		article("three", { title: "Three", authors: ["Bob"] }),
	);
	expect(titlesOf(await selected("?author=ada-writer"))).toEqual(["One", "Two"]);
	expect(titlesOf(await selected("?author=ada-writer&-author=bob"))).toEqual(["One"]);
	expect(titlesOf(await selected("?author=ada-writer&author=bob"))).toEqual(["One", "Three", "Two"]);
	for (const written of ["ada", "Ada%20Writer", "ADA-WRITER"]) {
		const response = await get(`/select.rss?author=${written}`);
		expect([response.status, response.headers.get("Location")]).toEqual([301, "/select.rss?author=ada-writer"]);
	}
	expect((await selected("?author=ada-writer&-author=bob")).title).toBe(
		"Everything, by Ada Writer, not by Bob – Newsstand",
	);
});

test("a selection with an unknown author returns 404 with an explanation", async () => {
	await publish(article("one", { authors: ["Ada"] }));
	const response = await get("/select.rss?author=eve");
	expect(response.status).toBe(404);
	expect(await response.text()).toContain('There is no author "eve" here.');
	expect((await get("/authors/eve")).status).toBe(404);
	expect((await get("/authors/eve.rss")).status).toBe(404);
});

test("a selection by author is updated when articles change, and still works after the author's last article is unpublished", async () => {
	await publish(article("one", { title: "One", authors: ["Ada"] }), article("two", { title: "Two", authors: ["Ada"] }));
	await publish(article("one", { title: "One", authors: ["Bob"] }));
	expect(titlesOf(await selected("?author=ada"))).toEqual(["Two"]);
	await publish({ path: "two.md", deleted: true });
	expect(titlesOf(await selected("?author=ada"))).toEqual([]);
});

test("an author's page shows the bio, picture, articles and feeds", async () => {
	await publish(ADA, article("one", { title: "One", authors: ["ada"] }));
	await publish({ path: "authors/ada.md", text: `${ADA.text}\nWrites **daily**. <script>alert(1)</script>` });
	const response = await get("/authors/ada-writer");
	expect(response.status).toBe(200);
	const html = await response.text();
	expect(html).toContain("<h1><bdi>Ada Writer</bdi></h1>");
	expect(html).toContain("Covers the coast.");
	expect(html).toContain("<strong>daily</strong>");
	expect(html).not.toContain("alert(1)");
	expect(html).toContain('src="https://cdn.example/ada.png"');
	expect(html).toContain('href="https://ada.example/"');
	expect(html).toContain("One");
	expect(html).toContain('href="http://localhost:8787/select.rss?author=ada-writer"');
	expect((await get("/authors/Ada%20Writer")).headers.get("Location")).toBe("/authors/ada-writer");
	expect((await get("/authors/ada")).headers.get("Location")).toBe("/authors/ada-writer");
});

test("/authors/<slug>.rss redirects to the selection, and no feed is stored for it", async () => {
	await publish(article("one", { authors: ["Ada"] }));
	for (const format of ["rss", "atom", "json"]) {
		const response = await get(`/authors/ada.${format}`);
		expect([response.status, response.headers.get("Location")]).toEqual([301, `/select.${format}?author=ada`]);
	}
	expect((await storedKeys()).filter((key) => key.includes("author"))).toEqual([]);
});

test("feeds contain the data in authors' files, and are updated when these files change", async () => {
	await publish(article("one", { title: "One", authors: ["ada"] }));
	expect((await selected("?author=ada")).items[0]?.authors).toEqual([{ name: "ada" }]);
	await publish(ADA);
	await settle();
	expect((await selected("?author=ada-writer")).items[0]?.authors).toEqual([
		{ name: "Ada Writer", url: "https://ada.example/", avatar: "https://cdn.example/ada.png" },
	]);
	expect((await get("/select.rss?author=ada")).headers.get("Location")).toBe("/select.rss?author=ada-writer");
	expect(await titles("feed")).toEqual(["One"]);
});

test("authors are listed in /feeds.json, OPML and the sitemap", async () => {
	await publish(article("one", { authors: ["Ada & Co"] }), article("two", { authors: ["Ada & Co"] }));
	const list = await (await get("/feeds.json")).json<{ authors: Record<string, unknown>[] }>();
	const [author] = list.authors;
	expect(list.authors).toHaveLength(1);
	expect(author).toMatchObject({ title: "Ada & Co", count: 2 });
	const opml = await (await get("/feeds.opml")).text();
	expect(opml).toContain('<outline text="Authors" title="Authors">');
	expect(opml).toContain(`htmlUrl="${String(author?.["page"])}"`);
	expect(opml).toContain(`xmlUrl="${String(author?.["rss"])}"`);
	expect(await (await get("/sitemap.xml")).text()).toContain(`<loc>${String(author?.["page"])}</loc>`);
	expect((await get(String(author?.["rss"]).replace("http://localhost:8787", ""))).status).toBe(200);
});

test("an article whose path is under /authors/ keeps this path", async () => {
	await publish(article("one", { title: "One", authors: ["Ada"], permalink: "/authors/ada" }));
	expect(await (await get("/authors/ada")).text()).toContain("<h1>One</h1>");
});

test("a correction appears at the end of the article, counts as an update, and can be selected", async () => {
	const correction = { date: "2026-05-09", text: "It was Tuesday." };
	await publish(article("one", { title: "One", corrections: [correction] }), article("two", { title: "Two" }));
	const { items } = await selected("?corrected=yes");
	expect(items.map(({ title }) => title)).toEqual(["One"]);
	expect(items[0]?.content_html).toContain("<strong>Correction, May 9, 2026:</strong> It was Tuesday.");
	expect(items[0]?.date_modified).toBe("2026-05-09T00:00:00.000Z");
	expect(await (await get("/articles/one")).text()).toContain("<strong>Correction, May 9, 2026:</strong>");
	expect((await selected("?corrected=yes")).title).toContain("with corrections");
	expect((await get("/select.rss?corrected=no")).status).toBe(400);
});
