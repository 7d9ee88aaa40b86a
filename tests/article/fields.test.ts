import { expect, test } from "vitest";
import { articleFrom, read, source, warned } from "./reading.ts";

const MAY_5 = Date.UTC(2026, 4, 5);

/** Every field in its common spellings: the lines that an author writes, and the expected result. */
test.each<[string, object]>([
	["excerpt: In short", { excerpt: "In short" }],
	["description: In short", { excerpt: "In short" }],
	["summary: In short", { excerpt: "In short" }],
	["excerpt: |\n  In\n  short", { excerpt: "In short" }],
	["excerpt: >-\n  In\n\n  short", { excerpt: "In short" }],
	["updatedDateTime: 2026-05-05", { updated: MAY_5 }],
	["updated: 2026-05-05", { updated: MAY_5 }],
	["updatedDate: 2026-05-05", { updated: MAY_5 }],
	["lastmod: 2026-05-05", { updated: MAY_5 }],
	["last_modified_at: 2026-05-05", { updated: MAY_5 }],
	["webUrl: https://a.example/1", { link: "https://a.example/1" }],
	["link: https://a.example/1", { link: "https://a.example/1" }],
	["permalink: https://a.example/1", { link: "https://a.example/1" }],
	["originalUrl: https://a.example/1", { link: "https://a.example/1", original: undefined }],
	["type: review", { type: "review" }],
	["category: news", { category: "news" }],
	["topics: [AI, C++]", { topics: ["AI", "C++"] }],
	["tags: [AI, C++]", { topics: ["AI", "C++"] }],
	["tags:\n  - AI\n  - C++", { topics: ["AI", "C++"] }],
	["tags: AI, C++", { topics: ["AI", "C++"] }],
	["tags: AI", { topics: ["AI"] }],
	["images: [https://a.example/1.jpg]", { images: [{ url: "https://a.example/1.jpg" }] }],
	["images: https://a.example/1.jpg", { images: [{ url: "https://a.example/1.jpg" }] }],
	["image: https://a.example/1.jpg", { images: [{ url: "https://a.example/1.jpg" }] }],
	["image: {url: https://a.example/1.jpg, width: 3, height: 2}", { images: [{ width: 3, height: 2 }] }],
	["authors: [Ada, Bo]", { authors: [{ name: "Ada" }, { name: "Bo" }] }],
	["author: Ada", { authors: [{ name: "Ada" }] }],
	["author: {name: Ada, url: https://ada.example}", { authors: [{ name: "Ada", url: "https://ada.example/" }] }],
	["language: de", { language: "de" }],
	["lang: de", { language: "de" }],
	["lang: pt_br", { language: "pt-BR" }],
	["lang: zh-hant-tw", { language: "zh-Hant-TW" }],
	["quality: 61", { quality: 61 }],
	["quality: '0'", { quality: 0 }],
	["heat: 1000", { heat: 1000 }],
	["heat: 7.5", { heat: 7.5 }],
	["provider: Gazette", { provider: { key: "gazette", name: "Gazette" } }],
	["published: true\nremoved: false\ndraft: no", { title: "Tide" }],
])("a field is read from %s", (lines, expected) => {
	expect(articleFrom(lines)).toMatchObject(expected);
});

test.each(["publishedDateTime", "date", "pubDate"])("%s is the date of publication", (name) => {
	expect(read(`---\ntitle: Tide\n${name}: 2026-05-05\n---\n`)).toMatchObject({ article: { published: MAY_5 } });
});

test("a missing field has its default value, or is undefined", () => {
	expect(articleFrom()).toEqual({
		path: "tide.md",
		address: "/articles/tide",
		link: "https://gazette.example/articles/tide",
		title: "Tide",
		excerpt: "",
		html: "",
		published: Date.UTC(2026, 4, 4),
		type: "article",
		topics: [],
		authors: [],
		images: [],
		related: [],
	});
});

/** Newsstand's own field name takes precedence, whichever field comes first in the file. */
test.each<[string, string, object]>([
	["excerpt: ours", "description: theirs", { excerpt: "ours" }],
	["description: first", "summary: second", { excerpt: "first" }],
	["publishedDateTime: 2026-05-05", "pubDate: 2020-01-01", { published: MAY_5 }],
	["updatedDateTime: 2026-05-05", "lastmod: 2026-06-01", { updated: MAY_5 }],
	["webUrl: https://a.example/ours", "link: https://a.example/theirs", { link: "https://a.example/ours" }],
	["link: https://a.example/1", "permalink: https://a.example/2", { link: "https://a.example/1" }],
	["permalink: https://a.example/1", "originalUrl: https://a.example/2", { link: "https://a.example/1" }],
	["images: [https://a.example/1]", "image: https://a.example/2", { images: [{ url: "https://a.example/1" }] }],
	["authors: [Ada]", "author: Bo", { authors: [{ name: "Ada" }] }],
	["language: de", "lang: fr", { language: "de" }],
])("%s takes precedence over %s", (ours, theirs, expected) => {
	expect(articleFrom(`${ours}\n${theirs}`)).toMatchObject(expected);
	expect(articleFrom(`${theirs}\n${ours}`)).toMatchObject(expected);
});

test.each(["''", "~", "null", ""])("an empty field (%s) does not override a value under another name", (empty) => {
	const fields = `excerpt: ${empty}\ndescription: In short\nwebUrl: ${empty}\nlink: https://a.example/1\nquality: ${empty}`;
	expect(articleFrom(fields)).toMatchObject({ excerpt: "In short", link: "https://a.example/1" });
});

test("`originalUrl` is kept as the address where the article first appeared", () => {
	const article = articleFrom("webUrl: https://a.example/1\noriginalUrl: https://b.example/2");
	expect(article).toMatchObject({ link: "https://a.example/1", original: "https://b.example/2" });
});

test("related articles contain only known fields, occur once per address, and have the address as their default title", () => {
	const article = articleFrom(
		[
			"related:",
			"  - {title: One, excerpt: Short, webUrl: 'https://b.example/1', publishedDateTime: 2026-05-05,",
			"     ampWebUrl: 'https://amp.example/', quality: 3, provider: {name: B, domain: b.example}}",
			"  - {title: Again, webUrl: 'https://b.example/1'}",
			"  - originalUrl: https://c.example/2",
		].join("\n"),
	);
	expect(article.related).toEqual([
		{ title: "One", url: "https://b.example/1", excerpt: "Short", published: MAY_5, provider: "B" },
		{ title: "https://c.example/2", url: "https://c.example/2" },
	]);
});

test.each([
	"quality: 1001",
	"quality: -1",
	"heat: hot",
	"heat: [1]",
	"quality: .nan",
	"lang: in English",
	"type: {a: b}",
])("the invalid line %s is reported, and the article is published without the field", (line) => {
	const { article, problem } = warned(line);
	expect(problem.line).toBe(4);
	expect(article).toEqual(articleFrom());
});

test("a modification date before publication becomes the publication date", () => {
	expect(articleFrom("updated: 2020-01-01").updated).toBe(Date.UTC(2026, 4, 4));
});

test("lists are cut to 100 items and strings to 20,000 characters", () => {
	const members = Array.from({ length: 150 }, (_, index) => `t${index}`);
	expect(articleFrom(`topics: [${members.join(", ")}]`).topics).toHaveLength(100);
	expect(read(source(`excerpt: "${"a".repeat(30_000)}"`))).toMatchObject({ article: { excerpt: "a".repeat(20_000) } });
});
