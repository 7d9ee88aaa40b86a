import { expect, test } from "vitest";
import { articleFrom } from "./reading.ts";

test.each<[string, string, string]>([
	["the first paragraphs", "One *two*.\n\nThree.", "One two. Three."],
	["not the headings", "# Tide\n\nOne.", "One."],
	["not code and tables", "One.\n\n```\ncode\n```\n\n|a|\n|-|\n|b|\n\nTwo.", "One. Two."],
	["neither footnotes nor their marks", "One[^1].\n\n[^1]: Two.", "One."],
	["the text of links", "See [the tide](https://a.example/).", "See the tide."],
	["quotations and lists", "> One.\n\nTwo.", "One. Two."],
	["other text, if there is no paragraph", "- One\n- Two", "One Two"],
	["entities as characters", "a &lt;b&gt; &amp; c", "a <b> & c"],
	["no scripts", "<script>alert(1)</script>\n\nOne.", "One."],
	["nothing, if there is only a picture without alt text", "![](https://a.example/1.png)", ""],
	["line breaks as spaces", "One  \ntwo<br>three", "One two three"],
])("an excerpt is made from the body: %s", (_, body, excerpt) => {
	expect(articleFrom("", body).excerpt).toBe(excerpt);
});

test("an excerpt from the body is at most 300 characters long and ends at a word boundary", () => {
	const { excerpt } = articleFrom("", "tide ".repeat(100));
	expect(excerpt).toBe(`${"tide ".repeat(59)}tide…`);
	expect(articleFrom("", "🌊".repeat(200)).excerpt.isWellFormed()).toBe(true);
});

test("an excerpt by the author takes precedence, and is kept as plain text of any length", () => {
	const own = `a < b & ${"tide ".repeat(100)}end`;
	expect(articleFrom(`excerpt: ${JSON.stringify(own)}`, "Body").excerpt).toBe(own);
});

test("a plain-text article has a plain-text excerpt", () => {
	expect(articleFrom("", "if (a < b && c)\nreturn\n\nend", "tide.txt").excerpt).toBe("if (a < b && c) return end");
});
