import type { Element, ElementContent } from "hast";
import { attribute, textOf } from "./attribute.ts";
import { headingOf } from "./layout-tables.ts";

/** Blocks that mean no more than `div` once an article is out of its page. */
const PLAIN_BLOCKS =
	/^(address|article|aside|center|fieldset|footer|form|header|hgroup|main|nav|section|search|amp-[a-z-]+)$/;

/** A link of these opens a form for passing something on, which every reader has itself. */
const SHARING =
	/^https?:\/\/(www\.)?((twitter|x|bsky)\.(com|app)\/(intent|share)|facebook\.com\/(sharer|share\.php|dialog)|linkedin\.com\/(share|sharing|cws)|pinterest\.com\/pin\/create|reddit\.com\/submit|t\.me\/share|(api\.whatsapp\.com|wa\.me)\/)/i;

/**
 * Takes from an element what only this program may say: a player, and the prefix of ids, which sanitising sets again.
 * Old anchors have their id in `name`.
 */
export function claimNothing(node: Element): void {
	const { properties, tagName } = node;
	delete properties["dataPlayer"];
	for (const name of ["href", "src", "cite", "poster"]) {
		// The sanitiser knows the names of schemes only as they are usually written.
		if (properties[name] !== undefined) properties[name] = attribute(node, name).replace(/^[a-z]+:/i, lowerCase);
	}
	if (tagName === "a") properties["id"] ??= properties["name"];
	if (properties["id"] !== undefined) properties["id"] = attribute(node, "id").replace(/^(text-)+/, "") || undefined;
}

/** Elements of a page become the plain ones that they amount to in an article. */
export function rename(node: Element): void {
	const { properties, tagName } = node;
	if (/^(amp-)?(video|audio)$/.test(tagName)) {
		node.tagName = tagName.replace("amp-", "");
		properties["controls"] = true;
	} else if (tagName === "menu" || tagName === "dir") node.tagName = "ul";
	else if (PLAIN_BLOCKS.test(tagName) && properties["dataFootnotes"] === undefined) node.tagName = "div";
}

/** Most readers drop boxes, and a list of tasks without them does not say what is done. */
export function taskBox(node: Element): ElementContent[] {
	if (attribute(node, "type") !== "checkbox") return [];
	return [{ type: "text", value: node.properties["checked"] === true ? "☑" : "☐" }];
}

export function mailPart(node: Element): ElementContent[] {
	if (node.tagName === "div" || node.tagName === "p") return [headingOf(node) ?? node];
	if (node.tagName !== "a" || textOf(node).trim() !== "") return [node];
	return SHARING.test(attribute(node, "href")) ? [] : [node];
}

function lowerCase(text: string): string {
	return text.toLowerCase();
}
