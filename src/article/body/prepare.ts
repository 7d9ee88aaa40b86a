import type { Element, ElementContent, Root, Text } from "hast";
import { webUrl } from "../fields.ts";
import { attribute, findElement, type Parent, textOf } from "./attribute.ts";
import { isEmbed, linkInstead } from "./embeds.ts";
import { hiddenParts } from "./hidden-parts.ts";
import { blocksOf, isLayoutTable } from "./layout-tables.ts";
import { parseHtml } from "./parse-html.ts";
import { isImage, simplePicture } from "./pictures.ts";
import { claimNothing, mailPart, rename, taskBox } from "./plain-elements.ts";
import { isMarkedRaw, withoutRemains } from "./template-remains.ts";

/** What the body says of itself. `player` is that of the first video in it, `base` what relative addresses are relative to. */
export interface Prepared {
	base: string;
	player?: string;
}

/**
 * Everything that has to be read from attributes before sanitising takes them away: what is hidden goes, pictures get
 * one address, embeds become links, tables that only lay out become blocks. Changes the tree.
 */
export function prepare(tree: Root, source: string, link: string): Prepared {
	const preparation = new Preparation(tree, source, link);
	preparation.reshape(tree, false);
	return preparation.result;
}

/** Mail gives itself away by what its clients need: presentation tables, and comments for Outlook. */
function isMailHtml(source: string): boolean {
	return /<!--\[if [^\]]{0,80}\bmso\b|<table\s[^>]{0,400}\brole\s*=\s*["']?presentation/i.test(source);
}

class Preparation {
	readonly result: Prepared;
	readonly #isMail: boolean;
	readonly #hasRaw: boolean;
	readonly #isHidden: (node: Element) => boolean;
	readonly #openTables: Element[] = [];
	readonly #outerTables = new Set<Element>();

	constructor(tree: Root, source: string, link: string) {
		const written =
			/<base\b/i.test(source) && findElement(tree, (node) => attribute(node, "href") !== "" && node.tagName === "base");
		this.result = { base: (written && webUrl(attribute(written, "href"), link)) || link };
		this.#isMail = isMailHtml(source);
		this.#hasRaw = isMarkedRaw(source);
		this.#isHidden = hiddenParts(tree);
	}

	/** From the inside out, except for what is replaced as a whole. */
	reshape(parent: Parent, isCode: boolean): void {
		const children: ElementContent[] = [];
		for (const child of parent.children) {
			if (child.type === "text") children.push(isCode ? child : this.#text(child));
			else if (child.type === "element" && !this.#isHidden(child)) {
				for (const node of this.#replacement(child, isCode, children)) children.push(node);
			}
		}
		parent.children = children;
	}

	#text(node: Text): Text {
		return { type: "text", value: withoutRemains(node.value, this.#hasRaw, this.#isMail) };
	}

	#replacement(node: Element, isCode: boolean, before: ElementContent[]): ElementContent[] {
		claimNothing(node);
		if (isImage(node) || node.tagName === "picture") return this.#picture(node);
		if (isEmbed(node)) return this.#embed(node);
		if (node.tagName === "noscript") return this.#noscript(node, before);
		if (node.tagName === "input") return taskBox(node);
		if (node.tagName === "table") return this.#table(node, isCode);
		rename(node);
		this.reshape(node, isCode || /^(pre|code|samp|kbd|tt)$/.test(node.tagName));
		return this.#isMail ? mailPart(node) : [node];
	}

	#picture(node: Element): ElementContent[] {
		const pictures = simplePicture(node, this.result.base, this.#isMail);
		for (const { properties } of pictures) {
			properties["alt"] = withoutRemains(String(properties["alt"]), this.#hasRaw, this.#isMail);
		}
		return pictures;
	}

	#embed(node: Element): ElementContent[] {
		const { nodes, player } = linkInstead(node, this.result.base);
		if (player !== undefined) this.result.player ??= player;
		if (nodes !== node.children) return nodes;
		this.reshape(node, false);
		return node.children;
	}

	#table(node: Element, isCode: boolean): ElementContent[] {
		const outer = this.#openTables.at(-1);
		if (outer) this.#outerTables.add(outer);
		this.#openTables.push(node);
		this.reshape(node, isCode);
		this.#openTables.pop();
		return isLayoutTable(node, this.#outerTables.has(node)) ? blocksOf(node) : [node];
	}

	/** A picture for those without scripts stands behind one that scripts load, which may have been understood. */
	#noscript(node: Element, before: ElementContent[]): ElementContent[] {
		const text = textOf(node);
		if (text.includes("<")) node.children = parseHtml(text).children.filter((child) => child.type !== "doctype");
		this.reshape(node, false);
		const isLoaded = (part: Element) => part.tagName === "img" && attribute(part, "src") !== "";
		if (!findElement(node, isLoaded)) return [];
		const last = before.findLastIndex((sibling) => sibling.type === "element");
		const previous = before[last];
		if (previous?.type !== "element" || previous.tagName !== "img") return node.children;
		if (isLoaded(previous)) return [];
		before.splice(last, 1);
		return node.children;
	}
}
