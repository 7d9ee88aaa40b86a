import type { Element, ElementContent, Root } from "hast";
import { cleanText } from "../clean-text.ts";
import { webUrl } from "../fields.ts";
import { arrange, isBlank, isBlock, noteBlocks, withTextsJoined } from "./blocks.ts";
import { attribute, contentOf, type Parent } from "./dom.ts";
import { isTemplateRemains } from "./hidden.ts";
import type { Work } from "./work.ts";

/** Nothing without something in them. `a` and `span` may be a place that a link leads to. */
const EMPTY_IS_NOTHING =
	/^(a|abbr|b|bdi|bdo|blockquote|caption|cite|code|dd|del|details|dfn|div|dl|dt|em|figcaption|figure|h[1-6]|i|ins|kbd|li|mark|ol|p|pre|q|ruby|s|samp|section|small|span|strike|strong|sub|sup|time|tt|u|ul|var)$/;

/**
 * The last pass over a sanitised tree: addresses become absolute, text is brought into its normal form, and what has
 * become empty or meaningless goes. It adds no more than `p` and `br` without attributes.
 */
export function normalize(tree: Root, link: string, base: string, work: Work): void {
	settleChildren(tree, (node) => absolutise(node, link, base, work), false);
}

function settleChildren(parent: Parent, settleAddresses: (node: Element) => void, isCode: boolean): void {
	const children: ElementContent[] = [];
	for (const child of parent.children) {
		if (child.type === "text") children.push(child);
		else if (child.type === "element") {
			settleAddresses(child);
			cleanValues(child);
			settlePlace(child, parent);
			settleChildren(child, settleAddresses, isCode || child.tagName === "pre");
			if (child.tagName === "pre") startAtText(child);
			for (const node of settled(child)) children.push(node);
		}
	}
	parent.children = arrange(parent, withTextsJoined(children, isCode), isCode);
	if (parent.type === "element") noteBlocks(parent);
}

function cleanValues({ properties }: Element): void {
	for (const [name, value] of Object.entries(properties)) {
		if (typeof value === "string") properties[name] = cleanText(value);
		else if (Array.isArray(value)) properties[name] = value.map((item) => cleanText(String(item)));
	}
}

/** What is no list's item is a block like others. */
function settlePlace(node: Element, parent: Parent): void {
	const within = parent.type === "root" ? "" : parent.tagName;
	if (node.tagName === "li" && !/^[ou]l$/.test(within)) node.tagName = "div";
	if (/^d[dt]$/.test(node.tagName) && within !== "dl") node.tagName = "div";
	// HTML allows groups in a list of terms; they say nothing by themselves.
	if (node.tagName === "dl")
		node.children = node.children.flatMap((child) => (isElement(child, "div") ? child.children : [child]));
}

/** Parsers take a line break at the start of `pre` for none. */
function startAtText(pre: Element): void {
	const [first, ...others] = pre.children;
	if (first?.type !== "text") return;
	const value = first.value.replace(/^\n+/, "");
	pre.children = value === "" ? others : [{ type: "text", value }, ...others];
}

function settled(node: Element): ElementContent[] {
	const { tagName, children } = node;
	if (tagName === "img") return attribute(node, "src") === "" ? wordsOf(node) : [node];
	if (tagName === "video" || tagName === "audio") return hasSource(node) ? [node] : children;
	if (tagName === "source") return attribute(node, "src") === "" ? [] : [node];
	if (tagName === "table") return hasContent(node) ? [node] : [];
	if (EMPTY_IS_NOTHING.test(tagName) && children.every((child) => isBlank(child))) {
		if (node.properties["id"] !== undefined && /^(a|span)$/.test(tagName)) return [node];
		// A space may be all that is between two words.
		return isBlock(node) || children.length === 0 ? [] : [{ type: "text", value: " " }];
	}
	if (tagName === "span" && isPlain(node)) return children;
	if (tagName === "a" && isNoLink(node)) return children;
	return [node];
}

/** What a picture shows, where there is none to load. */
function wordsOf(img: Element): ElementContent[] {
	const alt = attribute(img, "alt");
	return alt === "" ? [] : [{ type: "text", value: alt }];
}

function hasSource(medium: Element): boolean {
	return attribute(medium, "src") !== "" || medium.children.some((child) => isElement(child, "source"));
}

function hasContent(table: Parent): boolean {
	return contentOf(table).some((child) =>
		child.type === "element" && /^(thead|tbody|tfoot|tr|th|td)$/.test(child.tagName)
			? hasContent(child)
			: !isBlank(child),
	);
}

function isPlain(node: Element): boolean {
	return Object.values(node.properties).every((value) => value === undefined || value === null);
}

/** Without an address and a place; or around another link, which is the more exact one. */
function isNoLink(node: Element): boolean {
	return (node.properties["href"] === undefined && node.properties["id"] === undefined) || holdsLink(node);
}

function holdsLink(parent: Parent): boolean {
	return parent.children.some((child) => child.type === "element" && (child.tagName === "a" || holdsLink(child)));
}

function isElement(node: ElementContent, tagName: string): node is Element {
	return node.type === "element" && node.tagName === tagName;
}

/** Steps for an address, and the characters of it that cost another one. */
const ADDRESS = 20;
const CHARACTERS = 8;

const ADDRESSES = ["href", "src", "cite", "poster"];

/**
 * Makes an element's addresses absolute: RSS has no rule for relative ones in a body (Atom has `xml:base`), so there
 * are none. Those that lead nowhere go.
 *
 * @param link the article's: a place within the text is a place on its page
 * @param base what other relative addresses are relative to
 */
function absolutise(node: Element, link: string, base: string, work: Work): void {
	for (const name of ADDRESSES) {
		const value = node.properties[name];
		if (typeof value !== "string") continue;
		// A long base makes every short address long.
		work.spend(ADDRESS + (value.length + base.length + link.length) / CHARACTERS);
		const url = absolute(value, name, link, base);
		if (url === null) delete node.properties[name];
		else node.properties[name] = url;
	}
}

function absolute(value: string, name: string, link: string, base: string): string | null {
	if (value === "" || value === "#" || isTemplateRemains(value)) return null;
	if (name === "href" && /^(mailto|tel):/i.test(value)) return value.length > 7 ? value : null;
	if (!value.startsWith("#")) return webUrl(value, base);
	return name === "href" ? webUrl(`${link.replace(/#.*/s, "")}#text-${value.slice(1).replace(/^(text-)+/, "")}`) : null;
}
