import { replaceElements } from "../html.ts";

/**
 * Divides text from the classic editor into paragraphs in the same way as WordPress
 * (https://developer.wordpress.org/reference/functions/wpautop/). Blank lines separate paragraphs, a single line break
 * becomes `<br>`, and block elements are not changed.
 */

/** Elements that end a paragraph. */
const BLOCK =
	/^(?:table|thead|tfoot|caption|col|colgroup|tbody|tr|td|th|div|dl|dd|dt|ul|ol|li|pre|form|map|area|blockquote|address|style|p|h[1-6]|hr|fieldset|legend|section|article|aside|hgroup|header|footer|nav|figure|figcaption|details|menu|summary|video|audio|object|script)$/;

/** Blocks without an end tag. */
const VOID = /^(?:hr|col|area)$/;

/** Elements whose content is not changed. */
const VERBATIM = ["pre", "script", "style", "textarea", "svg", "math", "video", "audio", "object"];

/** Blocks whose text does not become paragraphs. */
const LINE = /^(?:p|h[1-6]|dt|figcaption|legend|caption|summary)$/;

/** Blocks that contain only other blocks. */
const STRUCTURE = /^(?:table|thead|tfoot|tbody|tr|colgroup|dl|ul|ol|menu|map)$/;

/** Blocks whose text always becomes paragraphs. */
const PROSE = /^blockquote$/;

/** A tag or a comment; attribute values may contain `>`. */
const TAG = /<!--[\s\S]*?-->|<\/?([a-z][a-z0-9-]*)(?:[^<>"']|"[^"]*"|'[^']*')*>/gi;

/** Maximum depth of open elements. Elements nested more deeply are not tracked. */
const MAX_OPEN = 300;

/** The name of a placeholder element for protected code. */
const PROTECTED = /^nspre-/;

/** Renders the text of the classic editor as HTML. */
export function autop(text: string): string {
	const kept: string[] = [];
	const keep = (element: string): string => `<nsblock-${kept.push(element) - 1}>`;
	const source = replaceElements(text.replaceAll(/\r\n?/g, "\n"), VERBATIM, keep)
		.replace(TAG, (tag) => (tag.startsWith("<!--") ? tag : tag.replaceAll(/\s*\n\s*/g, " ")))
		.replaceAll(/<br\s*\/?>\s*<br\s*\/?>/gi, "\n\n");
	let out = "";
	const open: string[] = [];
	let run = "";
	const flush = (): void => {
		out += paragraphs(run, open.at(-1));
		run = "";
	};
	let at = 0;
	for (const match of source.matchAll(TAG)) {
		const [tag, written = ""] = match;
		const name = written.toLowerCase();
		const isKept = name.startsWith("nsblock-") || PROTECTED.test(name);
		if (!tag.startsWith("<!--") && !isKept && !BLOCK.test(name)) continue;
		run += source.slice(at, match.index);
		at = match.index + tag.length;
		flush();
		out += isOfText(name) || tag.startsWith("</") ? tag : `\n${tag}`;
		if (tag.startsWith("<!--") || isKept || VOID.test(name) || tag.endsWith("/>")) continue;
		if (tag.startsWith("</")) close(open, name);
		else if (open.length < MAX_OPEN) open.push(name);
	}
	run += source.slice(at);
	flush();
	return out.trim().replaceAll(/<nsblock-(\d+)>/g, (_, index: string) => kept[Number(index)] ?? "");
}

/** Whether whitespace before the element is visible. */
function isOfText(name: string): boolean {
	return name === "figcaption" || name === "summary";
}

/** Renders the text between two block tags. If the text is prose, divides it into paragraphs. */
function paragraphs(run: string, parent: string | undefined): string {
	const text = run.trim();
	if (text === "") return "";
	const parts = run.split(/\n[^\S\n]*\n\s*/).filter((part) => part.trim() !== "");
	if (parent !== undefined && STRUCTURE.test(parent)) return text;
	const isSplit = /\n[^\S\n]*\n/.test(run);
	const isProse = parent === undefined || PROSE.test(parent) || (isSplit && !LINE.test(parent));
	if (!isProse) return withBreaks(text);
	return parts.map((part) => `\n<p>${withBreaks(part.trim())}</p>`).join("");
}

function withBreaks(text: string): string {
	return text.replaceAll(/(<br\s*\/?>)?[^\S\n]*\n/gi, "<br>\n");
}

/** Closes an element, and all elements inside it that have no end tag. */
function close(open: string[], name: string): void {
	const index = open.lastIndexOf(name);
	if (index !== -1) open.length = index;
}
