import type { Element, ElementContent } from "hast";
import { cleanText } from "../clean-text.ts";
import { element, type Parent } from "./attribute.ts";
import { isBlank, trimmed } from "./blank.ts";

const BLOCKS =
	/^(blockquote|caption|dd|details|div|dl|dt|figcaption|figure|h[1-6]|hr|li|ol|p|pre|section|summary|table|tbody|td|tfoot|th|thead|tr|ul)$/;

/** Between blocks in these, text is a paragraph; in others (`li`, `td`) it may stand as it is. */
const FLOWS = /^(blockquote|div|section)$/;
const HEADING = /^h[1-6]$/;

/** Elements for text that hold blocks: a link around paragraphs, or bold text of many. */
const heldBlocks = new WeakSet<Element>();

export function isBlock(node: ElementContent): boolean {
	return node.type === "element" && (BLOCKS.test(node.tagName) || heldBlocks.has(node));
}

/** To be called when the element's children are what they will be. */
export function noteBlocks(node: Element): void {
	if (!BLOCKS.test(node.tagName) && node.children.some(isBlock)) heldBlocks.add(node);
}

/**
 * The children of an element (or of the whole body) as they read best and as every parser understands them: text
 * beside blocks is a paragraph, `div`s without a meaning of their own are gone, and no paragraph holds a block.
 */
export function arrange(parent: Parent, children: ElementContent[], isCode: boolean): ElementContent[] {
	const name = parent.type === "root" ? "root" : parent.tagName;
	if (isCode && name === "p" && parent.type === "element" && children.some(isBlock)) parent.tagName = "div";
	if (isCode || /^(table|thead|tbody|tfoot|tr|video|audio)$/.test(name)) return children;
	const all: ElementContent[] = [];
	for (const node of dissolved(children, name, true)) appendNode(all, node, false);
	const hasBlocks = all.some(isBlock);
	if (HEADING.test(name) && parent.type === "element" && hasBlocks) return headingContent(parent, all);
	if (name === "p" && parent.type === "element" && hasBlocks) parent.tagName = "div";
	if (name === "div" && parent.type === "element" && !hasBlocks) parent.tagName = "p";
	if (hasBlocks && (parent.type === "root" || FLOWS.test(parent.tagName))) {
		return parent.type === "root" ? withoutIdleRules(inParagraphs(all)) : inParagraphs(all);
	}
	return parent.type === "element" && /^(p|h[1-6])$/.test(parent.tagName) ? trimmed(all) : all;
}

/** Adds to what stands before; texts beside each other become one, in its normal form. */
export function appendNode(children: ElementContent[], node: ElementContent, isCode: boolean): void {
	const last = children.at(-1);
	if (node.type !== "text") children.push(node);
	else if (last?.type !== "text") children.push({ type: "text", value: normalText(node.value, isCode) });
	else children[children.length - 1] = { type: "text", value: normalText(last.value + node.value, isCode) };
}

/** Only on the text: brought into NFC, U+0338 would make one character of itself and the `>` of a tag before it. */
function normalText(text: string, isCode: boolean): string {
	const clean = cleanText(text);
	return isCode ? clean : clean.replace(/[ \t\n]{2,}/g, (space) => (space.includes("\n") ? "\n" : " "));
}

/** A `div` of blocks gives way to them; a paragraph that is all that a cell holds, to its text. */
function dissolved(children: ElementContent[], parent: string, isAll: boolean): ElementContent[] {
	const isOnly = isAll && children.filter((child) => !isBlank(child)).length === 1;
	return children.flatMap((child) => {
		if (child.type !== "element" || !/^(div|p)$/.test(child.tagName)) return [child];
		if (Object.values(child.properties).some((value) => value !== undefined && value !== null)) return [child];
		if (child.tagName === "div") return dissolved(child.children, parent, isOnly);
		return isOnly && /^(figcaption|figure|summary|td|th)$/.test(parent) ? child.children : [child];
	});
}

/** A heading is one line. What is no text (a list, a table) cannot be in it, and makes of it a mere block. */
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

/** Wraps what stands between blocks; two line breaks after each other end a paragraph. */
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

/** A rule parts what is before it from what follows: one is enough, and none at the ends. */
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
