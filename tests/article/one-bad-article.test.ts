import { expect, test } from "vitest";
import { articleFrom, read, rejected, source } from "./reading.ts";

const NOTE = "The tide turns[^1].\n\n[^1]: Twice a day.\n";

/** Bodies that make rendering fail midway. The renderer's state must not leak into the next article. */
test.each([
	["quotes", `${">".repeat(30_000)} Secret[^1]\n\n[^1]: Unpublished.\n`],
	["elements", `Secret[^1]\n\n${"<div>".repeat(100_000)}\n\n[^1]: Unpublished.\n`],
	["emphasis", `${"*_".repeat(2_000)}Secret[^1]${"_*".repeat(2_000)}\n\n[^1]: Unpublished.\n`],
])("an article with %s nested too deeply does not affect the footnotes of the article rendered next", (_, body) => {
	const before = articleFrom("", NOTE);
	expect(read(source("", body)).kind).not.toBe("hidden");
	const after = read(source("", NOTE));
	expect(after).toMatchObject({ kind: "article", article: before });
	expect(JSON.stringify(after)).not.toContain("Unpublished");
});

test("an article that is nested too deeply is blocked, and the error does not have a wrong line number", () => {
	const problem = rejected(source("type: note", "<div>".repeat(100_000)), "deep.html");
	expect(problem.message).toBe("`body` is nested too deeply.");
	expect([null, 6]).toContain(problem.line);
});

test("deeply nested quotes are rejected before they delay other articles", () => {
	expect(rejected(source("type: note", `${"> ".repeat(300)}x`)).message).toBe("`body` is nested too deeply.");
	expect(read(source("type: note", `${"> ".repeat(50)}x`)).kind).toBe("article");
});

test("a footnote in a picture's alt text does not affect the numbers in the next article", () => {
	const before = articleFrom("", NOTE);
	articleFrom("", "![A gauge[^1] and[^2]](https://a.example/g.png)\n\n[^1]: One.\n\n[^2]: Two.\n");
	expect(articleFrom("", NOTE)).toEqual(before);
});

test("footnotes are numbered from one in each article", () => {
	for (let index = 0; index < 3; index++) {
		expect(articleFrom("", NOTE).html).toContain(">1</a></sup>");
	}
});

/** Sources that could keep a parser busy for minutes. The test would then time out. */
test.each<[string, string, string]>([
	["three authors of 20,000 letters", `authors: [&a ${"a".repeat(20_000)}, *a, *a]`, ""],
	["an author of 10,000 at signs", `author: "${"@ ".repeat(10_000)}"`, ""],
	["a list nested 600 deep", "", Array.from({ length: 600 }, (_, level) => `${"  ".repeat(level)}- x`).join("\n")],
	["an unclosed embed", `featuredContent: "${"<iframe ".repeat(2500)}"`, ""],
	["a line of 50,000 brackets", "", "[".repeat(50_000)],
	["50,000 angle brackets", "", "<".repeat(50_000)],
	[
		"10,000 backticks in increasingly long runs",
		"",
		Array.from({ length: 140 }, (_, run) => "`".repeat(run)).join(" "),
	],
	["100,000 blank lines", "", `a${"\n \n".repeat(50_000)}b`],
])("%s does not delay other articles", (_, fields, body) => {
	const text = source(fields, body);
	expect(["article", "rejected"]).toContain(read(text).kind);
});

test("each of 200 problems in long front matter has the right line number", () => {
	const related = Array.from({ length: 100 }, (_, n) => `  - webUrl: https://a.example/${n}\n    publishedDateTime: y`);
	const filler = `notes: |\n${`  ${"x".repeat(90)}\n`.repeat(5000)}`;
	const text = source(`related:\n${related.join("\n")}\nimages: [${"'data:x',".repeat(100)}]\n${filler.trimEnd()}`);
	expect(read(text).problems).toHaveLength(200);
});
