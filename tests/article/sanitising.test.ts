import fc from "fast-check";
import type { Element } from "hast";
import { visit } from "unist-util-visit";
import { expect, test } from "vitest";
import { parseHtml } from "../../src/article/body/dom.ts";
import { anyText } from "./any-text.ts";
import { PAYLOADS } from "./payloads.ts";
import { articleFrom, bodyOf, read, source } from "./reading.ts";

/** Elements that a body must not contain when a browser parses the finished HTML. */
const FORBIDDEN =
	/^(script|style|iframe|frame|object|embed|applet|form|button|select|textarea|base|link|meta|svg|template|noscript|noembed|plaintext|xmp|marquee|portal|dialog)$/;
const NAMES = /^[a-z][a-z0-9-]*$/;
const ATTRIBUTES =
	/^(src|href|cite|poster|alt|title|lang|dir|id|align|width|height|colSpan|rowSpan|dateTime|start|open|abbr|scope|type|media|controls|checked|disabled|className|ariaDescribedBy|ariaHidden|ariaLabel|ariaLabelledBy|dataFootnote(s|Ref|Backref))$/;

function expectHarmless(html: string): void {
	visit(parseHtml(html), (node) => {
		expect(["root", "element", "text"]).toContain(node.type);
		if (node.type === "element") expectHarmlessElement(node, html);
	});
}

function expectHarmlessElement(node: Element, html: string): void {
	expect(node.tagName, html).toMatch(NAMES);
	expect(node.tagName, html).not.toMatch(FORBIDDEN);
	for (const [name, value] of Object.entries(node.properties)) {
		expect(name, html).toMatch(ATTRIBUTES);
		if (!["src", "href", "cite", "poster"].includes(name)) continue;
		expect(String(value), html).toMatch(
			name === "href" ? /^(https?:\/\/|local:\/|mailto:|tel:)/ : /^(https?|local):\//,
		);
	}
	// Inside these MathML elements, HTML parsers switch back to HTML, so only text is allowed there.
	if (/^(mi|mn|mo|ms|mtext|annotation)$/.test(node.tagName)) {
		expect(
			node.children.every((child) => child.type === "text"),
			html,
		).toBe(true);
	}
	expect(node.tagName, html).not.toMatch(/^(annotation-xml|mglyph|malignmark)$/);
	if (node.tagName === "input") expect(node.properties).toMatchObject({ type: "checkbox", disabled: true });
}

test.each(PAYLOADS)("%s becomes harmless", (payload) => {
	for (const path of ["tide.md", "tide.html", "tide.txt"]) {
		expectHarmless(bodyOf(payload, path));
		expectHarmless(bodyOf(`<p>One\n\n${payload}\n\n<b>Two`, path));
	}
});

/** Combining overlays that NFC merges with a preceding `<`, `=` or `>`. */
test.each(["\u0338", "&#x338;", "&#824;", "&NotEqual;\u0338"])(
	"a combining overlay (%j) at the start of text does not merge with a bracket",
	(overlay) => {
		const attack = `${overlay} onmouseover=alert(1) x=`;
		for (const path of ["tide.md", "tide.html", "tide.txt"]) {
			for (const body of [attack, `<b>${attack}</b>`, `<p>${attack}</p>`, `*${attack}*`, `<a href="${attack}">x</a>`]) {
				expectHarmless(articleFrom("", body, path).html);
			}
		}
	},
);

test("ids in an article cannot clash with ids of the page around it", () => {
	const { html } = articleFrom("", '<p id="body" name="cookie">x</p>', "tide.html");
	expect(html).toBe('<p id="text-body">x</p>');
});

const piece = fc.oneof(
	fc.constantFrom(
		"<",
		">",
		"</",
		"/>",
		"<!--",
		"-->",
		"<![CDATA[",
		"]]>",
		"&",
		"&#",
		";",
		"=",
		'"',
		"'",
		"`",
		"\\",
		"\n\n",
		" ",
	),
	fc.constantFrom(
		"a",
		"b",
		"p",
		"img",
		"svg",
		"math",
		"style",
		"script",
		"iframe",
		"table",
		"td",
		"title",
		"template",
		"select",
	),
	fc.constantFrom(
		" href",
		" src",
		" onerror",
		" style",
		" srcset",
		" id",
		"javascript:",
		"data:",
		"//x.example",
		"alert(1)",
	),
	fc.constantFrom("[", "](", ")", "![", "*", "_", "`", "```\n", "> ", "- ", "|", "#", "[^1]", "[^1]: ", "~~", "\t"),
	fc.constantFrom(
		"\u0338",
		"&#x338;",
		"&#8;",
		"&#xFFFE;",
		"&#0;",
		"&lt;",
		"&gt;",
		"&quot;",
		"\u0000",
		"\uFFFE",
		"\uD800",
		"\u2028",
	),
	fc.constantFrom(...PAYLOADS),
	anyText(3),
);

test("no generated body is harmful", () => {
	fc.assert(
		fc.property(fc.array(piece, { maxLength: 12 }), fc.constantFrom("t.md", "t.html", "t.txt"), (pieces, path) => {
			// Remove NUL, which would make the whole file binary.
			const result = read(source("", pieces.join("").replaceAll("\0", "")), path);
			if (result.kind === "article") expectHarmless(result.article.html);
		}),
		{ numRuns: 500 },
	);
});
