import { expect, test } from "vitest";
import { splitFrontMatter } from "../../src/article/front-matter.ts";
import { articleFrom, read, rejected, source } from "./reading.ts";

/** Set by the front matter in these tests, but only if the front matter is executed. */
declare global {
	var executed: boolean | undefined;
}

test.each([
	["LF", "---\ntitle: Tide\ndate: 2026-05-04\n---\nThe body.\n"],
	["CRLF", "---\r\ntitle: Tide\r\ndate: 2026-05-04\r\n---\r\nThe body.\r\n"],
	["a byte order mark", "\uFEFF---\ntitle: Tide\ndate: 2026-05-04\n---\nThe body.\n"],
	["spaces after the fences", "---  \ntitle: Tide\ndate: 2026-05-04\n---\t\nThe body.\n"],
	["no line break after the body", "---\ntitle: Tide\ndate: 2026-05-04\n---\nThe body."],
	["comments and blank lines", "---\n# a comment\n\ntitle: Tide # another\n\ndate: 2026-05-04\n---\n\nThe body."],
])("front matter and body are separated correctly with %s", (_, text) => {
	expect(read(text)).toMatchObject({ kind: "article", article: { title: "Tide", html: "<p>The body.</p>" } });
});

test("a source may end after its front matter", () => {
	expect(read("---\ntitle: Tide\ndate: 2026-05-04\n---")).toMatchObject({ kind: "article", article: { html: "" } });
});

test("a line of hyphens in the body stays there as a horizontal rule", () => {
	expect(articleFrom("", "One\n\n---\n\nTwo").html).toBe("<p>One</p>\n<hr>\n<p>Two</p>");
});

test.each([
	["empty front matter", "---\n---\nA text."],
	["front matter with only a comment", "---\n# later\n---\nA text."],
	["front matter with only blank lines", "---\n\n  \n---\nA text."],
	["a fence of four hyphens", "----\ntitle: x\ndate: 2026-05-04\n----\n"],
])("%s does not set a title or date", (_, text) => {
	const { kind, problems } = read(text);
	expect(kind).toBe("rejected");
	const messages = problems.map((problem) => problem.message);
	expect(messages).toContain("`title` is missing.");
	expect(messages).toContain("`date` is missing.");
});

const ENGINES = [
	"js",
	"javascript",
	"JS",
	" js",
	"json5",
	"coffee",
	"YAML",
	"constructor",
	"__proto__",
	"toString",
	"x",
];
// Characters that count as line ends or white space in JavaScript, but not in YAML or text editors.
const SEPARATORS = ["", "\t", "\r", "\v", "\f", "\u0085", "\u00A0", "\u2028", "\u2029", "\uFEFF"];

test.each(SEPARATORS.map((separator) => [JSON.stringify(separator), separator]))(
	"a first fence followed by %s and a word is a problem, and the front matter is never executed",
	(_, separator) => {
		for (const engine of ENGINES) {
			const problem = rejected(`---${separator}${engine}\nglobalThis.executed = true\n---\nThe body.`);
			expect(problem.line, engine).toBe(1);
			expect(globalThis.executed).toBeUndefined();
		}
	},
);

test("unclosed front matter is reported on its first line", () => {
	expect(rejected("---\ntitle: Tide\ndate: 2026-05-04\n\nThe body.\n")).toMatchObject({ line: 1 });
	expect(rejected("---").line).toBe(1);
});

test("a line `---foo` inside a block scalar does not silently end the front matter", () => {
	expect(rejected(source("excerpt: |\n  One\n---foo\ntype: note"))).toMatchObject({ line: 6 });
	expect(articleFrom("excerpt: |\n  One\n  ---foo\ntype: note")).toMatchObject({ excerpt: "One ---foo", type: "note" });
});

test.each(["012", "yes", "1e3", "0x1F", "1:30:00", "2026-02-30", "~x", "3.0", "True"])(
	"the title %s is kept exactly as written",
	(title) => {
		expect(read(`---\ntitle: ${title}\ndate: 2026-05-04\n---\n`)).toMatchObject({ article: { title } });
	},
);

test("reading broken YAML twice produces the same problem both times", () => {
	const broken = "---\ntitle: [\n---\nText";
	expect(rejected(broken)).toEqual(rejected(broken));
});

test("an unknown YAML tag is a problem", () => {
	for (const tag of ["!!js/function", "!!python/object", "!include", "!!timestamp", "!!binary", "!!merge"]) {
		expect(rejected(source(`excerpt: ${tag} x`)).line, tag).toBe(4);
	}
});

test("names such as __proto__ are treated as ordinary fields", () => {
	const article = articleFrom("__proto__: {title: x, type: y}\nconstructor: {name: y}\ntoString: z\nhasOwnProperty: q");
	expect(article).toMatchObject({ title: "Tide", type: "article" });
});

const FORMATS: [name: string, text: string][] = [
	["TOML between +++", '+++\ntitle = "Tide"\ndate = 2026-05-04\n+++\nThe body.\n'],
	["TOML after ---toml", '---toml\ntitle = "Tide"\ndate = 2026-05-04\n---\nThe body.\n'],
	["YAML after ---yaml", "--- yaml\ntitle: Tide\ndate: 2026-05-04\n---\nThe body.\n"],
	["YAML that ends with ...", "---\ntitle: Tide\ndate: 2026-05-04\n...\nThe body.\n"],
	["YAML with a tab after the colon", "---\ntitle:\tTide\ndate:\t2026-05-04\n---\nThe body.\n"],
	["a JSON object", '{\n\t"title": "Tide",\n\t"date": "2026-05-04"\n}\n\nThe body.\n'],
	["JSON on one line", '{"title":"Tide","date":"2026-05-04","x":{"a":"}\\""}}\nThe body.\n'],
	["JSON after ---json", '---json\n{"title": "Tide", "date": "2026-05-04"}\n---\nThe body.\n'],
	["Pelican's header", "Title: Tide\nDate: 2026-05-04\n\nThe body.\n"],
	["MultiMarkdown's header, continued", "title:\n   Tide\nDate:  2026-05-04\nFormat: complete\n\nThe body.\n"],
	["Bear's header", "title: Tide\ndate: 2026-05-04\n___\n\nThe body.\n"],
];

test.each(FORMATS)("%s is read, even with CRLF, a byte order mark or leading blank lines", (_, text) => {
	for (const before of ["", "\uFEFF", "\n", "\r\n\r\n", "\uFEFF\n  \n", "\u200B", " "]) {
		for (const written of [text, text.replaceAll("\n", "\r\n")]) {
			expect(read(before + written)).toMatchObject({
				kind: "article",
				article: { title: "Tide", published: Date.UTC(2026, 4, 4), html: "<p>The body.</p>" },
				problems: [],
			});
		}
	}
});

test("TOML dates, numbers and lists are read correctly", () => {
	const fields = [
		"title = 'Changes to `u128`'",
		"date = 2024-03-30T10:00:00+02:00",
		"updated = 2024-03-31 08:00:00",
		"expires = 2999-01-01",
		'authors = ["Ada Writer"]',
		"quality = 500",
		"draft = false",
		"[taxonomies]",
		'tags = ["compiler"]',
	];
	expect(read(`+++\n${fields.join("\n")}\n+++\n\nText.`)).toMatchObject({
		kind: "article",
		article: {
			title: "Changes to `u128`",
			published: Date.UTC(2024, 2, 30, 8),
			updated: Date.UTC(2024, 2, 31, 8),
			expires: Date.UTC(2999, 0, 1),
			authors: [{ name: "Ada Writer" }],
			quality: 500,
			topics: ["compiler"],
		},
		problems: [],
	});
});

test.each<[string, string, number]>([
	["TOML", '+++\ntitle = "Tide"\ndate = \n+++\n', 3],
	["unclosed JSON", '{"title": "Tide",\n"date": "2026-05-04"\nText.', 1],
	["unclosed TOML", '+++\ntitle = "Tide"\n', 1],
	["a date in TOML", '+++\ntitle = "Tide"\ndate = "someday"\n+++\n', 3],
	["a date in JSON", '{\n "title": "Tide",\n "date": "someday"\n}', 3],
	["a date in a header below a blank line", "\nTitle: Tide\nDate: someday\n\nText.", 3],
	["YAML below a blank line", "\n\n---\ntitle: [\n---\n", 4],
])("the problem about %s has the right line number", (_, text, line) => {
	expect(rejected(text).line).toBe(line);
});

test("a quoted value may continue at the left margin, as in libyaml", () => {
	const article = articleFrom('excerpt: "The first line goes on\nin the next: here,\n  and ends."\ntype: note');
	expect(article).toMatchObject({ excerpt: "The first line goes on in the next: here, and ends.", type: "note" });
	expect(articleFrom("excerpt: 'It''s one\ntext'\nlang: de")).toMatchObject({
		excerpt: "It's one text",
		language: "de",
	});
});

test("if a field is repeated, the last value applies, with a warning; a repeated publication field causes an error", () => {
	const { kind, problems } = read(source("type: a\ntype: b"));
	expect({ kind, problems }).toMatchObject({ kind: "article", problems: [{ severity: "warning", line: 5 }] });
	expect(read(source("type: a\ntype: b"))).toMatchObject({ article: { type: "b" } });
	for (const lines of [
		"draft: true\ndraft: false",
		"audience: members\naudience: public",
		"Status: draft\nStatus: live",
	]) {
		expect(rejected(source(lines)).line).toBe(5);
	}
});

test.each([
	"Note: this is a text.\n\nIt goes on here, for a sentence or two.",
	"Title: a word on titles\nand what they are good for.\n\nIt goes on.",
	"{% include tide %}\n\nIt goes on.",
	"\n---\n\nA text below a rule.",
	"++++\ntitle\n++++",
])("%j is body text, not front matter", (text) => {
	expect(splitFrontMatter(text)).toEqual({ data: {}, body: text, yaml: "" });
});
