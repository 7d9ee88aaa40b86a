import { expect, test } from "vitest";
import { renderBody } from "../../src/article/body/render-body.ts";
import { Work } from "../../src/article/body/work.ts";
import { readSource } from "../../src/article/read-source.ts";
import { adversaries } from "./adversarial.ts";
import { articleFrom, read, SITE, source } from "./reading.ts";

const CONTEXT = { siteUrl: SITE, timeZone: "UTC", defaults: {} };
const LINK = "https://gazette.example/tide";
const SEED = 20_261_130;

/** Returns the maximum number of steps that `Work` allows for a text of this length. */
function limit(characters: number): number {
	return 900_000 + 9 * characters;
}

test("every fourth generated source is read or rejected within the steps allowed for its length", () => {
	let count = 0;
	for (const { name, path, text } of adversaries(1500, SEED, 20)) {
		if (count++ % 4 > 0) continue;
		const work = new Work(text.length);
		const reading = readSource(path, text, CONTEXT, work);
		expect(["article", "rejected"], name).toContain(reading.kind);
		expect(work.steps, name).toBeLessThan(limit(text.length));
	}
	expect(count).toBeGreaterThan(2500);
});

test.each<[string, string]>([
	["exclamation marks", "!".repeat(150_000)],
	["opening emphasis marks", "*a".repeat(20_000)],
	["closing emphasis marks", "a*".repeat(20_000)],
	["emphasis of two kinds", "**x_".repeat(30_000)],
	["underscores", "a_".repeat(60_000)],
	["tildes", "~a".repeat(20_000)],
	["increasingly long runs of backticks", Array.from({ length: 400 }, (_, run) => "`".repeat(run)).join(" ")],
	["at signs", "a@".repeat(60_000)],
	["addresses", "http://a.b ".repeat(8000)],
	["short definitions", "[a]: b\n".repeat(20_000)],
])("%s need only a few steps per character and are rendered as Markdown", (_, body) => {
	const work = new Work(body.length);
	expect(renderBody(body, "markdown", LINK, work).isPlain).toBe(false);
	expect(work.steps / body.length).toBeLessThan(30);
});

test.each<[string, "markdown" | "html", string]>([
	["opening link brackets", "markdown", "[".repeat(50_000)],
	["unfinished tags", "markdown", "<a ".repeat(50_000)],
	["opening picture brackets", "markdown", "![".repeat(50_000)],
	["many uses of a long address", "markdown", `[a]: <${"b".repeat(50_000)}>\n\n${"[a]".repeat(20_000)}`],
	[
		"short links with a long base",
		"markdown",
		`<base href="https://a.example/${"b".repeat(50_000)}">\n\n${"[a](b)".repeat(9000)}`,
	],
	[
		"elements repeated in every paragraph",
		"html",
		`${Array.from({ length: 400 }, (_, n) => `<b a${n}>`).join("")}${"<p>x".repeat(20_000)}`,
	],
	["copies of a long title in every paragraph", "html", `<p><b title="${"b".repeat(50_000)}">${"<p>x".repeat(20_000)}`],
	["long texts in deeply nested elements", "html", `${"<section>".repeat(400)}${"x<br>".repeat(20_000)}`],
])("%s take too much work, so the source of the body is shown", (_, markup, body) => {
	const work = new Work(body.length);
	const { html, excerpt, isPlain } = renderBody(body, markup, LINK, work);
	expect(isPlain).toBe(true);
	expect(work.steps).toBeLessThan(limit(body.length));
	expect(html).toMatch(/^<p>/);
	expect(html.length).toBeLessThan(body.length * 6);
	expect(excerpt.length).toBeLessThanOrEqual(300);
});

test("an article that takes too much work is published as plain text with a warning that says where and why", () => {
	const body = `<script>alert(1)</script> & [text](javascript:alert(1)) ]]>\n\n${"![".repeat(60_000)}`;
	const reading = read(source("type: note", body), "2026/tide.md");
	if (reading.kind !== "article") throw new Error(reading.kind);
	expect(reading.article.html).toContain(
		"<p>&lt;script&gt;alert(1)&lt;/script&gt; &amp; [text](javascript:alert(1)) ]]&gt;</p>\n<p>![![",
	);
	expect(reading.problems).toHaveLength(1);
	expect(reading.problems[0]).toMatchObject({ severity: "warning", path: "2026/tide.md", line: 6 });
	expect(reading.problems[0]?.message).toContain("published as plain text");
	expect(reading.problems[0]?.hint).toContain("escape");
});

test("HTML that takes too much work is reduced to its visible text", () => {
	const html = `<style>p{}</style><p>One &amp; two</p><script>secret()</script><!-- secret --><p>Three${"<i b>".repeat(500)}${"<p>x".repeat(40_000)}`;
	const body = renderBody(html, "html", LINK);
	expect(body.isPlain).toBe(true);
	expect(body.html).toMatch(/^<p>One &amp; two<\/p>\n<p>Three<\/p>\n<p>x<\/p>/);
	expect(body.html).not.toMatch(/secret|p\{\}/);
	expect(body.excerpt).toMatch(/^One & two Three x x/);
});

test("a table of 1,500 rows does not take too much work", () => {
	const table = `|a|b|c|d|\n|-|-|-|-|\n${"|12|345|67|8.9|\n".repeat(1500)}`;
	const article = articleFrom("", table);
	expect(article.html.split("<tr>")).toHaveLength(1502);
});

test("a thousand combining marks on one letter are kept, with a joiner after every thirty", () => {
	const body = renderBody(`a${"\u0301\u0316".repeat(500)}`, "markdown", LINK).html;
	expect(body.match(/[\u0301\u0316\u00E1]/g)?.length).toBeGreaterThanOrEqual(1000);
	expect(body).not.toMatch(/[\u0300-\u034E]{32}/);
});

test("front matter with a hundred thousand blank lines is read correctly", () => {
	expect(articleFrom(`${"\n".repeat(100_000)}type: note`).type).toBe("note");
});
