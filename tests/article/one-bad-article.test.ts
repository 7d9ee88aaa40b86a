import { expect, test } from "vitest";
import { articleFrom, read, rejected, source } from "./reading.ts";

const NOTE = "The tide turns[^1].\n\n[^1]: Twice a day.\n";

/** Bodies that the reader gives up on in the middle: what it knew by then must not reach the next article. */
test.each([
	["quotes", `${">".repeat(30_000)} Secret[^1]\n\n[^1]: Unpublished.\n`],
	["elements", `Secret[^1]\n\n${"<div>".repeat(100_000)}\n\n[^1]: Unpublished.\n`],
	["emphasis", `${"*_".repeat(2_000)}Secret[^1]${"_*".repeat(2_000)}\n\n[^1]: Unpublished.\n`],
])("an article that is nested too deeply with %s does not touch the footnotes of the next", (_, body) => {
	const before = articleFrom("", NOTE);
	expect(read(source("", body)).kind).not.toBe("hidden");
	const after = read(source("", NOTE));
	expect(after).toMatchObject({ kind: "article", article: before });
	expect(JSON.stringify(after)).not.toContain("Unpublished");
});

test("an article that is nested too deeply is set aside, and its author is not sent to another line", () => {
	const problem = rejected(source("type: note", "<div>".repeat(100_000)), "deep.html");
	expect(problem.message).toBe("`body` is nested too deeply.");
	expect([null, 6]).toContain(problem.line);
});

test("quotes within quotes are given up on before they cost the other articles their turn", () => {
	expect(rejected(source("type: note", `${"> ".repeat(300)}x`)).message).toBe("`body` is nested too deeply.");
	expect(read(source("type: note", `${"> ".repeat(50)}x`)).kind).toBe("article");
});

test("a footnote in a picture's description does not count in the next article", () => {
	const before = articleFrom("", NOTE);
	articleFrom("", "![A gauge[^1] and[^2]](https://a.example/g.png)\n\n[^1]: One.\n\n[^2]: Two.\n");
	expect(articleFrom("", NOTE)).toEqual(before);
});

test("each article counts its footnotes from one", () => {
	for (let index = 0; index < 3; index++) {
		expect(articleFrom("", NOTE).html).toContain(">1</a></sup>");
	}
});

/** Texts that a parser could take minutes for: the test runner's time limit is what would end them. */
test.each<[string, string, string]>([
	["three authors of 20,000 letters", `authors: [&a ${"a".repeat(20_000)}, *a, *a]`, ""],
	["an author of 10,000 at signs", `author: "${"@ ".repeat(10_000)}"`, ""],
	["a list nested 600 deep", "", Array.from({ length: 600 }, (_, level) => `${"  ".repeat(level)}- x`).join("\n")],
	["an embed that never ends", `featuredContent: "${"<iframe ".repeat(2500)}"`, ""],
	["a line of 50,000 brackets", "", "[".repeat(50_000)],
	["50,000 angle brackets", "", "<".repeat(50_000)],
	["10,000 backticks in growing runs", "", Array.from({ length: 140 }, (_, run) => "`".repeat(run)).join(" ")],
	["100,000 blank lines", "", `a${"\n \n".repeat(50_000)}b`],
])("%s does not keep all others waiting", (_, fields, body) => {
	const text = source(fields, body);
	expect(["article", "rejected"]).toContain(read(text).kind);
});

test("the lines of 200 problems in a long front matter are all found", () => {
	const related = Array.from({ length: 100 }, (_, n) => `  - webUrl: https://a.example/${n}\n    publishedDateTime: y`);
	const filler = `notes: |\n${`  ${"x".repeat(90)}\n`.repeat(5000)}`;
	const text = source(`related:\n${related.join("\n")}\nimages: [${"'data:x',".repeat(100)}]\n${filler.trimEnd()}`);
	expect(read(text).problems).toHaveLength(200);
});
