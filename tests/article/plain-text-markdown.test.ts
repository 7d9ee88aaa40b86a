import fc from "fast-check";
import type { Nodes } from "hast";
import { expect, test } from "vitest";
import { parseHtml } from "../../src/article/body/dom.ts";
import { toHtml } from "../../src/article/body/markup.ts";
import { blocksToHtml, blocksToMarkdown, markdownTitle } from "../../src/article/plain-text/parse.ts";

const paragraph = (text: string) => ({ kind: "paragraph" as const, text });

test("HTML is escaped, and addresses become links", () => {
	const blocks = [
		{ kind: "heading" as const, text: "Ropes & <b>nets</b>" },
		paragraph("See https://example.org/a_b?c=d.\nBye"),
	];
	expect(blocksToHtml(blocks)).toBe(
		'<h2>Ropes &amp; &lt;b&gt;nets&lt;/b&gt;</h2>\n<p>See <a href="https://example.org/a_b?c=d">https://example.org/a_b?c=d</a>.<br>\nBye</p>',
	);
});

test.each([
	["# no heading", "\\# no heading"],
	["1. no list", "1\\. no list"],
	["- no list\n- at all", "\\- no list\\\n\\- at all"],
	["2 * 3 * 4, snake_case, _so_ and [x](y)", "2 \\* 3 \\* 4, snake_case, \\_so\\_ and \\[x\\](y)"],
	["Tom & Jerry &amp; <b>", "Tom & Jerry \\&amp; \\<b>"],
	["see https://example.org/a_b_.", "see <https://example.org/a_b_>."],
])("%j is escaped so that Markdown shows it unchanged", (text, markdown) => {
	expect(blocksToMarkdown([paragraph(text)])).toBe(`${markdown}\n`);
});

test("any escaped text renders unchanged as Markdown", () => {
	const marks = fc.string({ unit: fc.constantFrom(..."abAB 01.)#*_`~<>[]()!|&;:=-+\\\"'/@^$\n"), maxLength: 40 });
	const parts = fc.array(fc.oneof(marks, fc.string(), fc.constantFrom("https://a.b/c", "www.a.b", "a@b.co", "[^1]")), {
		maxLength: 6,
	});
	const blocks = fc.array(
		parts.map((some) => paragraph(tidy(some.join("")))).filter(({ text }) => text !== ""),
		{ minLength: 1, maxLength: 3 },
	);
	fc.assert(
		fc.property(blocks, (given) => {
			const text = textOf(parseHtml(toHtml(blocksToMarkdown(given), "markdown")));
			expect(text.split(/\s+/).join(" ").trim()).toBe(
				given
					.map((block) => block.text)
					.join(" ")
					.split(/\s+/)
					.join(" "),
			);
		}),
		{ numRuns: 2000 },
	);
});

test.each([
	["# Tide\n\nText", "Tide", "Text"],
	["\uFEFF\r\n# Tide *tables* and `code` #\r\nText\r\n", "Tide tables and code", "Text\n"],
	["Tide\n====\n\n- one", "Tide", "- one"],
	["# [Tide](https://example.org) 1 \\* 2 snake_case", "Tide 1 * 2 snake_case", ""],
	["# Tide", "Tide", ""],
])("%j begins with a title", (text, title, body) => {
	expect(markdownTitle(text)).toEqual({ title, body });
});

test.each(["", "Text\n\n# Later", "#Tag", "## Second", "#", "# #", "    # code", "====\n"])(
	"%j does not begin with a title",
	(text) => {
		expect(markdownTitle(text)).toBeNull();
	},
);

function textOf(node: Nodes): string {
	if (node.type === "text") return node.value;
	if (!("children" in node)) return "";
	const text = node.children.map(textOf).join("");
	return node.type === "element" && ["p", "br"].includes(node.tagName) ? `${text} ` : text;
}

/**
 * Normalizes text to the form that it has in blocks: non-empty lines with single spaces and without control characters.
 */
function tidy(text: string): string {
	return text
		.split("\n")
		.map((line) => line.replace(/[\s\p{C}]+/gu, " ").trim())
		.filter((line) => line !== "")
		.join("\n");
}
