import { expect, test, vi } from "vitest";
import { pictureType } from "../../src/article/media.ts";
import { FORMATS } from "../../src/feed/feed.ts";
import { render } from "../../src/renditions/render.ts";
import { inAll, readAtom, readJson, readRss } from "./reading.ts";
import { feed, published, site } from "./sample.ts";
import { ATOM, all, CONTENT, DC, MEDIA, one, textOf } from "./xml.ts";

/*
 * These tests check that known bugs of the package `feed` do not affect us. The parser in `xml.ts` throws on malformed
 * XML, so parsing the output is part of each test.
 */

test("a field that contains `]]>` several times does not end its CDATA section early", () => {
	const { item, entry } = inAll({ excerpt: "]]> <b> ]]> <c> ]]>", html: "<p>]]&gt;]]&gt;</p>" });
	expect(textOf(item, "description")).toBe("]]&gt; &lt;b&gt; ]]&gt; &lt;c&gt; ]]&gt;");
	expect(textOf(item, `${CONTENT}encoded`)).toBe("<p>]]&gt;]]&gt;</p>");
	expect(textOf(entry, `${ATOM}summary`)).toBe("]]&gt; &lt;b&gt; ]]&gt; &lt;c&gt; ]]&gt;");
});

test("attributes may contain < > & and quotation marks", () => {
	const wild = `a<b>&"c"'d'&amp;&lt;`;
	const url = "https://a.example/?a=%22&b='c'&lt;=1";
	const { item, entry } = inAll({
		topics: [wild],
		related: [{ title: wild, url }],
		images: [{ url }],
		player: url,
		original: url,
	});
	expect(one(entry, `${ATOM}category`).attributes["term"]).toBe(wild);
	expect(one(item, "enclosure").attributes["url"]).toBe(url);
	for (const element of [item, entry]) {
		expect(one(element, `${MEDIA}content`).attributes["url"]).toBe(url);
		expect(one(element, `${MEDIA}player`).attributes["url"]).toBe(url);
	}
	const related = all(entry, `${ATOM}link`).find((link) => link.attributes["rel"] === "related");
	expect(related?.attributes).toMatchObject({ title: wild, href: url });
});

test("`&amp;` and `&` are not mixed up in titles and URLs", () => {
	for (const url of ["https://a.example/?a=1&b=2", "https://a.example/?a=1&amp;b=2"]) {
		const { item, entry, json } = inAll({ link: url, guid: url, title: url });
		expect(textOf(item, "link")).toBe(url);
		expect(textOf(item, "guid")).toBe(url);
		expect(textOf(item, "title")).toBe(url);
		expect(textOf(entry, `${ATOM}id`)).toBe(url);
		expect(one(entry, `${ATOM}link`).attributes["href"]).toBe(url);
		expect(json).toMatchObject({ id: url, url, title: url });
		expect(textOf(one(readRss({ image: { url } }).channel, "image"), "url")).toBe(url);
		expect(textOf(readAtom({ image: { url } }).root, `${ATOM}logo`)).toBe(url);
	}
});

test.each([
	"https://gazette.example/tide",
	"https://gazette.example/?a=1&b=2#2",
	"https://gazette.example/k%C3%BCste",
	"https://gazette.example",
	"HTTP://Gazette.Example:80/a/../b",
	"tag:gazette.example,2026:küste",
	"urn:uuid:1225c695-cfb8-4ebb-aaaa-80da344efa6a",
	"x:%",
])("the guid %s is the same in every format and does not affect other articles", (guid) => {
	const articles = [published({ guid }), published()];
	expect(readRss({ articles }).items.map((item) => textOf(item, "guid"))).toEqual([guid, published().guid]);
	expect(readAtom({ articles }).entries.map((entry) => textOf(entry, `${ATOM}id`))).toEqual([guid, published().guid]);
	expect(readJson({ articles }).items.map(({ id }) => id)).toEqual([guid, published().guid]);
});

test("each author has an element of their own, which does not contain an e-mail address", () => {
	const { item, entry } = inAll({ authors: [{ name: "Ada" }, { name: "Bo" }, { name: "Cy" }] });
	expect(all(item, "author")).toEqual([]);
	expect(all(item, `${DC}creator`)).toHaveLength(3);
	expect(all(entry, `${ATOM}author`)).toHaveLength(3);
	for (const format of FORMATS) expect(render(feed(), format, site)).not.toMatch(/email|@/);
});

test.each(["1.jpg", "1.JPG", "1.mp3", "1", "", "1.", "a.b/c", "1.php?x=y.png", "1?format=webp", "1.svg"])(
	"the enclosure of a picture whose URL ends with %j has an image type",
	(name) => {
		const url = `https://a.example/${name}`;
		const { item, entry, json } = inAll({ images: [{ url }] });
		const type = pictureType(url);
		expect(type).toMatch(/^image\/[a-z+]+$/);
		expect(one(item, "enclosure").attributes).toEqual({ url, length: "0", type });
		const enclosure = all(entry, `${ATOM}link`).find((link) => link.attributes["rel"] === "enclosure");
		expect(enclosure?.attributes).toEqual({ rel: "enclosure", href: url, type });
		expect(json.attachments).toEqual([]);
	},
);

test("custom elements have namespaces, even in a feed without bodies", () => {
	const images = [{ url: "https://a.example/1.jpg" }];
	expect(one(inAll({ images }).item, `${MEDIA}content`).attributes["medium"]).toBe("image");
	expect(one(inAll({ images }).entry, `${MEDIA}content`).attributes["medium"]).toBe("image");
	expect(all(inAll({ authors: [{ name: "Ada" }] }).item, `${DC}creator`)).toHaveLength(1);
});

test("rendering the same feed at a different time produces the same bytes", () => {
	const articles = [published({ topics: ["AI"], html: "<p>x</p>" }), published({ guid: "x:2" })];
	vi.useFakeTimers({ now: Date.UTC(2026, 5, 1) });
	const before = FORMATS.map((format) => render(feed({ articles }), format, site));
	vi.setSystemTime(Date.UTC(2027, 5, 1));
	expect(FORMATS.map((format) => render(feed({ articles }), format, site))).toEqual(before);
	vi.useRealTimers();
	for (const text of before) expect(text).not.toContain("2027");
});

test("rendering does not modify the feed", () => {
	const articles = [
		published({ topics: ["AI"], images: [{ url: "https://a.example/1.jpg" }], player: "https://a.example/" }),
	];
	const original = feed({ articles });
	const copy = structuredClone(original);
	for (const format of FORMATS) render(original, format, site);
	expect(original).toEqual(copy);
});
