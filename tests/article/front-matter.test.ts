import { expect, test } from "vitest";
import { articleFrom, read, rejected, source } from "./reading.ts";

/** Set by the front matter below if anything ever executes it. */
declare global {
	var executed: boolean | undefined;
}

test.each([
	["LF", "---\ntitle: Tide\ndate: 2026-05-04\n---\nThe body.\n"],
	["CRLF", "---\r\ntitle: Tide\r\ndate: 2026-05-04\r\n---\r\nThe body.\r\n"],
	["a byte order mark", "\uFEFF---\ntitle: Tide\ndate: 2026-05-04\n---\nThe body.\n"],
	["spaces behind the fences", "---  \ntitle: Tide\ndate: 2026-05-04\n---\t\nThe body.\n"],
	["no line end behind the body", "---\ntitle: Tide\ndate: 2026-05-04\n---\nThe body."],
	["comments and blank lines", "---\n# a comment\n\ntitle: Tide # another\n\ndate: 2026-05-04\n---\n\nThe body."],
])("front matter and body are told apart with %s", (_, text) => {
	expect(read(text)).toMatchObject({ kind: "article", article: { title: "Tide", html: "<p>The body.</p>" } });
});

test("a source may end with its front matter", () => {
	expect(read("---\ntitle: Tide\ndate: 2026-05-04\n---")).toMatchObject({ kind: "article", article: { html: "" } });
});

test("a rule of hyphens in the body is part of the body", () => {
	expect(articleFrom("", "One\n\n---\n\nTwo").html).toBe("<p>One</p>\n<hr>\n<p>Two</p>");
});

test.each([
	["front matter that is empty", "---\n---\nA text."],
	["front matter that is a comment", "---\n# later\n---\nA text."],
	["front matter of blank lines", "---\n\n  \n---\nA text."],
	["a rule of four hyphens", "----\ntitle: x\ndate: 2026-05-04\n----\n"],
])("with %s an article lacks title and date", (_, text) => {
	const { kind, problems } = read(text);
	expect(kind).toBe("rejected");
	const messages = problems.map((problem) => problem.message);
	expect(messages).toContain("`title` is missing.");
	expect(messages).toContain("`publishedDateTime` is missing.");
});

const ENGINES = [
	"js",
	"javascript",
	"JS",
	" js",
	"json",
	"coffee",
	"yaml",
	"constructor",
	"__proto__",
	"toString",
	"x",
];
// What JavaScript counts as the end of a line, or trims away, and YAML and text editors do not.
const SEPARATORS = ["", "\t", "\r", "\v", "\f", "\u0085", "\u00A0", "\u2028", "\u2029", "\uFEFF"];

test.each(SEPARATORS.map((separator) => [JSON.stringify(separator), separator]))(
	"a word behind the first fence and %s is a problem, and never executed",
	(_, separator) => {
		for (const engine of ENGINES) {
			const problem = rejected(`---${separator}${engine}\nglobalThis.executed = true\n---\nThe body.`);
			expect(problem.line, engine).toBe(1);
			expect(globalThis.executed).toBeUndefined();
		}
	},
);

test("front matter without an end is a problem on its first line", () => {
	expect(rejected("---\ntitle: Tide\ndate: 2026-05-04\n\nThe body.\n")).toMatchObject({ line: 1 });
	expect(rejected("---").line).toBe(1);
});

test("a line `---foo` inside a block scalar does not end the front matter unnoticed", () => {
	expect(rejected(source("excerpt: |\n  One\n---foo\ntype: note"))).toMatchObject({ line: 6 });
	expect(articleFrom("excerpt: |\n  One\n  ---foo\ntype: note")).toMatchObject({ excerpt: "One ---foo", type: "note" });
});

test.each(["012", "yes", "1e3", "0x1F", "1:30:00", "2026-02-30", "~x", "3.0", "True"])(
	"a title of %s is the text that the author wrote",
	(title) => {
		expect(read(`---\ntitle: ${title}\ndate: 2026-05-04\n---\n`)).toMatchObject({ article: { title } });
	},
);

test("the second reading of broken YAML finds the same as the first", () => {
	const broken = "---\ntitle: [\n---\nText";
	expect(rejected(broken)).toEqual(rejected(broken));
});

test("unknown tags are a problem, not a type", () => {
	for (const tag of ["!!js/function", "!!python/object", "!include", "!!timestamp", "!!binary", "!!merge"]) {
		expect(rejected(source(`excerpt: ${tag} x`)).line, tag).toBe(4);
	}
});

test("names that JavaScript objects have by nature are fields like any other", () => {
	const article = articleFrom("__proto__: {title: x, type: y}\nconstructor: {name: y}\ntoString: z\nhasOwnProperty: q");
	expect(article).toMatchObject({ title: "Tide", type: "article" });
});
