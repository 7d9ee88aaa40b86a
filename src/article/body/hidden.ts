import type { Element, Root } from "hast";
import { attribute, declarations, findElement, styleOf, textOf } from "./dom.ts";

/**
 * Finds what a person does not get to see where the text was first shown: the line that a mail client shows beside
 * the subject, the second version of a part for small screens, text for machines.
 *
 * `mso-hide` alone hides from Outlook only, which gets another version in a comment: it is no sign.
 */
export function hiddenParts(tree: Root): (node: Element) => boolean {
	const classes = hiddenClasses(tree);
	return (node) => {
		if (node.properties["hidden"] === true) return true;
		if (
			classes.size > 0 &&
			attribute(node, "className")
				.split(" ")
				.some((name) => classes.has(name))
		)
			return true;
		return node.properties["style"] !== undefined && hides(styleOf(node), node);
	};
}

function hides(style: Map<string, string>, node?: Element): boolean {
	if (style.get("display") === "none") return true;
	if (isZero(style.get("max-height"))) return true;
	if (isZero(style.get("height")) && style.get("overflow") === "hidden") return true;
	if (!node) return false;
	if (style.get("visibility") === "hidden" || isZero(style.get("opacity"))) {
		// A picture that is still to be loaded, or a part that comes into sight when a script moves it.
		return ![...style.keys()].some((name) => /^(transition|animation)/.test(name)) && !holdsMedia(node);
	}
	// Mail sets it on a cell to close the gaps between the columns in it, which then have a size of their own.
	return /^[01](px|pt|em|rem|%)?$/.test(style.get("font-size") ?? "") && !isSizedWithin(node);
}

function isZero(value: string | undefined): boolean {
	return value !== undefined && /^0+(\.0+)?(px|pt|em|rem|%)?$/.test(value);
}

function holdsMedia(node: Element): boolean {
	const isMedium = ({ tagName }: Element) => /^(amp-)?(img|picture|iframe|video|audio|youtube)$/.test(tagName);
	return isMedium(node) || findElement(node, isMedium) !== undefined;
}

function isSizedWithin(node: Element): boolean {
	if (holdsMedia(node)) return true;
	return (
		findElement(node, (part) => styleOf(part).has("font-size") || attribute(part, "className") !== "") !== undefined
	);
}

/** The classes that a style sheet in the text hides on every screen, by rules for the class alone. */
function hiddenClasses(tree: Root): Set<string> {
	const hidden = new Set<string>();
	for (const css of styleSheets(tree)) {
		for (const rule of withoutAtRules(css).split("}")) {
			const [selectors = "", body] = rule.split("{");
			if (body === undefined) continue;
			const style = declarations(body);
			for (const selector of selectors.split(",")) {
				const name = /^(?:\*|[a-z]+\d?)?\.([\w-]+)$/i.exec(selector.trim())?.[1];
				if (name === undefined) continue;
				if (hides(style)) hidden.add(name);
				else if (style.has("display") || style.has("max-height")) hidden.delete(name);
			}
		}
	}
	return hidden;
}

function styleSheets(tree: Root): string[] {
	const sheets: string[] = [];
	findElement(tree, (node) => {
		if (node.tagName === "style") sheets.push(textOf(node));
		return false;
	});
	return sheets;
}

/** `@media` and its like hold rules for some screens only. */
function withoutAtRules(css: string): string {
	const plain = withoutComments(css);
	let result = "";
	let depth = 0;
	let outside = 0;
	for (const { 0: mark, index } of plain.matchAll(/@|[{};]/g)) {
		if (mark === "@" && depth === 0) {
			result += plain.slice(outside, index);
			outside = -1;
			depth = 0.5;
		} else if (mark === "{" && depth > 0) depth = Math.floor(depth) + 1;
		else if ((mark === "}" && depth > 0 && --depth === 0) || (mark === ";" && depth === 0.5)) {
			depth = 0;
			outside = index + 1;
		}
	}
	return outside < 0 ? result : result + plain.slice(outside);
}

function withoutComments(css: string): string {
	const [start = "", ...rest] = css.replace(/<!--|-->/g, "").split("/*");
	return start + rest.map((part) => (part.includes("*/") ? part.slice(part.indexOf("*/") + 2) : "")).join("");
}

/** Jekyll's mark for text that is no template. It leaves nothing behind where the template is run. */
const RAW = /\{%-?\s*(?:end)?raw\s*-?%\}/g;

/** What a mailing program fills in when it sends: `*|UNSUB|*`, `{{ preheader }}`, `%%view_online%%`, `{can-spam}`. */
const BLANK = /^\s*(?:\*\|[^|]{1,80}\|\*|\{\{[^{}]{1,80}\}\}|%%[^%]{1,80}%%|\{[\w.-]{1,60}\}|\[\[[^[\]]{1,80}\]\])\s*$/;

/** Characters escaped more than once: nobody writes `&amp;quot;` for others to read, unless as code. */
const ESCAPED_AGAIN = /&amp;(?:amp;)*(quot|apos|#0?39|lt|gt|nbsp|amp);/g;
const CHARACTERS: Record<string, string> = { quot: '"', lt: "<", gt: ">", nbsp: "\u00A0", amp: "&" };

/** Characters without width in a row: they keep a mail client from showing text beside the subject. */
const FILLING = /(?:\u034F|[\u200B\u200C\uFEFF])(?:[\s\u00AD]*(?:\u034F|[\u200B\u200C\uFEFF])){2,}/g;

/** A text, other than code, without what templates and mailing programs have left in it. */
export function withoutRemains(text: string, hasRaw: boolean, isMail: boolean): string {
	if (isMail && BLANK.test(text)) return "";
	let clean = hasRaw ? text.replace(RAW, "") : text;
	if (clean.includes("&amp;")) clean = clean.replace(ESCAPED_AGAIN, (_, name: string) => CHARACTERS[name] ?? "'");
	return isMail ? clean.replace(FILLING, " ") : clean;
}

/** Whether the body is marked as raw for Jekyll. */
export function isMarkedRaw(body: string): boolean {
	return /\{%-?\s*raw\s*-?%\}/.test(body) && /\{%-?\s*endraw\s*-?%\}/.test(body);
}

/** An address that was to be filled in leads nowhere. */
export function isTemplateRemains(address: string): boolean {
	return BLANK.test(address);
}
