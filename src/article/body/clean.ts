import type { Element, ElementContent, Root, Text } from "hast";
import { fileKind } from "../file-kinds.ts";
import { webUrl } from "../web-url.ts";
import { attribute, element, findElement, type Parent, parseHtml, styleOf, textOf } from "./dom.ts";
import { isEmbed, linkInstead } from "./embeds.ts";
import { hiddenParts, isMarkedRaw, withoutRemains } from "./hidden.ts";
import { isImage, lostPicture, simplePicture } from "./images.ts";
import { blocksOf, headingOf, isLayoutTable } from "./layout-tables.ts";
import type { Losses } from "./losses.ts";
import { plainMath, typesetMath } from "./mathml.ts";
import {
	backgroundPicture,
	buttonWords,
	embeddedAddress,
	fieldWords,
	isOrnament,
	isPageControl,
	isWordItem,
	svgWords,
	wordLists,
} from "./page-parts.ts";
import type { Work } from "./work.ts";

/**
 * What was found in the body. `player` is the player of the first video; `base` is the base URL of relative
 * addresses.
 */
interface Cleaned {
	base: string;
	player?: string;
}

/**
 * Uses the information in attributes before sanitizing removes them: drops hidden parts, reduces each picture to one
 * address, turns embeds into links and layout tables into blocks. Changes the tree.
 */
export function clean(tree: Root, source: string, link: string, work: Work, losses: Losses): Cleaned {
	const preparation = new Preparation(tree, source, link, work, losses);
	preparation.reshape(tree, false);
	return preparation.result;
}

/**
 * Whether the HTML is an e-mail. E-mails contain code for mail clients: presentation tables, and comments for Outlook.
 */
function isMailHtml(source: string): boolean {
	return /<!--\[if [^\]]{0,80}\bmso\b|<table\s[^>]{0,400}\brole\s*=\s*["']?presentation/i.test(source);
}

class Preparation {
	readonly result: Cleaned;
	readonly #work: Work;
	readonly #losses: Losses;
	readonly #isMail: boolean;
	readonly #hasRaw: boolean;
	readonly #isHidden: (node: Element) => boolean;
	readonly #wordItems = new Set<ElementContent>();
	readonly #openTables: Element[] = [];
	readonly #outerTables = new Set<Element>();

	constructor(tree: Root, source: string, link: string, work: Work, losses: Losses) {
		this.#work = work;
		this.#losses = losses;
		const written =
			/<base\b/i.test(source) && findElement(tree, (node) => attribute(node, "href") !== "" && node.tagName === "base");
		this.result = { base: (written && webUrl(attribute(written, "href"), link)) || link };
		this.#isMail = isMailHtml(source);
		this.#hasRaw = isMarkedRaw(source);
		this.#isHidden = hiddenParts(tree);
	}

	/** Processes elements from the inside out, except elements that are replaced as a whole. */
	reshape(parent: Parent, isCode: boolean): void {
		const children: ElementContent[] = [];
		for (const child of parent.children) {
			if (child.type === "text") children.push(isCode ? child : this.#text(child));
			else if (child.type === "element" && !this.#isHidden(child)) {
				for (const node of this.#replacement(child, isCode, children)) children.push(node);
			}
		}
		parent.children = this.#wordItems.size === 0 ? children : wordLists(children, this.#wordItems);
	}

	#text(node: Text): Text {
		return { type: "text", value: withoutRemains(node.value, this.#hasRaw, this.#isMail) };
	}

	#replacement(node: Element, isCode: boolean, before: ElementContent[]): ElementContent[] {
		if (isPageControl(node)) return [];
		claimNothing(node);
		if (isImage(node) || node.tagName === "picture") return this.#picture(node);
		if (isEmbed(node)) return this.#embed(node);
		if (node.tagName === "noscript") return this.#noscript(node, before);
		if (node.tagName === "table") return this.#table(node, isCode);
		const formula = node.tagName === "math" ? node : typesetMath(node);
		if (formula) return plainMath(formula);
		if (CONTROLS.test(node.tagName)) return this.#control(node);
		if (DRAWINGS.test(node.tagName)) return this.#drawing(node);
		const shown = node.properties["style"] === undefined ? null : backgroundPicture(node);
		if (shown) return this.#picture(shown);
		const address = embeddedAddress(node);
		if (address !== null) return this.#embed(element("iframe", { src: address }, []));
		rename(node);
		const isItem = isWordItem(node);
		this.reshape(node, isCode || /^(pre|code|samp|kbd|tt)$/.test(node.tagName));
		if (isItem) this.#wordItems.add(node);
		return this.#isMail ? mailPart(node) : [node];
	}

	#picture(node: Element): ElementContent[] {
		const pictures = simplePicture(node, this.result.base, this.#isMail);
		for (const picture of pictures) {
			const { properties } = picture;
			const loss = lostPicture(node, picture);
			if (loss) this.#losses.note(loss, picture);
			const kind = fileKind(String(properties["src"]).replace(/[?#].*/s, ""))?.kind;
			// Editors use `![](tide.mp4)` to embed files stored with the article. A URL on another site could lead to
			// anything.
			if ((kind === "audio" || kind === "video") && !/^([a-z]+:|\/\/)/i.test(String(properties["src"]))) {
				Object.assign(picture, { tagName: kind, properties: { src: properties["src"], controls: true } });
				continue;
			}
			properties["alt"] = withoutRemains(String(properties["alt"]), this.#hasRaw, this.#isMail);
		}
		return pictures;
	}

	#embed(node: Element): ElementContent[] {
		const { nodes, player, isLost } = linkInstead(node, this.result.base);
		if (isLost) this.#losses.note("embed", node);
		if (player !== undefined) this.result.player ??= player;
		if (nodes !== node.children) return nodes;
		this.reshape(node, false);
		return node.children;
	}

	/** Replaces a form control with the text that it shows, because feed readers do not show forms. */
	#control(node: Element): ElementContent[] {
		if (node.tagName === "button") {
			node.children = node.children.filter((child) => child.type !== "element" || child.tagName !== "svg");
			this.reshape(node, false);
			return buttonWords(node);
		}
		const words = fieldWords(node);
		if (words === null) this.#losses.note("field", node);
		return words ?? [];
	}

	#drawing(node: Element): ElementContent[] {
		if (node.tagName === "mjx-container") this.#losses.note("formula", node);
		else if (!isOrnament(node)) this.#losses.note("drawing", node);
		return node.tagName === "svg" ? svgWords(node) : [];
	}

	#table(node: Element, isCode: boolean): ElementContent[] {
		const outer = this.#openTables.at(-1);
		if (outer) this.#outerTables.add(outer);
		this.#openTables.push(node);
		this.reshape(node, isCode);
		this.#openTables.pop();
		return isLayoutTable(node, this.#outerTables.has(node)) ? blocksOf(node) : [node];
	}

	/**
	 * Replaces a `noscript` element. It often contains a fallback for the lazy-loaded picture that precedes it. If that
	 * picture has a usable address, the fallback is dropped; otherwise, the fallback replaces the picture.
	 */
	#noscript(node: Element, before: ElementContent[]): ElementContent[] {
		const text = textOf(node);
		if (text.includes("<"))
			node.children = parseHtml(text, this.#work).children.filter((child) => child.type !== "doctype");
		this.reshape(node, false);
		const isLoaded = (part: Element) =>
			(part.tagName === "img" && attribute(part, "src") !== "") || part.properties["dataPlayer"] !== undefined;
		if (!findElement(node, isLoaded)) return [];
		const last = before.findLastIndex((sibling) => sibling.type === "element");
		const previous = before[last];
		if (previous?.type !== "element" || previous.tagName !== "img") return node.children;
		if (isLoaded(previous)) return [];
		this.#losses.forget(previous);
		before.splice(last, 1);
		return node.children;
	}
}

/** Block elements that, outside their original page, mean no more than `div`. */
const PLAIN_BLOCKS =
	/^(address|article|aside|center|fieldset|footer|form|header|hgroup|main|nav|section|search|amp-[a-z-]+)$/;

/** Matches share links. They are dropped because feed readers have share buttons of their own. */
const SHARING =
	/^https?:\/\/(www\.)?((twitter|x|bsky)\.(com|app)\/(intent|share)|facebook\.com\/(sharer|share\.php|dialog)|linkedin\.com\/(share|sharing|cws)|pinterest\.com\/pin\/create|reddit\.com\/submit|t\.me\/share|(api\.whatsapp\.com|wa\.me)\/)/i;

/**
 * Removes attributes that only Newsstand may set: the player attribute, and the prefix of ids, which sanitizing adds
 * again. Copies the id of an old-style anchor from its `name`.
 */
function claimNothing(node: Element): void {
	const { properties, tagName } = node;
	delete properties["dataPlayer"];
	for (const name of ["href", "src", "cite", "poster"]) {
		// The sanitizer recognizes URL schemes only in lower case.
		if (properties[name] !== undefined) properties[name] = attribute(node, name).replace(/^[a-z]+:/i, lowerCase);
	}
	if (tagName === "a") properties["id"] ??= properties["name"];
	if (properties["id"] !== undefined) properties["id"] = attribute(node, "id").replace(/^(text-)+/, "") || undefined;
}

const CONTROLS = /^(button|input|select|textarea)$/;
const DRAWINGS = /^(svg|canvas|mjx-container)$/;

/** Replaces page-specific elements with plain equivalents. */
function rename(node: Element): void {
	const { properties, tagName } = node;
	if (/^(amp-)?(video|audio)$/.test(tagName)) {
		node.tagName = tagName.replace("amp-", "");
		properties["controls"] = true;
		loadNow(node);
	} else if (tagName === "source") loadNow(node);
	else if (tagName === "legend") node.tagName = "p";
	else if (tagName === "span" || tagName === "b") emphasis(node);
	else if (tagName === "menu" || tagName === "dir") node.tagName = "ul";
	else if (PLAIN_BLOCKS.test(tagName) && properties["dataFootnotes"] === undefined) node.tagName = "div";
}

/** Copies the address of a lazy-loaded player to `src`. */
function loadNow(node: Element): void {
	const src = ["src", "dataSrc", "dataLazySrc"].map((name) => attribute(node, name)).find((value) => value !== "");
	if (src) node.properties["src"] = src;
}

/**
 * Turns styles from word processors into elements: bold, italic and struck-through text. A `b` that is styled as not
 * bold becomes a `span`.
 */
function emphasis(node: Element): void {
	if (node.properties["style"] === undefined) return;
	const style = styleOf(node);
	const weight = style.get("font-weight") ?? "";
	if (node.tagName === "b") {
		if (/^(normal|[1-4]00)$/.test(weight)) Object.assign(node, { tagName: "span", properties: {} });
	} else if (/^(bold|bolder|[6-9]00)$/.test(weight)) node.tagName = "strong";
	else if (/^(italic|oblique)$/.test(style.get("font-style") ?? "")) node.tagName = "em";
	else if (/line-through/.test(style.get("text-decoration") ?? style.get("text-decoration-line") ?? ""))
		node.tagName = "del";
}

function mailPart(node: Element): ElementContent[] {
	if (node.tagName === "div" || node.tagName === "p") return [headingOf(node) ?? node];
	if (node.tagName !== "a" || textOf(node).trim() !== "") return [node];
	return SHARING.test(attribute(node, "href")) ? [] : [node];
}

function lowerCase(text: string): string {
	return text.toLowerCase();
}
