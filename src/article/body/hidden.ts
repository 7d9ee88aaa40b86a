import type { Element, Root } from "hast";
import { attribute, declarations, findElement, styleOf, textOf } from "./dom.ts";

/**
 * Returns a function that recognizes parts that were invisible where the text was first shown, such as the preview line
 * of an e-mail, a second version of the text for small screens, or machine-readable text.
 *
 * `mso-hide` alone does not count: it hides a part only from Outlook, which gets a different version in a comment.
 */
export function hiddenParts(tree: Root): (node: Element) => boolean {
	const sheet = readStyleSheets(tree);
	return (node) => {
		const style = styleOf(node);
		if (node.properties["hidden"] === true && !isDisplayed(style)) return true;
		if (sheet.hidden.size > 0 && isHiddenByClass(node, style, sheet)) return true;
		return style.size > 0 && hides(style, node);
	};
}

function isHiddenByClass(node: Element, style: Map<string, string>, { hidden, shown }: StyleSheets): boolean {
	const names = attribute(node, "className").split(" ");
	if (!names.some((name) => hidden.has(name)) || isDisplayed(style) || hasRatio(style)) return false;
	return !shown.some((all) => all.every((name) => names.includes(name)));
}

/** Whether a style shows something that another rule hides. */
function isDisplayed(style: Map<string, string>): boolean {
	return (style.get("display") ?? "none") !== "none";
}

function hides(style: Map<string, string>, node?: Element): boolean {
	if (style.get("display") === "none") return true;
	// Animated content only appears when a script moves it, or when the reader opens it.
	if ([...style.keys()].some((name) => /^(transition|animation|transform|will-change)/.test(name))) return false;
	if (isZero(style.get("max-height")) && style.get("overflow") !== "visible") return true;
	if (isZero(style.get("height")) && style.get("overflow") === "hidden") return !hasRatio(style);
	if (!node) return false;
	if (style.get("visibility") === "hidden" || isZero(style.get("opacity"))) {
		// Media may be invisible until they are loaded.
		return (
			!holdsMedia(node) && findElement(node, (part) => styleOf(part).get("visibility") === "visible") === undefined
		);
	}
	// HTML e-mails set this font size on a table cell to close the gaps between its columns. The columns set their own
	// font size, so their text is visible.
	return /^(0(px|pt|em|rem|%)?|1(px|pt|%))$/.test(style.get("font-size") ?? "") && !isSizedWithin(node);
}

/** Whether a box keeps the aspect ratio of a video: its height is only padding, in proportion to its width. */
function hasRatio(style: Map<string, string>): boolean {
	const heights = ["padding-bottom", "padding-top", "padding", "min-height"].map((name) => style.get(name));
	return heights.some((value) => value !== undefined && /[1-9]/.test(value));
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

/** Classes that the style sheets in the body hide on every screen. */
interface StyleSheets {
	hidden: Set<string>;
	/** Combinations of classes, such as `.tab.active`, that show an element although one of the classes hides it. */
	shown: string[][];
}

function readStyleSheets(tree: Root): StyleSheets {
	const hidden = new Set<string>();
	const shown: string[][] = [];
	for (const css of styleSheets(tree)) {
		for (const rule of withoutAtRules(css).split("}")) {
			const [selectors = "", body] = rule.split("{");
			if (body === undefined) continue;
			const style = declarations(body);
			for (const selector of selectors.split(",")) {
				const names = /^(?:\*|[a-z]+\d?)?((?:\.[\w-]+)+)$/i.exec(selector.trim())?.[1]?.split(".").slice(1) ?? [];
				const [name] = names;
				if (name === undefined) continue;
				if (names.length > 1) {
					if (isDisplayed(style) && shown.length < MAX_SHOWN) shown.push(names);
				} else if (hides(style)) hidden.add(name);
				else if (["display", "max-height", "height"].some((property) => style.has(property))) hidden.delete(name);
			}
		}
	}
	return { hidden, shown };
}

/**
 * Maximum number of combinations in `shown`. It is limited because every combination is compared with every hidden
 * element.
 */
const MAX_SHOWN = 100;

function styleSheets(tree: Root): string[] {
	const sheets: string[] = [];
	findElement(tree, (node) => {
		if (node.tagName === "style") sheets.push(textOf(node));
		return false;
	});
	return sheets;
}

/** Removes `@media` and similar rules from CSS, because they apply only to some screens. */
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

/** Matches Jekyll's marker for text that is not a template. Jekyll removes the marker when it renders the page. */
const RAW = /\{%-?\s*(?:end)?raw\s*-?%\}/g;

/**
 * Matches a placeholder, such as `*|UNSUB|*`, `{{ preheader }}`, `%%view_online%%` or `{can-spam}`, that a mailing
 * program fills in.
 */
const BLANK = /^\s*(?:\*\|[^|]{1,80}\|\*|\{\{[^{}]{1,80}\}\}|%%[^%]{1,80}%%|\{[\w.-]{1,60}\}|\[\[[^[\]]{1,80}\]\])\s*$/;

/** Matches characters that were escaped more than once. Outside code, nobody writes `&amp;quot;`. */
const ESCAPED_AGAIN = /&amp;(?:amp;)*(quot|apos|#0?39|lt|gt|nbsp|amp);/g;
const CHARACTERS: Record<string, string> = { quot: '"', lt: "<", gt: ">", nbsp: "\u00A0", amp: "&" };

/**
 * Matches runs of zero-width characters, with which senders prevent mail clients from showing more text after the
 * subject.
 */
const FILLING = /(?:\u034F|[\u200B\u200C\uFEFF])(?:[\s\u00AD]*(?:\u034F|[\u200B\u200C\uFEFF])){2,}/g;

/** Removes leftovers of templates and mailing programs from text outside code. */
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

/** Whether an address contains a placeholder that was never filled in. */
export function isTemplateRemains(address: string): boolean {
	return BLANK.test(address);
}
