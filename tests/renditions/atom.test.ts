import { expect, test } from "vitest";
import { inAll, readAtom } from "./reading.ts";
import { published, site } from "./sample.ts";
import { ATOM, all, MEDIA, one, textOf, type XmlElement } from "./xml.ts";

const XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang";

function links(element: XmlElement, rel: string): Record<string, string>[] {
	const attributes = all(element, `${ATOM}link`).map((link) => link.attributes);
	return attributes.filter((some) => (some["rel"] ?? "alternate") === rel);
}

test("the feed has an id, a title, a date, an author, a language and its links (RFC 4287, section 4.1.1)", () => {
	const { root } = readAtom({ name: "topics/küste", title: "Küste", url: `${site.url}/topics/k%C3%BCste` });
	expect(textOf(root, `${ATOM}id`)).toBe("https://site.example/topics/k%C3%BCste");
	expect(textOf(root, `${ATOM}title`)).toBe("Küste");
	expect(textOf(root, `${ATOM}subtitle`)).toBe(site.description);
	expect(textOf(root, `${ATOM}updated`)).toBe("2026-05-05T00:00:00.000Z");
	expect(textOf(one(root, `${ATOM}author`), `${ATOM}name`)).toBe(site.title);
	expect(textOf(one(root, `${ATOM}author`), `${ATOM}uri`)).toBe("https://site.example/");
	expect(root.attributes[XML_LANG]).toBe("en");
	expect(links(root, "self")).toMatchObject([{ href: "https://site.example/topics/k%C3%BCste.atom" }]);
	expect(links(root, "alternate")).toMatchObject([{ href: "https://site.example/topics/k%C3%BCste" }]);
});

test("a feed without a picture uses the site's icon as its logo, and a description is optional", () => {
	const { root } = readAtom({ description: "", image: { url: "https://a.example/1.png?a=1&b=2" } });
	expect(all(root, `${ATOM}subtitle`)).toEqual([]);
	expect(textOf(root, `${ATOM}logo`)).toBe("https://a.example/1.png?a=1&b=2");
	expect(textOf(readAtom().root, `${ATOM}logo`)).toBe("https://site.example/icon-512.png");
});

test("published and updated are RFC 3339 dates", () => {
	const { entry } = inAll({ published: Date.UTC(2026, 0, 1, 3, 4, 5, 678), updated: Date.UTC(2026, 0, 2) });
	expect(textOf(entry, `${ATOM}published`)).toBe("2026-01-01T03:04:05.678Z");
	expect(textOf(entry, `${ATOM}updated`)).toBe("2026-01-02T00:00:00.000Z");
});

test("an entry has one alternate link, which leads to the article's page", () => {
	const { entry } = inAll({ link: "https://a.example/1?a=1&b=2", guid: "https://a.example/0" });
	expect(links(entry, "alternate")).toEqual([{ href: "https://a.example/1?a=1&b=2" }]);
	expect(textOf(entry, `${ATOM}id`)).toBe("https://a.example/0");
});

test("authors have the URLs of their pages; if an article has no authors, its author is its provider, otherwise the feed's author", () => {
	const authors = [{ name: "Ada", url: "https://ada.example/?a=1&b=2" }, { name: "Bo" }];
	expect(
		all(inAll({ authors }).entry, `${ATOM}author`).map((author) => author.children.map(({ text }) => text)),
	).toEqual([["Ada", "https://ada.example/?a=1&b=2"], ["Bo"]]);
	const { entry } = inAll({ provider: { key: "gazette.example", name: "Gazette", domain: "gazette.example" } });
	expect(one(entry, `${ATOM}author`).children.map(({ text }) => text)).toEqual(["Gazette", "https://gazette.example/"]);
	expect(all(inAll({}).entry, `${ATOM}author`)).toEqual([]);
	expect(JSON.stringify(inAll({ authors }))).not.toContain("email");
});

test("a category's term is the topic's name, because readers show the term", () => {
	expect(all(inAll({ topics: ["C++", "Küste"] }).entry, `${ATOM}category`).map(({ attributes }) => attributes)).toEqual(
		[{ term: "C++" }, { term: "Küste" }],
	);
});

test("an entry links to the original article and related coverage", () => {
	const { entry } = inAll({
		original: "https://b.example/?a=1&b=2",
		related: [
			{ title: "One", url: "https://c.example/1" },
			{ title: "Two", url: "https://d.example/2" },
		],
	});
	expect(links(entry, "via")).toEqual([{ rel: "via", href: "https://b.example/?a=1&b=2" }]);
	expect(links(entry, "related")).toEqual([
		{ rel: "related", href: "https://c.example/1", title: "One" },
		{ rel: "related", href: "https://d.example/2", title: "Two" },
	]);
});

test("one picture is an enclosure with its type, and all pictures are media:content", () => {
	const images = [{ url: "https://a.example/1", width: 3, height: 2 }, { url: "https://a.example/2.png?a=1&b=2" }];
	const { entry } = inAll({ images });
	expect(links(entry, "enclosure")).toEqual([{ rel: "enclosure", type: "image/jpeg", href: "https://a.example/1" }]);
	expect(all(entry, `${MEDIA}content`).map(({ attributes }) => attributes)).toEqual([
		{ url: "https://a.example/1", width: "3", height: "2", type: "image/jpeg", medium: "image" },
		{ url: "https://a.example/2.png?a=1&b=2", type: "image/png", medium: "image" },
	]);
});

test("an entry's source is the provider's feed on this site", () => {
	const source = one(inAll({ provider: { key: "gazette.example", name: "Gazette" } }).entry, `${ATOM}source`);
	expect(textOf(source, `${ATOM}id`)).toBe("https://site.example/providers/gazette.example");
	expect(textOf(source, `${ATOM}title`)).toBe("Gazette");
	expect(links(source, "self")).toEqual([{ rel: "self", href: "https://site.example/providers/gazette.example.atom" }]);
});

test("an entry in a language other than the feed's is marked with its language", () => {
	expect(inAll({ language: "ar" }).entry.attributes[XML_LANG]).toBe("ar");
	expect(inAll({ language: "en" }).entry.attributes[XML_LANG]).toBeUndefined();
	expect(inAll({}).entry.attributes[XML_LANG]).toBeUndefined();
});

test("each entry has its own title and elements, however many entries there are", () => {
	const articles = Array.from({ length: 12 }, (_, n) =>
		published({ title: `t${n}`, topics: [`c${n}`], guid: `x:${n}` }),
	);
	const { entries } = readAtom({ articles });
	expect(entries.map((entry) => textOf(entry, `${ATOM}title`))).toEqual(articles.map(({ title }) => title));
	expect(entries.map((entry) => one(entry, `${ATOM}category`).attributes["term"])).toEqual(
		articles.map(({ topics }) => topics[0]),
	);
	expect(readAtom({ articles: [] }).entries).toEqual([]);
});

test("if an article has no body, the entry's content is the excerpt or, if there is none, the title", () => {
	expect(textOf(inAll({ excerpt: "a < b" }).entry, `${ATOM}content`)).toBe("<p>a &lt; b</p>");
	expect(textOf(inAll({ title: "a < b" }).entry, `${ATOM}content`)).toBe("<p>a &lt; b</p>");
});

test("URLs contain only characters that are allowed in a URI", () => {
	const { entry } = inAll({ link: "https://a.example/?x[]=1|2", images: [{ url: "https://a.example/{1}.png" }] });
	expect(links(entry, "alternate")).toEqual([{ href: "https://a.example/?x%5B%5D=1%7C2" }]);
	expect(links(entry, "enclosure")).toMatchObject([{ href: "https://a.example/%7B1%7D.png" }]);
});
