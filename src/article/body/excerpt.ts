import type { Element, ElementContent, Root } from "hast";
import { cleanLine, shorten } from "../clean-text.ts";
import { isBlock } from "./blocks.ts";
import { attribute, contentOf, findElement, type Parent, textOf } from "./dom.ts";
import { mathWords } from "./mathml.ts";

/** Maximum length of an excerpt that is made from the body, in characters. */
const LENGTH = 300;

/** Text of at least this length (in characters) counts as prose even if it does not end with a full stop. */
const LONG = 80;

/** Elements that reveal little about an article's subject, or are not text. */
const NO_PROSE = /^(pre|table|figcaption|caption|h[1-6]|video|audio|summary)$/;

/** Matches a newsletter's remarks about itself, in several languages. */
const NOTICE =
	/\b(view|read|open|see|trouble|problem)\w*\b.*\b(browser|online|web ?(version|page))\b|im browser|web-?version|online-?version|unsubscribe|abmelden|abbestellen|se désabonner|votre navigateur|su navegador|darse de baja|nel browser|disiscriv/i;
const NOTICE_LENGTH = 200;

interface Paragraph {
	text: string;
	/** How many of the characters are inside links. */
	linked: number;
}

/**
 * Returns an excerpt: the plain text of the body, starting with its first prose, cut between words. A line is not prose
 * if it is entirely a link ("View in browser"), or if it is short and does not end with a full stop ("Learning of the
 * day"). If there is no prose, the excerpt is taken from all text.
 */
export function excerptOf(tree: Root): string {
	const paragraphs: Paragraph[] = [];
	collect(tree, paragraphs, false);
	if (paragraphs.length === 0) collect(tree, paragraphs, true);
	if (paragraphs.length === 0) return shorten(cleanLine(pictureWords(tree).join(" ")), LENGTH - 1);
	const first = paragraphs.findIndex(isProse);
	const prose = paragraphs
		.slice(Math.max(first, 0))
		.filter((paragraph) => !isNotice(paragraph) && !isAllLink(paragraph));
	const text = (prose.length > 0 ? prose : paragraphs).map((paragraph) => paragraph.text).join(" ");
	const short = shorten(text, LENGTH);
	return short.length > LENGTH ? shorten(text, LENGTH - 1) : short;
}

/** Returns the alt texts of the pictures in a body. They serve as the excerpt if the body does not contain text. */
function pictureWords(parent: Parent): string[] {
	return contentOf(parent).flatMap((child) => {
		if (child.type !== "element") return [];
		return child.tagName === "img" ? [attribute(child, "alt")] : pictureWords(child);
	});
}

/** @param isAll whether to include headings, tables and similar elements */
function collect(parent: Parent, paragraphs: Paragraph[], isAll: boolean): void {
	if (parent.type === "element") {
		if (parent.properties["dataFootnotes"] !== undefined) return;
		if (!isAll && NO_PROSE.test(parent.tagName)) return;
	}
	let run: ElementContent[] = [];
	for (const child of contentOf(parent)) {
		if (child.type === "text" || !isBlock(child)) run.push(child);
		else {
			addParagraph(run, paragraphs);
			run = [];
			collect(child, paragraphs, isAll);
		}
	}
	addParagraph(run, paragraphs);
}

function addParagraph(run: ElementContent[], paragraphs: Paragraph[]): void {
	const text = cleanLine(run.map(wordsOf).join("")).replace(/^[☐☑] /, "");
	if (text === "") return;
	const linked = run.reduce((sum, node) => sum + linkedIn(node), 0);
	paragraphs.push({ text, linked });
}

/**
 * Returns the text as it would be read aloud: a line break becomes a space, and footnote references and players are
 * omitted.
 */
function wordsOf(node: ElementContent): string {
	if (node.type === "text") return node.value;
	if (node.type !== "element" || isFootnoteMark(node) || /^(video|audio)$/.test(node.tagName)) return "";
	if (node.tagName === "math") return mathWords(node);
	return node.tagName === "br" ? " " : node.children.map(wordsOf).join("");
}

function isFootnoteMark(node: Element): boolean {
	return node.tagName === "sup" && findElement(node, ({ tagName }) => tagName === "a") !== undefined;
}

function linkedIn(node: ElementContent): number {
	if (node.type !== "element") return 0;
	if (node.tagName === "a" && attribute(node, "href") !== "") return cleanLine(textOf(node)).length;
	return node.children.reduce((sum, child) => sum + linkedIn(child), 0);
}

function isProse(paragraph: Paragraph): boolean {
	if (isNotice(paragraph) || paragraph.linked > paragraph.text.length / 2) return false;
	return paragraph.text.length >= LONG || /[.!?…。！？؟।]["'”’»“)\]]*$/.test(paragraph.text);
}

function isNotice({ text, linked }: Paragraph): boolean {
	return linked > 0 && text.length <= NOTICE_LENGTH && NOTICE.test(text);
}

function isAllLink({ text, linked }: Paragraph): boolean {
	return linked > 0 && linked >= text.length - 2;
}
