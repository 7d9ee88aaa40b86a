import type { Element, ElementContent } from "hast";
import { cleanText } from "../clean-text.ts";
import { element, type Parent } from "./dom.ts";

const BLOCKS =
	/^(blockquote|caption|dd|details|div|dl|dt|figcaption|figure|h[1-6]|hr|li|ol|p|pre|section|summary|table|tbody|td|tfoot|th|thead|tr|ul)$/;

/**
 * Elements in which loose text between blocks becomes a paragraph. In other elements (`li`, `td`), it may stay loose.
 */
const FLOWS = /^(blockquote|div|section)$/;
const HEADING = /^h[1-6]$/;

/**
 * Inline elements that contain blocks: for example, a link around paragraphs, or bold text that spans several
 * paragraphs.
 */
const heldBlocks = new WeakSet<Element>();

export function isBlock(node: ElementContent): boolean {
	return node.type === "element" && (BLOCKS.test(node.tagName) || heldBlocks.has(node));
}

/** Records whether an element contains blocks. Call this once the element's children are final. */
export function noteBlocks(node: Element): void {
	if (!BLOCKS.test(node.tagName) && node.children.some(isBlock)) heldBlocks.add(node);
}

/**
 * Rearranges the children of an element (or of the whole body) so that every parser reads them the same way: text
 * between blocks becomes a paragraph, meaningless `div`s are removed, and no paragraph contains a block.
 */
export function arrange(parent: Parent, children: ElementContent[], isCode: boolean): ElementContent[] {
	const name = parent.type === "root" ? "root" : parent.tagName;
	if (isCode && name === "p" && parent.type === "element" && children.some(isBlock)) parent.tagName = "div";
	if (isCode || /^(table|thead|tbody|tfoot|tr|video|audio)$/.test(name)) return children;
	const all = withTextsJoined(dissolved(children, name, true), false);
	const hasBlocks = all.some(isBlock);
	if (HEADING.test(name) && parent.type === "element" && hasBlocks) return headingContent(parent, all);
	if (name === "p" && parent.type === "element" && hasBlocks) parent.tagName = "div";
	if (name === "div" && parent.type === "element" && !hasBlocks) parent.tagName = "p";
	if (hasBlocks && (parent.type === "root" || FLOWS.test(parent.tagName))) {
		return parent.type === "root" ? withoutIdleRules(inParagraphs(all)) : inParagraphs(all);
	}
	return parent.type === "element" && /^(p|h[1-6])$/.test(parent.tagName) ? trimmed(all) : all;
}

/** Joins adjacent text nodes and normalizes their text. */
export function withTextsJoined(children: readonly ElementContent[], isCode: boolean): ElementContent[] {
	const joined: ElementContent[] = [];
	let texts: string[] = [];
	function end(): void {
		if (texts.length > 0) joined.push({ type: "text", value: normalText(texts.join(""), isCode) });
		texts = [];
	}
	for (const child of children) {
		if (child.type === "text") texts.push(child.value);
		else {
			end();
			joined.push(child);
		}
	}
	end();
	return joined;
}

/**
 * Normalizes the text of a node. This must happen before tags are added, because NFC would merge U+0338 with the `>` of
 * a tag before it.
 */
function normalText(text: string, isCode: boolean): string {
	const clean = cleanText(text);
	return isCode ? clean : clean.replace(/[ \t\n]{2,}/g, (space) => (space.includes("\n") ? "\n" : " "));
}

/** Unwraps `div`s without attributes, and a paragraph that is the only content of a cell or caption. */
function dissolved(children: ElementContent[], parent: string, isAll: boolean): ElementContent[] {
	const isOnly = isAll && children.filter((child) => !isBlank(child)).length === 1;
	return children.flatMap((child) => {
		if (child.type !== "element" || !/^(div|p)$/.test(child.tagName)) return [child];
		if (Object.values(child.properties).some((value) => value !== undefined && value !== null)) return [child];
		if (child.tagName === "div") return dissolved(child.children, parent, isOnly);
		return isOnly && /^(figcaption|figure|summary|td|th)$/.test(parent) ? child.children : [child];
	});
}

/**
 * Moves the content of paragraphs in a heading into the heading itself, separated by line breaks. A heading that
 * contains other blocks (a list, a table) becomes a plain block.
 */
function headingContent(heading: Element, children: ElementContent[]): ElementContent[] {
	if (children.some((child) => isBlock(child) && !(child.type === "element" && child.tagName === "p"))) {
		heading.tagName = "div";
		return inParagraphs(children);
	}
	return trimmed(
		children.flatMap((child) =>
			child.type === "element" && child.tagName === "p"
				? [element("br", {}, []), ...child.children, element("br", {}, [])]
				: [child],
		),
	);
}

/** Wraps content between blocks in paragraphs. Two consecutive line breaks end a paragraph. */
function inParagraphs(children: ElementContent[]): ElementContent[] {
	const result: ElementContent[] = [];
	let run: ElementContent[] = [];
	function end(): void {
		const text = trimmed(run);
		if (text.length > 0) result.push(element("p", {}, text));
		else if (run.some((node) => node.type === "text" && node.value.includes("\n")))
			result.push({ type: "text", value: "\n" });
		run = [];
	}
	for (const child of children) {
		if (isBlock(child)) {
			end();
			result.push(child);
		} else if (isBreak(child) && isBreak(run.findLast((node) => node.type !== "text" || !isBlank(node)))) end();
		else run.push(child);
	}
	end();
	return result;
}

function isBreak(node: ElementContent | undefined): boolean {
	return node?.type === "element" && node.tagName === "br";
}

/** Removes horizontal rules that do not separate anything: rules at either end, and repeated rules. */
function withoutIdleRules(children: ElementContent[]): ElementContent[] {
	const result: ElementContent[] = [];
	let before: ElementContent | undefined;
	for (const child of children) {
		if (isRule(child) && (before === undefined || isRule(before))) continue;
		result.push(child);
		if (child.type !== "text") before = child;
	}
	const last = result.findLastIndex((child) => child.type !== "text");
	return isRule(result[last]) ? result.slice(0, last) : result;
}

function isRule(node: ElementContent | undefined): boolean {
	return node?.type === "element" && node.tagName === "hr";
}

/** Elements inside which leading and trailing white space can be trimmed. */
const EDGES = /^(a|b|em|i|small|span|strong|u)$/;

/** Whether a node contains nothing visible. Zero-width characters do not count as visible. */
export function isBlank(node: ElementContent): boolean {
	if (node.type === "text") return /^(?:\u034F|[\s\u00AD\u200B-\u200F\u2060\uFEFF])*$/.test(node.value);
	return node.type === "element" && (node.tagName === "br" || node.tagName === "wbr");
}

/** Trims line breaks and white space at both ends. */
function trimmed(children: ElementContent[]): ElementContent[] {
	let [start, end] = [0, children.length];
	while (start < end && isBlankAt(children, start)) start++;
	while (end > start && isBlankAt(children, end - 1)) end--;
	return children.slice(start, end).map((child, index, inner) => {
		const begun = index === 0 ? withoutSpace(child, /^[ \t\n]+/, 0) : child;
		return index === inner.length - 1 ? withoutSpace(begun, /[ \t\n]+$/, -1) : begun;
	});
}

/** Trims white space at an edge, including within a link or bold text. */
function withoutSpace(node: ElementContent, space: RegExp, at: 0 | -1): ElementContent {
	if (node.type === "text") return { type: "text", value: node.value.replace(space, "") };
	const edge = node.type === "element" && EDGES.test(node.tagName) ? node.children.at(at) : undefined;
	if (node.type !== "element" || edge === undefined) return node;
	const others = at === 0 ? node.children.slice(1) : node.children.slice(0, -1);
	const trimmedEdge = withoutSpace(edge, space, at);
	if (trimmedEdge.type === "text" && trimmedEdge.value === "") node.children = others;
	else node.children = at === 0 ? [trimmedEdge, ...others] : [...others, trimmedEdge];
	return node;
}

function isBlankAt(children: ElementContent[], index: number): boolean {
	const child = children[index];
	return child !== undefined && isBlank(child);
}
