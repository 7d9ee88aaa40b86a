import type { Element, Root, RootContent } from "hast";
import { sanitize } from "hast-util-sanitize";
import { toHtml as serialize } from "hast-util-to-html";
import { cleanLine, cleanText, shorten } from "../clean-text.ts";
import type { AddressUse } from "../collect-locals.ts";
import type { Fault } from "../problem.ts";
import { clean } from "./clean.ts";
import { findElement, type Parent, parseHtml, textOf } from "./dom.ts";
import { excerptOf } from "./excerpt.ts";
import type { LeftOut } from "./left-out.ts";
import { Losses } from "./losses.ts";
import { type Markup, plainHtml, toHtml } from "./markup.ts";
import { normalize } from "./normalize.ts";
import { plainText } from "./plain-text.ts";
import { schema } from "./sanitize-schema.ts";
import { TEASER_END, translateTemplates } from "./templates.ts";
import { TooMuchWork, Work } from "./work.ts";

/** A rendered article body. */
export interface Body {
	html: string;
	/** Plain text, at most 300 characters. */
	excerpt: string;
	/** The player of the first video from a supported host. */
	player?: string | undefined;
	/** Template code that was left out because only the site generator it was written for could run it. */
	leftOut: LeftOut[];
	/** True if the body is published as plain text because rendering it would have been too expensive. */
	isPlain: boolean;
	/** Warnings about parts that are left out. Line numbers count from the first line of the body. */
	warnings: Fault[];
}

/** What rendering needs to know about the article that a body belongs to. */
export interface Setting {
	/** The title. If the body begins with a heading that repeats the title, the heading is left out. */
	title?: string;
	/** Whether `link` is a page on another site, where ids do not have the prefix that sanitizing adds. */
	isElsewhere?: boolean;
	/**
	 * Finds the file in the content folder that a relative address refers to. If absent, all relative addresses are
	 * resolved against the URL of the article's page.
	 */
	localAddress?: LocalAddress | undefined;
}

/**
 * Returns the address that is stored for a reference; undefined if the reference does not lead to the content folder.
 *
 * @param lineOf finds the line of the reference, counted from the first line of the body
 */
export type LocalAddress = (written: string, use: AddressUse, lineOf: () => number | null) => string | undefined;

/**
 * Renders a body as HTML that is safe and complete in every reader: it is sanitized, every URL is absolute, and it does
 * not contain `]]>` (which would end a CDATA section) or characters that XML forbids. Videos are written as in
 * `embeds.ts`. A body that takes too much work becomes plain text. Throws a RangeError if the body is nested too
 * deeply.
 *
 * @param link the article's page: an absolute http(s) URL against which relative URLs are resolved
 */
export function renderBody(
	body: string,
	markup: Markup,
	link: string,
	work = new Work(body.length),
	setting: Setting = {},
): Body {
	if (body.trim() === "") return { html: "", excerpt: "", leftOut: [], isPlain: false, warnings: [] };
	const text = cleanText(body);
	const losses = new Losses();
	try {
		const rendered = render(text, markup, link, work, setting, losses);
		return { ...rendered, isPlain: false, warnings: losses.warnings(text) };
	} catch (error) {
		if (!(error instanceof TooMuchWork)) throw error;
		return { ...renderPlain(text, markup), leftOut: [], isPlain: true, warnings: [] };
	}
}

type Rendered = Pick<Body, "html" | "excerpt" | "player">;

/** Number of characters, from the start of a plain-text body, that the excerpt is made from. */
const EXCERPT_SOURCE = 2000;

function renderPlain(text: string, markup: Markup): Rendered {
	const html = plainHtml(text, markup);
	const words = plainText(html.slice(0, EXCERPT_SOURCE).replace(/<[^>]*$|&[^;]*$/, ""));
	return { html: portable(html), excerpt: shorten(cleanLine(words), 299) };
}

function render(
	body: string,
	markup: Markup,
	link: string,
	work: Work,
	setting: Setting,
	losses: Losses,
): Omit<Body, "isPlain" | "warnings"> {
	if (markup === "text") return { ...renderTree(body, markup, link, work, setting, losses), leftOut: [] };
	const { text, leftOut } = translateTemplates(body, markup, work);
	const rendered = renderTree(text, markup, link, work, setting, losses, body);
	const end = text.indexOf(TEASER_END);
	const summarySetting = { ...setting, localAddress: undefined };
	const summary =
		end > 0 ? renderTree(text.slice(0, end), markup, link, work, summarySetting, new Losses()).excerpt : "";
	return { ...rendered, excerpt: summary || rendered.excerpt, leftOut };
}

function renderTree(
	text: string,
	markup: Markup,
	link: string,
	work: Work,
	setting: Setting,
	losses: Losses,
	written = text,
): Rendered {
	const source = toHtml(text, markup, work);
	const tree = parseHtml(source, work, (name) => losses.noteUnclosed(name));
	const { base, player } = clean(tree, source, link, work, losses);
	const safe: Root = { type: "root", children: [] };
	const sanitised = sanitize(tree, schema);
	if (sanitised.type === "root") safe.children = sanitised.children;
	else if (sanitised.type !== "doctype") safe.children = [sanitised];
	if (setting.title !== undefined) dropTitle(safe, setting.title);
	const { isElsewhere = false, localAddress } = setting;
	const lines = new LineFinder(written, work);
	const local = (address: string, use: AddressUse) => localAddress?.(address, use, () => lines.find(address));
	normalize(safe, { link, base, isElsewhere, local: base === link ? local : () => undefined }, work, losses);
	return { html: write(safe), excerpt: excerptOf(safe), player };
}

/**
 * Maximum number of times that the search restarts from the beginning of the text. It restarts when addresses are
 * requested out of order.
 */
const MAX_RESTARTS = 50;

/** Number of searched characters that count as one step. */
const SEARCHED = 512;

/**
 * Finds the line on which an address occurs. Addresses are usually requested in the order in which they occur in the
 * text.
 */
class LineFinder {
	readonly #text: string;
	readonly #work: Work;
	#at = 0;
	#line = 1;
	#restarts = 0;

	constructor(text: string, work: Work) {
		this.#text = text;
		this.#work = work;
	}

	/**
	 * Returns the line of an address, counted from 1; null if the address is not found. The given address may have been
	 * percent-encoded after the author wrote it.
	 */
	find(address: string): number | null {
		const written = spellings(address);
		const index =
			this.#search(written, this.#at) ?? (this.#restarts++ < MAX_RESTARTS ? this.#search(written, 0) : null);
		if (index === null) return null;
		if (index < this.#at) [this.#at, this.#line] = [0, 1];
		for (let end = this.#text.indexOf("\n", this.#at); end >= 0 && end < index; ) {
			this.#line++;
			this.#at = end + 1;
			end = this.#text.indexOf("\n", this.#at);
		}
		return this.#line;
	}

	#search(written: readonly string[], from: number): number | null {
		for (const spelling of written) {
			const index = this.#text.indexOf(spelling, from);
			this.#work.spend(((index < 0 ? this.#text.length : index) - from) / SEARCHED);
			if (index >= 0) return index;
		}
		return null;
	}
}

/**
 * Returns the ways in which an address may be written in the source. Wikilinks and site generators' references omit the
 * extension.
 */
function spellings(address: string): string[] {
	const [path = ""] = /^[^?#]+/.exec(address) ?? [];
	const plain = unescaped(path);
	const name = plain.split("/").at(-1) ?? "";
	return [...new Set([path, plain, name, name.replace(/\.md$/, "")])].filter((text) => text !== "");
}

function unescaped(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

/**
 * Removes a heading at the beginning that only repeats the title, because readers and pages show the title above the
 * body.
 */
function dropTitle(tree: Root, title: string): void {
	let parent: Parent = tree;
	for (;;) {
		const index: number = parent.children.findIndex(
			(child) =>
				(child.type === "element" && !isPictureOnly(child)) || (child.type === "text" && child.value.trim() !== ""),
		);
		const first: RootContent | undefined = parent.children[index];
		if (first?.type !== "element") return;
		if (/^h[1-3]$/.test(first.tagName)) {
			if (comparable(textOf(first)) === comparable(title) && !findElement(first, isMedium))
				parent.children.splice(index, 1);
			return;
		}
		if (!/^(div|section)$/.test(first.tagName)) return;
		parent = first;
	}
}

function isPictureOnly(node: Element): boolean {
	return textOf(node).trim() === "" && !/^h[1-6]$/.test(node.tagName);
}

function isMedium({ tagName }: Element): boolean {
	return /^(img|video|audio)$/.test(tagName);
}

function comparable(text: string): string {
	return text
		.toLowerCase()
		.replace(/[^\p{L}\p{N}\p{S}]+/gu, " ")
		.trim();
}

function write(tree: Root): string {
	return portable(serialize(tree, { characterReferences: { useNamedReferences: true } }));
}

/** Escapes `]]>`, and U+0338 after a tag, because NFC would merge it with the `>` before it. */
function portable(html: string): string {
	return html.replaceAll("]]>", "]]&gt;").replaceAll(">\u0338", ">&#x338;").trim();
}
