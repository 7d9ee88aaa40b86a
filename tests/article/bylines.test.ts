import fc from "fast-check";
import { expect, test } from "vitest";
import { feedPath, parseFeedPath } from "../../src/feed/feed.ts";
import { articleFrom, read, source, warned } from "./reading.ts";

test.each<[string, object]>([
	["provider: Gazette", { key: "gazette", name: "Gazette" }],
	["provider: Harbour Post", { key: "harbour-post", name: "Harbour Post" }],
	["provider: gazette.example", { key: "gazette.example", name: "gazette.example", domain: "gazette.example" }],
	["provider: {name: Gazette}", { key: "gazette", name: "Gazette" }],
	[
		"provider: {domain: gazette.example}",
		{ key: "gazette.example", name: "gazette.example", domain: "gazette.example" },
	],
	["provider: {name: G, domain: gazette.example}", { key: "gazette.example", name: "G", domain: "gazette.example" }],
	[
		"provider: {name: G, domain: WWW.Gazette.Example}",
		{ key: "gazette.example", name: "G", domain: "gazette.example" },
	],
	[
		"provider: {name: G, domain: 'https://www.gazette.example/x'}",
		{ key: "gazette.example", domain: "gazette.example" },
	],
	["provider: {name: G, domain: küste.example}", { key: "xn--kste-0ra.example", domain: "xn--kste-0ra.example" }],
	["provider: {name: G, domain: gazette.example.}", { key: "gazette.example", domain: "gazette.example" }],
	["provider: الميناء", { key: "الميناء", name: "الميناء" }],
])("a provider is read from the line %s", (line, expected) => {
	expect(articleFrom(line).provider).toMatchObject(expected);
});

test("a provider's picture is the first in the list, with its size", () => {
	const provider =
		"{name: G, images: [{url: https://a.example/1.png, width: 50, height: 40}, https://a.example/2.png]}";
	expect(articleFrom(`provider: ${provider}`).provider?.image).toEqual({
		url: "https://a.example/1.png",
		width: 50,
		height: 40,
	});
});

test.each([
	"provider: {domain: localhost}",
	"provider: {name: G, domain: 'a b.example'}",
	"provider: {name: G, domain: 'user@gazette.example'}",
	"provider: {name: G, domain: 'javascript://gazette.example'}",
	"provider: {url: https://gazette.example/}",
	"provider: '-'",
	"provider: [Gazette]",
])("%s is not a valid provider, so the article is published without a provider", (line) => {
	expect(warned(line).article.provider).toBeUndefined();
});

test("a number is not a valid domain", () => {
	expect(articleFrom("provider: '3.14'").provider).toEqual({ key: "3.14", name: "3.14" });
});

test("each provider's feed is found at the path derived from its name", () => {
	for (const written of [
		"Gazette",
		"gazette.example",
		"news.json",
		"feed.rss",
		"Atom.atom",
		"a/b",
		"C++",
		"küste.example",
	]) {
		const name = `providers/${articleFrom(`provider: ${written}`).provider?.key}`;
		expect(parseFeedPath(feedPath(name))).toEqual({ name, format: undefined });
		expect(parseFeedPath(feedPath(name, "rss"))).toEqual({ name, format: "rss" });
	}
});

test.each<[string, { name: string; url?: string }[]]>([
	["authors: [Ada Writer, Bo]", [{ name: "Ada Writer" }, { name: "Bo" }]],
	["author: Ada Writer", [{ name: "Ada Writer" }]],
	["authors: Writer, Ada", [{ name: "Writer, Ada" }]],
	["author: {name: Ada, email: ada@a.example}", [{ name: "Ada" }]],
	[
		"authors: [{name: Ada, url: https://ada.example/}, Bo]",
		[{ name: "Ada", url: "https://ada.example/" }, { name: "Bo" }],
	],
	["authors: [{url: https://ada.example/}]", []],
	["authors: ['', ~, ' ']", []],
])("authors are read from the line %s", (line, expected) => {
	expect(articleFrom(line).authors).toEqual(expected);
});

/** Names with e-mail addresses. The e-mail addresses must not appear in feeds, because spam bots would collect them. */
test.each([
	["Ada Writer <ada@a.example>", "Ada Writer"],
	["Ada Writer (ada@a.example)", "Ada Writer"],
	["Ada Writer ada@a.example", "Ada Writer"],
	["ada@a.example (Ada Writer)", "Ada Writer"],
	["Ada <ada@a.example>, Bo <bo@b.example>", "Ada , Bo"],
	["ada@a.example", ""],
	["<mailto:ada@a.example>", ""],
	["Ada @ the harbour", "Ada @ the harbour"],
])("the author %s is shown as %s", (written, name) => {
	const names = articleFrom(`author: ${JSON.stringify(written)}`).authors.map((author) => author.name);
	expect(names).toEqual(name === "" ? [] : [name]);
});

test("no form of an e-mail address becomes an author's name", () => {
	const around = fc.constantFrom("", " ", "<", ">", "(", ")", ",", "Ada", "mailto:", '"', "'", "[", "]", ";", "\t");
	const address = fc
		.tuple(around, fc.constantFrom("ada@a.example", "a.b+c@d", "ü@ö.example"), around)
		.map((p) => p.join(""));
	fc.assert(
		fc.property(fc.array(fc.oneof(around, address), { maxLength: 8 }), (pieces) => {
			const result = read(source(`author: ${JSON.stringify(pieces.join(""))}`));
			if (result.kind !== "article") throw new Error(result.kind);
			expect(JSON.stringify(result.article.authors)).not.toMatch(/[^\s"]@[^\s"]/);
		}),
	);
});

test("a provider's name may have at most 100 characters, and its domain at most 253", () => {
	const long = (provider: string) => read(source(`provider: ${provider}`));
	expect(articleFrom(`provider: ${"n".repeat(100)}`).provider?.name).toHaveLength(100);
	for (const provider of [
		"n".repeat(101),
		`{name: ${"n".repeat(140_000)}, domain: gazette.example}`,
		`{name: G, domain: ${"d.".repeat(130)}example}`,
	]) {
		expect(long(provider)).toMatchObject({
			kind: "rejected",
			problems: [
				{
					severity: "error",
					hint: expect.stringMatching(/at most 100 characters for the name and 253 for the domain/),
				},
			],
		});
	}
});

test.each<[string, object[]]>([
	[
		"author: '[Ada Writer](https://ada.example/), editor'",
		[{ name: "Ada Writer, editor", url: "https://ada.example/" }],
	],
	[
		"author: 'Ben ([@ben](https://ben.example/@ben)), sailor'",
		[{ name: "Ben (@ben), sailor", url: "https://ben.example/@ben" }],
	],
	["author: '[Ada](ada.html)'", [{ name: "Ada" }]],
	["author: Ada\nauthorURL: https://ada.example/", [{ name: "Ada", url: "https://ada.example/" }]],
	["authors: {ada: {name: Ada}}", [{ name: "Ada" }]],
])("authors are read from other generators' fields: %s", (lines, authors) => {
	expect(articleFrom(lines).authors).toEqual(authors);
});
