import type { Element } from "hast";
import { visit } from "unist-util-visit";
import { expect } from "vitest";
import { parseHtml } from "../../src/article/body/dom.ts";
import { PLAYER_ORIGINS } from "../../src/article/body/video-hosts.ts";

/** Expects the finished HTML to be harmless when parsed by a browser, not just when read as text. */
export function expectInert(html: string, isPage = false): void {
	expect(html).not.toContain("]]>");
	expect(html).not.toMatch(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u);
	visit(parseHtml(html), (node) => {
		expect(["root", "element", "text"], html).toContain(node.type);
		if (node.type === "element") expectInertElement(node, html, isPage);
	});
}

function expectInertElement({ tagName, properties }: Element, html: string, isPage: boolean): void {
	expect(tagName, html).toMatch(
		/^(a|abbr|audio|b|bdi|bdo|blockquote|br|caption|cite|code|dd|del|details|dfn|div|dl|dt|em|figcaption|figure|h[1-6]|hr|i|iframe|img|ins|kbd|li|mark|ol|p|pre|q|rp|rt|ruby|s|samp|section|small|source|span|strike|strong|sub|summary|sup|table|tbody|td|tfoot|th|thead|time|tr|tt|u|ul|var|video|wbr|math|semantics|annotation|m(row|frac|sqrt|root|style|error|padded|phantom|enclose|sub|sup|subsup|under|over|underover|multiscripts|prescripts|space|table|tr|td|i|n|o|s|text))$/,
	);
	if (tagName === "iframe") {
		// A page has one empty frame per video.
		expect(isPage, html).toBe(true);
		expect(Object.keys(properties), html).toEqual(["name", "title", "allow"]);
		return;
	}
	if (isPage && "target" in properties) {
		expect(PLAYER_ORIGINS).toContain(new URL(String(properties["href"])).origin);
		expect(properties["target"], html).toMatch(/^player-\d+$/);
		return;
	}
	for (const [name, value] of Object.entries(properties)) {
		if (isPage && tagName === "img" && /^(loading|referrerPolicy)$/.test(name)) continue;
		expect(name, html).toMatch(
			/^(src|href|cite|poster|alt|title|lang|dir|id|align|width|height|colSpan|rowSpan|dateTime|start|reversed|value|open|abbr|scope|type|controls|className|ariaLabel|dataFootnotes|dataFootnoteRef|dataFootnoteBackref|dataPlayer)$/,
		);
		if (name === "href") expect(value, html).toMatch(/^(https?:\/\/|mailto:|tel:)/);
		if (/^(src|cite|poster|dataPlayer)$/.test(name)) expect(value, html).toMatch(/^https?:\/\//);
		if (name === "className") expect(String(value)).toMatch(isPage ? /^(language-|player$)/ : /^language-/);
		if (name === "id") expect(value, html).toMatch(/^text-/);
	}
}
