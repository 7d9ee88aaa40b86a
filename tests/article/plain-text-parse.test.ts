import fc from "fast-check";
import { expect, test } from "vitest";
import { cleanText } from "../../src/article/clean-text.ts";
import { detectLanguage } from "../../src/article/plain-text/detect-language.ts";
import { blocksToHtml, blocksToMarkdown, markdownTitle, readBareText } from "../../src/article/plain-text/parse.ts";
import { processorTime } from "./processor-time.ts";

/** Typical lines from web pages. Texts made of these lines at random combine every rule with every other rule. */
const line = fc.constantFrom(
	"",
	"",
	"Home News Sport",
	"A day at the sea in the rain",
	"Die Folgen",
	"By Ada Writer",
	"Von Anna Muster und Ben Leser",
	"4 May 2026",
	"Foto: dpa",
	"tide, moon, harbour",
	"Tags: sea, rain",
	"Advertisement",
	"Read more: The tide",
	"Comments (3)",
	"Über den Autor",
	"- rope",
	"It rained.",
	"And then?",
	"We had three things with us that day:",
	"The tide came in at noon and took the last of the chairs with it, and we watched from the wall.",
	"市议会星期二晚上决定保留河边的旧游泳馆。居民们在春天收集了三千多个签名，希望这座建筑不被拆除。",
);
const page = fc.array(line, { maxLength: 40 }).map((lines) => lines.join("\n"));
const anything = fc.oneof(page, fc.string({ unit: "binary", maxLength: 300 }), fc.string({ unit: "grapheme" }));

test("no text is invented or reordered", () => {
	fc.assert(
		fc.property(anything, (text) => {
			const source = squeezed(text);
			const { title, authors, topics, dateLine, blocks, notes } = readBareText(text);
			let from = 0;
			for (const block of blocks) {
				const at = source.indexOf(squeezed(block.text), from);
				expect(at).toBeGreaterThanOrEqual(from);
				expect(block.text.trim()).toBe(block.text);
				expect(block.text).not.toMatch(/^$|\n\n/);
				from = at + squeezed(block.text).length;
			}
			for (const part of [title ?? "", dateLine?.text ?? "", ...authors, ...topics])
				expect(source).toContain(squeezed(part));
			const lines = text.split(/\r\n?|\n/).length;
			for (const note of notes) expect(note.line >= 1 && note.line <= lines).toBe(true);
			expect(readBareText(text)).toEqual({ title, authors, topics, dateLine, blocks, notes });
		}),
		{ numRuns: 3000 },
	);
});

test("a paragraph before the first end marker is never lost", () => {
	fc.assert(
		fc.property(page, (text) => {
			const before = text.split(/^(?:Comments \(3\)|Über den Autor)$/m)[0] ?? "";
			const prose = before.split("\n").filter((some) => some.startsWith("The tide came"));
			const kept = readBareText(text).blocks.filter((block) => block.text.includes("The tide came"));
			expect(kept.length).toBeGreaterThanOrEqual(prose.length > 0 ? 1 : 0);
		}),
	);
});

test("no text causes an exception, and no HTML tag survives", () => {
	fc.assert(
		fc.property(anything, (text) => {
			const { blocks } = readBareText(text);
			expect(blocksToHtml(blocks).replace(/<\/?(?:p|h2|br|a)\b[^<>]*>/g, "")).not.toContain("<");
			blocksToMarkdown(blocks);
			markdownTitle(text);
			detectLanguage(text);
		}),
	);
});

test.each([
	"a ",
	"A",
	"a, ",
	"# ",
	"*",
	"By A ",
	"a\n",
	"[",
	"¿?",
	"Foto: ",
	"\n",
	"1 ",
	"a | ",
	"Comments\n",
	"We use cookies to keep this page running and to show you what others read.\n",
])("one megabyte of %j is read quickly", (unit) => {
	const text = unit.repeat(1_000_000 / unit.length);
	const spent = processorTime(() => {
		readBareText(text);
		markdownTitle(text);
		detectLanguage(text);
	});
	expect(spent).toBeLessThan(10_000);
});

function squeezed(text: string): string {
	return cleanText(text).replace(/[\s\uFEFF]+/g, "");
}
