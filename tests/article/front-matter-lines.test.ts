import { expect, test } from "vitest";
import { read, rejected } from "./reading.ts";

/** Joins lines. The one marked with `◀`, which is removed, has the problem. */
function marked(lines: string[], end = "\n"): { text: string; line: number } {
	const line = lines.findIndex((text) => text.endsWith("◀")) + 1;
	return { text: lines.map((text) => text.replace("◀", "")).join(end), line };
}

const GOOD = ["---", "title: Tide", "date: 2026-05-04"];

test.each<[string, string[]]>([
	["a date that the calendar does not know", ["---", "title: Tide", "", "date: 2026-02-30◀", "---"]],
	["a switch given twice", [...GOOD, "draft: no", "type: a", "draft: no◀", "---"]],
	["an alias of nothing", [...GOOD, "type: *nothing◀", "---"]],
	["a tab that indents", [...GOOD, "provider:", "\tname: Gazette◀", "---"]],
	["a colon in a plain text", [...GOOD, "excerpt: One: two◀", "---"]],
	["wrong indentation", [...GOOD, "provider:", "    name: Gazette", "  domain: gazette.example◀", "---"]],
	["an unknown tag", [...GOOD, "type: !note x◀", "---"]],
	["a character that YAML does not allow", [...GOOD, "# fine", "excerpt: One\u0007two◀", "---"]],
	["front matter that is a list", ["---", "", "- a◀", "- b", "---"]],
	["front matter that is a text", ["---", "", "", "just a text◀", "---"]],
	["a second document", [...GOOD, "... # the first ends", "title: Again◀", "---"]],
	["a switch that is neither", [...GOOD, "published: perhaps◀", "---"]],
	["a link that is none", [...GOOD, "provider:", "  name: Gazette", "link: nowhere◀", "---"]],
	["a title that is a list", ["---", "date: 2026-05-04", "title:◀", "  - One", "  - Two", "---"]],
	["a line of fence within", [...GOOD, "excerpt: |", "  One", "--- two◀", "type: x", "---"]],
])("an error names the line of %s", (_, lines) => {
	for (const end of ["\n", "\r\n"]) {
		const { text, line } = marked([...lines, "The body."], end);
		expect(rejected(text).line).toBe(line);
	}
});

test.each<[string, string[]]>([
	["the second of two pictures", ["images:", "  - url: https://a.example/1.jpg", "  - width: 3", "    url: data:x◀"]],
	["a picture in a list of one line", ["images: [https://a.example/1.jpg,", "  'data:x']◀"]],
	["the address of related coverage", ["related:", "  - title: One", "    webUrl: javascript:x◀"]],
	["related coverage without an address", ["related:", "  - title: One◀", "    excerpt: Two"]],
	["the domain of a provider", ["provider:", "  name: Gazette", "  domain: a b◀"]],
	["the home of an author", ["authors:", "  - Ada", "  - name: Bo", "    url: bo◀"]],
	["a number out of its range", ["heat: 5", "quality: 1001◀"]],
	["a language that is none", ["lang: in English◀"]],
	["a quoted name", ["'lang': in English◀"]],
	["a date of change that is none", ["lastmod: soon◀"]],
	["a video of an unknown host", ["featuredContent: https://video.example/1◀"]],
])("a warning names the line of %s", (_, lines) => {
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
	"an article that is blocked because of %s has an error",
	(field) => {
		for (const value of ["[a, b]", "{a: b}", "[[]]", "? a"]) {
			const rest = GOOD.filter((line) => !line.startsWith(`${field}:`));
			const { kind, problems } = read([...rest, `${field}: ${value}`, "---", ""].join("\n"));
			expect(problems.some(({ severity }) => severity === "error")).toBe(kind === "rejected");
			expect(problems.length, value).toBeGreaterThan(0);
		}
	},
);
