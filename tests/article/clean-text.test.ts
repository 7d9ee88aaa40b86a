import fc from "fast-check";
import { expect, test } from "vitest";
import { shorten } from "../../src/article/clean-text.ts";
import { anyText } from "./any-text.ts";
import { articleFrom, read, source } from "./reading.ts";

/** Characters that XML 1.0 does not allow (section 2.2, `Char`). */
const ILLEGAL = [
	"\u0001",
	"\u0008",
	"\u000B",
	"\u000C",
	"\u000E",
	"\u001F",
	"\uFFFE",
	"\uFFFF",
	"\uD800",
	"\uDFFF",
	"\uDC00\uD800",
];

test.each(ILLEGAL.map((text) => [JSON.stringify(text), text]))(
	"%s is removed from fields and bodies",
	(quoted, character) => {
		const fields = `excerpt: "a${quoted.slice(1, -1)}b"\ntopics: ["a${quoted.slice(1, -1)}b"]`;
		expect(articleFrom(fields, `One${character} two`)).toMatchObject({
			excerpt: "ab",
			topics: ["ab"],
			html: "<p>One two</p>",
		});
		const reference = `&#${character.charCodeAt(0)};&#x${character.charCodeAt(0).toString(16)};`;
		for (const path of ["tide.md", "tide.html"]) {
			// HTML replaces some character references with a different character (0x80 to 0x9F) or with U+FFFD. The
			// result only has to be valid XML.
			const { html, excerpt } = articleFrom("", `<p title="${reference}">One${reference} two</p>`, path);
			for (const text of [html, excerpt]) {
				expect(text).not.toMatch(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u);
				expect(text).not.toMatch(/&#/);
			}
		}
	},
);

test("no spelling of `]]>` can end a CDATA section", () => {
	for (const written of ["]]>", "]]>]]>", "`]]>`", "```\n]]>\n```", '<p title="]]>">x</p>']) {
		for (const path of ["tide.md", "tide.html", "tide.txt"]) {
			const { html } = articleFrom("", `One ${written} two`, path);
			expect(html).not.toContain("]]>");
			expect(html).toContain("]]&gt;");
		}
	}
	for (const written of ["]]&gt;", "]]&#62;", "&#93;]>", "&rsqb;&rsqb;&gt;"]) {
		expect(articleFrom("", written, "tide.html").html).toBe("]]&gt;");
	}
});

test("the text of a field becomes a single line in composed form, with single spaces", () => {
	const title = '"  Ku\\u0308ste \\n\\t an\\u00A0der\\u2028See "';
	expect(read(`---\ntitle: ${title}\ndate: 2026-05-04\n---\n`)).toMatchObject({
		article: { title: "Küste an der See" },
	});
});

test("valid characters are kept: emoji, joiners, right-to-left marks, private use, the replacement character", () => {
	const text = "🌊👩‍💻 \u200Fمد\u200E \uE000\uFFFD\u{10FFFF} نیم\u200Cفاصله";
	expect(articleFrom(`excerpt: "${text.replace("\u{10FFFF}", "\\U0010FFFF")}"`).excerpt).toBe(text);
});

test("text is cut at a word boundary, never within a character", () => {
	expect(shorten("one two three", 13)).toBe("one two three");
	expect(shorten("one two three", 12)).toBe("one two…");
	expect(shorten("onetwothree", 6)).toBe("onetwo…");
	expect(shorten("ab🌊cd", 3)).toBe("ab…");
	fc.assert(
		fc.property(anyText(40), fc.integer({ min: 4, max: 40 }), (text, limit) => {
			const short = shorten(text, limit);
			expect(short.isWellFormed()).toBe(true);
			expect(short.length).toBeLessThanOrEqual(limit + 1);
			if (text.length > limit) expect(text.startsWith(short.slice(0, -1))).toBe(true);
			else expect(short).toBe(text);
		}),
	);
});

test("cleaned text does not change when it is cleaned again", () => {
	fc.assert(
		fc.property(anyText(30), (text) => {
			const once = read(source(`excerpt: ${asciiJson(text)}`));
			if (once.kind !== "article") throw new Error(once.kind);
			const { excerpt } = once.article;
			expect(articleFrom(`excerpt: ${asciiJson(excerpt)}`).excerpt).toBe(excerpt);
			expect(excerpt).toBe(excerpt.normalize("NFC").trim());
			expect(excerpt).not.toMatch(/[\n\r\t]| {2}/);
		}),
	);
});

/** Formats text as ASCII-only JSON, which is valid YAML. */
function asciiJson(text: string): string {
	return JSON.stringify(text).replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
