import { expect, test } from "vitest";
import { read, rejected } from "./reading.ts";

/** Joins lines, removes the `◀` that marks the line with the problem, and returns that line's number. */
function marked(lines: string[], end = "\n"): { text: string; line: number } {
	const line = lines.findIndex((text) => text.endsWith("◀")) + 1;
	return { text: lines.map((text) => text.replace("◀", "")).join(end), line };
}

const GOOD = ["---", "title: Tide", "date: 2026-05-04"];

test.each<[string, string[]]>([
	["a date that does not exist", ["---", "title: Tide", "", "date: 2026-02-30◀", "---"]],
	["a repeated publication field", [...GOOD, "draft: no", "type: a", "draft: no◀", "---"]],
	["an undefined alias", [...GOOD, "type: *nothing◀", "---"]],
	["indentation with a tab", [...GOOD, "provider:", "\tname: Gazette◀", "---"]],
	["a colon in unquoted text", [...GOOD, "excerpt: One: two◀", "---"]],
	["wrong indentation", [...GOOD, "provider:", "    name: Gazette", "  domain: gazette.example◀", "---"]],
	["an unknown tag", [...GOOD, "type: !note x◀", "---"]],
	["a character that YAML does not allow", [...GOOD, "# fine", "excerpt: One\u0007two◀", "---"]],
	["front matter that is a list", ["---", "", "- a◀", "- b", "---"]],
	["front matter that is plain text", ["---", "", "", "just a text◀", "---"]],
	["a second document", [...GOOD, "... # the first ends", "title: Again◀", "---"]],
	["a publication field that is neither true nor false", [...GOOD, "published: perhaps◀", "---"]],
	["an invalid link", [...GOOD, "provider:", "  name: Gazette", "link: nowhere◀", "---"]],
	["a title that is a list", ["---", "date: 2026-05-04", "title:◀", "  - One", "  - Two", "---"]],
	["a line that begins with a fence inside a value", [...GOOD, "excerpt: |", "  One", "--- two◀", "type: x", "---"]],
])("an error has the line number of %s", (_, lines) => {
	for (const end of ["\n", "\r\n"]) {
		const { text, line } = marked([...lines, "The body."], end);
		expect(rejected(text).line).toBe(line);
	}
});

test.each<[string, string[]]>([
	["the second of two pictures", ["images:", "  - url: https://a.example/1.jpg", "  - width: 3", "    url: data:x◀"]],
	["a picture in an inline list", ["images: [https://a.example/1.jpg,", "  'data:x']◀"]],
	["the address of related coverage", ["related:", "  - title: One", "    webUrl: javascript:x◀"]],
	["related coverage without an address", ["related:", "  - title: One◀", "    excerpt: Two"]],
	["the domain of a provider", ["provider:", "  name: Gazette", "  domain: a b◀"]],
	["an author's address", ["authors:", "  - Ada", "  - name: Bo", "    url: bo◀"]],
	["a number out of range", ["heat: 5", "quality: 1001◀"]],
	["an invalid language", ["lang: in English◀"]],
	["a quoted field name", ["'lang': in English◀"]],
	["an invalid modification date", ["lastmod: soon◀"]],
	["a video from an unknown host", ["featuredContent: https://video.example/1◀"]],
])("a warning has the line number of %s", (_, lines) => {
	const { text, line } = marked([...GOOD, ...lines, "---", "The body."]);
	const result = read(text);
	expect(result.kind).toBe("article");
	expect(result.problems).toMatchObject([{ severity: "warning", line }]);
});

test("a pure YAML file has the same line numbers with and without a fence", () => {
	expect(rejected(marked(["---", "name: AI", "domain: '?'◀"]).text, "providers/ai.yaml").line).toBe(3);
	expect(rejected(marked(["name: AI", "domain: '?'◀"]).text, "providers/ai.yaml").line).toBe(2);
	expect(rejected(marked(["name: AI", "x: [◀", "---"]).text, "providers/ai.yaml").line).toBeGreaterThan(1);
});

test.each(["title", "date", "publishedDateTime", "published", "draft", "link", "webUrl", "originalUrl", "permalink"])(
	"an invalid value of %s is always reported, and as an error if it blocks the article",
	(field) => {
		for (const value of ["[a, b]", "{a: b}", "[[]]", "? a"]) {
			const rest = GOOD.filter((line) => !line.startsWith(`${field}:`));
			const { kind, problems } = read([...rest, `${field}: ${value}`, "---", ""].join("\n"));
			expect(problems.some(({ severity }) => severity === "error")).toBe(kind === "rejected");
			expect(problems.length, value).toBeGreaterThan(0);
		}
	},
);
