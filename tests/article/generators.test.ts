import { expect, test } from "vitest";
import { articleFrom, read, rejected, SITE, source, warned } from "./reading.ts";

test.each(["external_url", "external-url", "externalUrl", "linkUrl", "source_url"])(
	"the field %s makes an article a link post, and its guid is the address of its own page",
	(name) => {
		const { link, guid } = articleFrom(`${name}: https://a.example/donuts`);
		expect({ link, guid }).toEqual({ link: "https://a.example/donuts", guid: `${SITE}/articles/tide` });
	},
);

test("a link post keeps the guid in its front matter, and `link` takes precedence over other generators' fields for link posts", () => {
	expect(articleFrom("external_url: https://a.example/\nguid: urn:x:1").guid).toBe("urn:x:1");
	const { link, guid } = articleFrom("link: https://b.example/\nexternal_url: https://a.example/");
	expect({ link, guid }).toEqual({ link: "https://b.example/", guid: undefined });
});

test.each([
	"image: {path: /a.png, alt: x}",
	"image: {src: /a.png}",
	"cover: {image: /a.png, caption: x}",
	"cover: /a.png",
	"featured_image: /a.png",
	"heroImage: /a.png",
	"feature_image: /a.png",
	"photos: [/a.png]",
])("%s sets the article's picture", (line) => {
	expect(articleFrom(line).images).toMatchObject([{ url: "local://a.png" }]);
});

test("a picture without an address causes a warning", () => {
	expect(read(source("image: {alt: x}")).problems).toMatchObject([
		{ severity: "warning", line: 4, message: "`image` does not contain a picture address." },
	]);
});

test.each<[string, string[]]>([
	["categories: [Releases, Community]", ["Releases", "Community"]],
	["Categories: News", ["News"]],
	["tag: Sea", ["Sea"]],
	["tags: [Sea]\ncategories: [News]", ["Sea", "News"]],
	["categories: [[Sea, Tides], [News]]", ["Sea", "Tides", "News"]],
	["tags: [Sea]\nseries: Spring tides", ["Sea", "Spring tides"]],
	["taxonomies: {tags: [Sea], categories: [News]}", ["Sea", "News"]],
	["category: News", ["News"]],
	["category:", []],
	["category: news\ntopics: [Sea]", ["Sea"]],
	["tags: [post, Sea]", ["Sea"]],
	["topics: [Posts]", ["Posts"]],
	["tags: sea tide", ["sea tide"]],
	["tags: [{label: Sea, permalink: /sea}]", ["Sea"]],
])("%s sets the article's topics", (lines, topics) => {
	expect(articleFrom(lines).topics).toEqual(topics);
});

test.each<[string, string]>([
	["English", "en"],
	["Deutsch", "de"],
	["german", "de"],
	["jp", "ja"],
	["cn", "zh"],
	["Français", "fr"],
])("language: %s is read as %s, with a warning", (name, tag) => {
	expect(warned(`language: ${name}`).article.language).toBe(tag);
});

test.each(["xx", "klingon123", "qq-QQ", "nonsense"])(
	"language: %s is invalid, so the article has no language",
	(name) => {
		expect(warned(`lang: ${name}`).article.language).toBeUndefined();
	},
);

test.each(["en", "de-AT", "pt_br", "zh-Hant", "gsw", "und"])("language: %s is valid", (tag) => {
	expect(articleFrom(`lang: ${tag}`).language).toBeDefined();
});

test("authors are read from an object with ids as keys", () => {
	expect(articleFrom("authors:\n  ann:\n    name: Ann\n  ben:\n    name: Ben").authors).toMatchObject([
		{ name: "Ann" },
		{ name: "Ben" },
	]);
});

test.each(["modified", "updatedAt", "date_modified", "Lastmod"])("%s sets the modification date", (name) => {
	expect(articleFrom(`${name}: 2026-05-06`).updated).toBe(Date.UTC(2026, 4, 6));
});

test.each(["tide.mdx", "tide.mdown", "tide.mkd", "tide.MD"])("%s is Markdown", (path) => {
	expect(articleFrom("", "**Text**", path).html).toBe("<p><strong>Text</strong></p>");
});

test.each<[string, string]>([
	["2026-5-4-tide.md", "2026-05-04T00:00:00.000Z"],
	["2026-05-04-09-30-15-tide.md", "2026-05-04T09:30:15.000Z"],
	["notes/2026-5-14.md", "2026-05-14T00:00:00.000Z"],
	["2026-05-04-tide/index.md", "2026-05-04T00:00:00.000Z"],
	["2026/05/04/tide.md", "2026-05-04T00:00:00.000Z"],
	["news/2026/5/4-tide.md", "2026-05-04T00:00:00.000Z"],
	["2026/05/04/tide/index.md", "2026-05-04T00:00:00.000Z"],
	["2020-01-01-old/2026-05-04-tide.md", "2026-05-04T00:00:00.000Z"],
	["_posts/26-05-04-tide.md", "2026-05-04T00:00:00.000Z"],
])("an article without a date gets the date in its path, %s", (path, instant) => {
	const result = read("---\ntitle: Tide\n---\nText.", path);
	expect(result).toMatchObject({ kind: "article", article: { published: Date.parse(instant) }, problems: [] });
});

test.each(["2026-13-4-tide.md", "26-05-04-tide.md", "2026/05/tide.md", "12026-05-04.md", "2026/02/31/tide.md"])(
	"the path %s does not contain a date",
	(path) => {
		expect(rejected("---\ntitle: Tide\n---\nText.", path).message).toBe("`date` is missing.");
	},
);

test.each<[string, string | undefined]>([
	["tide.de.md", "de"],
	["tide/index.pt-br.md", "pt-BR"],
	["tide.rs.md", undefined],
	["tide.md", undefined],
	["de.md", undefined],
])("the file name %s sets the language %s", (path, language) => {
	expect(articleFrom("", "", path).language).toBe(language);
});

test("a language in the front matter overrides the language in the file name", () => {
	expect(articleFrom("lang: fr", "", "tide.de.md").language).toBe("fr");
});

test.each<[string, string]>([
	["<i>Endeavour</i> sails", "Endeavour sails"],
	["A <strong class='x'>high</strong> tide", "A high tide"],
	["How to use <main>", "How to use <main>"],
	["Why `<b>` is fine", "Why `<b>` is fine"],
])("the title %s is shown as %s", (title, shown) => {
	const result = read(`---\ntitle: "${title}"\ndate: 2026-05-04\n---\n`);
	expect(result).toMatchObject({ article: { title: shown } });
});
