import type { Element, ElementContent, Root } from "hast";
import { cleanText } from "../clean-text.ts";
import type { AddressUse } from "../collect-locals.ts";
import { webUrl } from "../web-url.ts";
import { arrange, isBlank, isBlock, noteBlocks, withTextsJoined } from "./blocks.ts";
import { attribute, contentOf, type Parent } from "./dom.ts";
import { isTemplateRemains } from "./hidden.ts";
import type { Losses } from "./losses.ts";
import type { Work } from "./work.ts";

/** Elements that are removed if they are empty. An empty `a` or `span` is kept if a link leads to it. */
const EMPTY_IS_NOTHING =
	/^(a|abbr|b|bdi|bdo|blockquote|caption|cite|code|dd|del|details|dfn|div|dl|dt|em|figcaption|figure|h[1-6]|i|ins|kbd|li|mark|ol|p|pre|q|ruby|s|samp|section|small|span|strike|strong|sub|sup|time|tt|u|ul|var)$/;

/**
 * Makes the last pass over a sanitized tree: makes addresses absolute, normalizes text, and removes elements that are
 * empty or meaningless. The only elements that it adds are `p` and `br` without attributes.
 */
export function normalize(tree: Root, page: Page, work: Work, losses: Losses): void {
	const places = new Places(tree, work);
	settleChildren(tree, (node) => absolutise(node, page, places, work, losses), false);
}

interface Page {
	/** The article's link. Fragments in the body refer to this page. */
	link: string;
	/** The base URL of all relative addresses that are not fragments. */
	base: string;
	/** Whether `link` leads to another site, where ids do not have the prefix that sanitizing adds. */
	isElsewhere: boolean;
	/** Returns the stored address of a reference to the content folder; undefined for any other address. */
	local: (address: string, use: AddressUse) => string | undefined;
}

const HEADINGS = /^h[1-6]$/;

/** Cost of giving a heading an id, in steps. */
const HEADING = 20;

/** Headings with an id that was derived from their text. */
const identified = new WeakSet<Element>();

/** The ids in a body that links can refer to. Headings without an id get the id that GitHub would generate. */
class Places {
	readonly #ids = new Set<string>();
	readonly #loose = new Map<string, string>();

	constructor(tree: Root, work: Work) {
		const headings: Element[] = [];
		this.#collect(tree, headings);
		for (const heading of headings) {
			const words = headingWords(heading);
			work.spend(HEADING + words.length / CHARACTERS);
			const slug = headingSlug(words);
			if (slug === "") continue;
			heading.properties["id"] = PREFIX + this.#add(this.#unused(slug));
			identified.add(heading);
		}
	}

	/**
	 * Returns the id that `#…` refers to: an identical id, or the id of a heading from which other programs would derive
	 * the given one.
	 */
	find(fragment: string): string | undefined {
		const name = decoded(fragment).replace(/^(text-)+/, "");
		return this.#ids.has(name) ? name : this.#loose.get(loose(name));
	}

	#collect(parent: Parent, headings: Element[]): void {
		for (const child of parent.children) {
			if (child.type !== "element") continue;
			const id = attribute(child, "id");
			if (id !== "") this.#add(id.replace(PREFIX, ""));
			else if (HEADINGS.test(child.tagName)) headings.push(child);
			this.#collect(child, headings);
		}
	}

	#add(id: string): string {
		this.#ids.add(id);
		const key = loose(id);
		if (key !== "" && !this.#loose.has(key)) this.#loose.set(key, id);
		return id;
	}

	readonly #counts = new Map<string, number>();

	#unused(slug: string): string {
		for (;;) {
			const count = this.#counts.get(slug) ?? 0;
			this.#counts.set(slug, count + 1);
			const id = count === 0 ? slug : `${slug}-${count}`;
			if (!this.#ids.has(id)) return id;
		}
	}
}

/** Returns the text of a heading, including the alt text of pictures without an address. */
function headingWords(parent: Parent): string {
	return contentOf(parent)
		.map((child) => {
			if (child.type === "text") return child.value;
			if (child.tagName === "img") return attribute(child, "src") === "" ? attribute(child, "alt") : "";
			return headingWords(child);
		})
		.join("");
}

/** The prefix that sanitizing adds to every id. */
const PREFIX = "text-";

/**
 * Converts the text of a heading to a slug as GitHub and most generators do: lower case, no punctuation, hyphens for
 * spaces.
 */
export function headingSlug(words: string): string {
	return words
		.trim()
		.toLowerCase()
		.replace(/[^\p{L}\p{M}\p{N}\p{Pc}\s-]/gu, "")
		.replace(/\s/g, "-")
		.slice(0, ID_LENGTH);
}

const ID_LENGTH = 200;

/**
 * Reduces an id to the part that programs agree on. They differ in how they treat punctuation, accents and leading
 * digits.
 */
function loose(id: string): string {
	return id
		.normalize("NFKD")
		.toLowerCase()
		.replace(/[^\p{L}\p{N}]/gu, "");
}

function decoded(fragment: string): string {
	try {
		return decodeURIComponent(fragment);
	} catch {
		return fragment;
	}
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
			for (const node of settled(child, isCode)) children.push(node);
		}
	}
	parent.children = arrange(parent, withTextsJoined(children, isCode), isCode);
	if (parent.type !== "element") return;
	noteBlocks(parent);
	// A heading that contains a list or another block is no longer a heading.
	if (identified.has(parent) && !HEADINGS.test(parent.tagName)) delete parent.properties["id"];
}

function cleanValues({ properties }: Element): void {
	for (const [name, value] of Object.entries(properties)) {
		if (typeof value === "string") properties[name] = cleanText(value);
		else if (Array.isArray(value)) properties[name] = value.map((item) => cleanText(String(item)));
	}
}

/** Turns a list item that is outside a list into an ordinary block, and unwraps groups in definition lists. */
function settlePlace(node: Element, parent: Parent): void {
	const within = parent.type === "root" ? "" : parent.tagName;
	if (node.tagName === "li" && !/^[ou]l$/.test(within)) node.tagName = "div";
	if (/^d[dt]$/.test(node.tagName) && within !== "dl") node.tagName = "div";
	// HTML allows `div` groups in a definition list, but they carry no meaning.
	if (node.tagName === "dl")
		node.children = node.children.flatMap((child) => (isElement(child, "div") ? child.children : [child]));
}

/** Removes line breaks at the start of `pre`, because HTML parsers ignore the first line break there. */
function startAtText(pre: Element): void {
	const [first, ...others] = pre.children;
	if (first?.type !== "text") return;
	const value = first.value.replace(/^\n+/, "");
	pre.children = value === "" ? others : [{ type: "text", value }, ...others];
}

function settled(node: Element, isCode: boolean): ElementContent[] {
	const { tagName, children } = node;
	if (tagName === "img") return attribute(node, "src") === "" ? wordsOf(node) : [node];
	if (tagName === "video" || tagName === "audio") return hasSource(node) ? [node] : children;
	if (tagName === "source" || tagName === "track") return attribute(node, "src") === "" ? [] : [node];
	if (tagName === "table") return hasContent(node) ? [node] : [];
	if (EMPTY_IS_NOTHING.test(tagName) && children.every((child) => isBlank(child))) {
		if (node.properties["id"] !== undefined && /^(a|span)$/.test(tagName)) return [node];
		// Syntax highlighters wrap white space in elements.
		if (isCode && !isBlock(node)) return children;
		// A space is kept because it may be the only separator between two words.
		return isBlock(node) || children.length === 0 ? [] : [{ type: "text", value: " " }];
	}
	if (tagName === "span" && isPlain(node)) return children;
	if (tagName === "a" && isNoLink(node)) return children;
	return [node];
}

/** Returns the alt text of a picture without an address. */
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

/**
 * Whether an `a` element is not needed as a link: it has neither an address nor an id, or it contains another link,
 * which is more specific.
 */
function isNoLink(node: Element): boolean {
	return (node.properties["href"] === undefined && node.properties["id"] === undefined) || holdsLink(node);
}

function holdsLink(parent: Parent): boolean {
	return parent.children.some((child) => child.type === "element" && (child.tagName === "a" || holdsLink(child)));
}

function isElement(node: ElementContent, tagName: string): node is Element {
	return node.type === "element" && node.tagName === tagName;
}

/** Cost of an address, in steps, plus one step for each `CHARACTERS` characters. */
const ADDRESS = 20;
const CHARACTERS = 8;

const ADDRESSES = ["href", "src", "cite", "poster"];

/**
 * Makes an element's addresses absolute, because RSS does not define how to resolve relative addresses in a body (Atom
 * has `xml:base`). Removes addresses that cannot be resolved.
 */
function absolutise(node: Element, page: Page, places: Places, work: Work, losses: Losses): void {
	for (const name of ADDRESSES) {
		const value = node.properties[name];
		if (typeof value !== "string") continue;
		// With a long base, even a short relative address becomes long.
		work.spend(ADDRESS + (value.length + page.base.length + page.link.length) / CHARACTERS);
		const url = value.startsWith("#") ? withinPage(value, name, page, places) : absolute(value, name, node, page);
		// A footnote reference may occur where links are impossible, such as in a picture's alt text.
		if (url === null && /^#./.test(value) && node.properties["dataFootnoteBackref"] === undefined)
			losses.noteDeadLink();
		if (url === null) delete node.properties[name];
		else node.properties[name] = url;
	}
}

function absolute(value: string, name: string, node: Element, page: Page): string | null {
	if (value === "" || isTemplateRemains(value)) return null;
	if (name === "href" && /^(mailto|tel):/i.test(value)) return value.length > 7 ? value : null;
	const use = useOf(name, node.tagName);
	return (use && page.local(value, use)) ?? webUrl(value, page.base);
}

function useOf(name: string, tagName: string): AddressUse | undefined {
	if (name === "href") return "link";
	if (name === "poster" || tagName === "img") return "picture";
	if (tagName === "audio" || tagName === "track") return tagName === "audio" ? "audio" : "link";
	return name === "src" ? "video" : undefined;
}

/** Resolves `#…` on the article's page, regardless of `base`; null if there is no such id. */
function withinPage(value: string, name: string, page: Page, places: Places): string | null {
	if (name !== "href" || value === "#") return null;
	const top = page.link.replace(/#.*/s, "");
	if (/^#(text-)?top$/i.test(value)) return webUrl(top);
	const id = places.find(value.slice(1));
	return id === undefined ? null : webUrl(`${top}#${page.isElsewhere ? "" : PREFIX}${id}`);
}
