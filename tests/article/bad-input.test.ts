import { expect, test } from "vitest";
import { readSource } from "../../src/article/read-source.ts";
import { MAX_SOURCE_BYTES } from "../../src/article/source.ts";
import { read, rejected, source } from "./reading.ts";

const CONTEXT = { siteUrl: "https://news.example", timeZone: "UTC", defaults: {} };
const POINTER = `version https://git-lfs.github.com/spec/v1\noid sha256:${"0".repeat(64)}\nsize 12345\n`;

/** Kinds of bad input, each with the problem's line number and part of its message. */
test.each<[string, string, number | null, RegExp]>([
	["an empty file", "", 1, /empty/],
	["a file with only white space", "\uFEFF \n\t\n", 1, /empty/],
	["a file of 30 MB", `${source()}${"a".repeat(30_000_000)}`, null, /larger than 1 MiB/],
	["a binary file", "\u0089PNG\r\n\u001A\n\0\0\0\rIHDR", null, /not a text file/],
	["no title", "---\ndate: 2026-05-04\n---\nText", 1, /`title` is missing/],
	["a title with only white space", "---\ntitle: '  '\ndate: 2026-05-04\n---\nText", 2, /`title` is missing/],
	["no date", "---\ntitle: Tide\n---\nText", 1, /`date` is missing/],
	["broken YAML", "---\ntitle: Tide\nexcerpt: [\n---\nText", 3, /YAML cannot be read/],
	["---js", "---js\n({ title: 'Tide' })\n---\nText", 1, /more than `---`/],
	["a scalar as front matter", "---\nTide\n---\nText", 2, /not a list of fields/],
	["a list as front matter", "---\n- title: Tide\n---\nText", 2, /not a list of fields/],
	["30 February", "---\ntitle: Tide\ndate: 2026-02-30\n---\nText", 3, /`date` is not a date/],
	["a javascript: link", source("link: javascript:alert(1)"), 4, /`link` is not a web address/],
])("%s is reported with a path, a line number and a hint", (_, text, line, message) => {
	const problem = rejected(text, "2026/tide.md");
	expect(problem).toMatchObject({ severity: "error", path: "2026/tide.md" });
	expect(problem.message).toMatch(message);
	// For an unclosed bracket, the YAML parser reports the line where the next field begins.
	if (line === 3) expect([3, 4]).toContain(problem.line);
	else expect(problem.line).toBe(line);
});

test.each([
	["03/04/2026", "Z, so that day and month cannot be confused."],
	["2026-13-45", "Z."],
])("the hint for the date %s says what to write", (date, end) => {
	const { hint } = rejected(`---\ntitle: Tide\ndate: ${date}\n---\nText`);
	expect(hint).toBe(`Use a date such as 2026-05-04 or 2026-05-04T09:30:00${end}`);
});

test("a YAML alias bomb is read quickly and leaves nothing in the article", () => {
	const levels = Array.from({ length: 12 }, (_, level) => {
		const members = level === 0 ? "x" : `*a${level - 1}`;
		return `a${level}: &a${level} [${Array.from({ length: 10 }, () => members).join(", ")}]`;
	});
	const users = ["topics", "images", "related", "authors", "provider", "excerpt"].map((name) => `${name}: *a11`);
	// Expanded to a tree, the aliases have a trillion nodes, far too many to visit.
	const result = read(source([...levels, ...users].join("\n")));
	expect(result).toMatchObject({ kind: "article", article: { topics: [], images: [], related: [], authors: [] } });
	expect(result.problems.length).toBeGreaterThan(0);
	expect(JSON.stringify(result).length).toBeLessThan(200_000);
});

test("a list that contains itself does not cause an endless loop", () => {
	for (const name of ["topics", "images", "related", "authors", "provider", "title", "published"]) {
		expect(() => read(`---\n${name}: &loop [*loop, {name: *loop, url: *loop}]\n---\n`), name).not.toThrow();
	}
});

test.each(["tide", "tide.pdf", "tide.md.bak", "image.png", "tide.", "README"])(
	"a file named %s is rejected",
	(path) => {
		expect(rejected(source(), path)).toMatchObject({ line: null, message: /file type is not supported/ });
	},
);

test.each(["tide.md", "tide.MD", "tide.markdown", "tide.html", "tide.htm", "tide.txt", "a.b/2026.05.04.md"])(
	"a file named %s is accepted",
	(path) => {
		expect(read(source("", "Text"), path).kind).toBe("article");
	},
);

test("a file may be at most 1 MiB of UTF-8", () => {
	for (const character of ["a", "ü", "潮", "🌊"]) {
		const bytes = new TextEncoder().encode(character).byteLength;
		const room = MAX_SOURCE_BYTES - source("published: false").length;
		const body = character.repeat(Math.floor(room / bytes)) + "a".repeat(room % bytes);
		expect(read(source("published: false", body)).kind).toBe("hidden");
		expect(rejected(source("published: false", `${body}a`)).message).toContain("larger than 1 MiB");
	}
});

test("a YAML file that describes neither a topic nor a provider is rejected", () => {
	expect(rejected("title: Tide\ndate: 2026-05-04\n", "articles/tide.yaml").message).toContain(
		"does not describe a topic or provider",
	);
});

test.each([
	["empty", ""],
	["larger than an article may be", "x".repeat(1024 * 1024 + 1)],
	["not text", "\0\0"],
	["a Git LFS pointer", POINTER],
])("a README, LICENSE or CHANGELOG that is %s is ignored", (_, text) => {
	for (const path of ["README.md", "docs/LICENSE.txt", "topics/CHANGELOG.markdown"]) {
		expect(readSource(path, text, CONTEXT)).toEqual({ kind: "hidden", problems: [] });
	}
});

test("a README with front matter, including TOML, is read as an article", () => {
	for (const text of ["---\ntitle: [\n---\n", "+++\ntitle = 1\n+++\n", "--- README\n"]) {
		expect(readSource("README.md", text, CONTEXT)).toMatchObject({ kind: "rejected" });
	}
});

test.each(["a.md", "a.html", "topics/ai.yaml"])("a Git LFS pointer is reported as such: %s", (path) => {
	for (const text of [POINTER, POINTER.replaceAll("\n", "\r\n"), POINTER.replace("git-lfs", "hawser")]) {
		const { kind, problems } = readSource(path, text, CONTEXT);
		expect(kind).toBe("rejected");
		expect(problems).toMatchObject([{ path, line: 1, message: expect.stringContaining("Git LFS pointer") }]);
	}
});

test.each([
	["title: Tide: a report", "contains a colon", "quotation marks"],
	['title: "Tide" at noon', "continues after its closing quotation mark", "the other kind of"],
	["title: 'it's high'", "continues after its closing quotation mark", "the other kind of"],
	["title: *Tide*", "begins with a character that YAML reserves", "quotation marks"],
	["title: [Tide] at noon", "continues after its closing bracket", "quotation marks"],
	["title: > Tide", "text after the `>` or `|`", "on the next line"],
	["title: Tide\ndate 2026-05-04", "a colon is missing", "name: value"],
	["title: Tide\n  by: Anna", "indented differently", "same number of spaces"],
	["title: Tide\n\tby: Anna", "indented with a tab", "spaces"],
	['title: "Tide', "quotation mark on this line is never closed", "closing quotation mark"],
	['title: "C:\\high"', "backslash", "single quotation marks"],
])("%j gets an error in plain English that does not quote the file", (yaml, what, how) => {
	const { problems } = read(`---\n${yaml}\n---\nText.`);
	expect(problems).toMatchObject([{ severity: "error", line: yaml.split("\n").length + 1 }]);
	expect(problems[0]?.message).toContain(what);
	expect(problems[0]?.hint).toContain(how);
	expect(`${problems[0]?.message} ${problems[0]?.hint}`).not.toMatch(/Tide|high|Anna|mapping|scalar|stream/);
});
