import { linkedHtml } from "../body/markup.ts";
import { cleanText } from "../clean-text.ts";
import { type Block, type Body, escapeMarkdown, readBody, together } from "./blocks.ts";
import { type Note, quote, readHeader } from "./header.ts";
import { columns, isName, type Piece, pieceOf, readUnits, type Unit } from "./lines.ts";
import { ABOUT_AUTHOR, RELATED } from "./markers.ts";

export { markdownTitle } from "./blocks.ts";

export interface BareText {
	/** Null if it is uncertain what the title is. */
	title: string | null;
	authors: string[];
	/** Keywords, as written in the text. */
	topics: string[];
	/** The line that contains the date; null if no line contains a date. */
	dateLine: { text: string; line: number } | null;
	/** The body, without navigation, advertisements and captions, and without anything after the end of the article. */
	blocks: Block[];
	/** Notes to the author about what was guessed, and what could not be guessed. Line numbers start at 1. */
	notes: Note[];
}

/**
 * If the text above a "comments" marker is at least this long (in columns), the article ends at the marker, whatever
 * follows.
 */
const LONG_TEXT = 400;
/** The article ends at links to other articles if at most this share of the text comes after the links. */
const SOME = 0.25;
/** Maximum number of lines and paragraphs that are classified. Classifying more would take seconds. */
const MAX_UNITS = 20_000;
/** Maximum number of notes. Authors would not read more. */
const MAX_NOTES = 50;
const ALL_KEPT = "This does not look like an article, so nothing was left out.";

/** Finds the parts of an article in text that was copied from a news page, or in plain notes. Pure; never throws. */
export function readBareText(text: string): BareText {
	const units = readUnits(cleanText(text).replace(/^\uFEFF/, ""));
	if (units.length > MAX_UNITS) return readWhole(units);
	const pieces = units.map(pieceOf);
	const hasText = pieces.some((piece) => piece.kind === "prose" || piece.kind === "sentence");
	if (!hasText) return readWhole(units);
	const header = readHeader(pieces);
	const end = endOf(pieces, header.bodyStart);
	const inner = pieces.slice(header.bodyStart, end);
	const body = keptOrAll(readBody(inner, header.isPage), inner);
	const after = pieces.slice(end);
	const author = header.authors.length === 0 ? authorBelow(after) : undefined;
	const notes = [...header.notes, ...body.notes];
	const [last] = after;
	if (last)
		notes.push({ line: last.line, message: `Left out everything from line ${last.line} onwards: ${quote(last)}.` });
	if (author) notes.push({ line: author.line, message: `Author taken from line ${author.line}.` });
	notes.sort((a, b) => a.line - b.line);
	return {
		title: header.title,
		authors: author ? [author.text] : header.authors,
		topics: header.topics,
		dateLine: header.dateLine,
		blocks: body.blocks,
		notes: notes.slice(0, MAX_NOTES),
	};
}

/** Converts blocks to HTML: the text is escaped, and web addresses become links. */
export function blocksToHtml(blocks: BareText["blocks"]): string {
	return blocks
		.map(({ kind, text }) => {
			const html = linkedHtml(text);
			return kind === "heading" ? `<h2>${html.replace(/^<p>|<\/p>$/g, "")}</h2>` : html;
		})
		.join("\n");
}

/** Converts blocks to Markdown that renders as the same text. */
export function blocksToMarkdown(blocks: BareText["blocks"]): string {
	return blocks.map(({ kind, text }) => `${kind === "heading" ? "## " : ""}${escapeMarkdown(text)}\n`).join("\n");
}

/** Reads verse, lists and other text without sentences. Nothing is left out. */
function readWhole(units: Unit[]): BareText {
	const [first, second, ...others] = units;
	if (!first) return { title: null, authors: [], topics: [], dateLine: null, blocks: [], notes: [] };
	// The line above stanzas or a list is the title. But if the text consists of separate lines, the first one is not.
	const joined = others.filter(({ gap }) => gap === 0).length;
	const isTitle =
		(second?.gap ?? 0) > 0 && joined * 2 >= others.length && joined > 0 && pieceOf(first).kind === "short";
	const title = isTitle ? `Title taken from line ${first.line}.` : "Set `title` in front matter.";
	return {
		title: isTitle ? first.text : null,
		authors: [],
		topics: [],
		dateLine: null,
		blocks: together(isTitle ? units.slice(1) : units),
		notes: [{ line: first.line, message: `${ALL_KEPT} ${title}` }],
	};
}

/**
 * Returns the index at which the article ends, which is a marker with at least as much text above it as below. For a
 * "comments" marker, the text below may be longer than the article. Links to other articles often occur within the
 * text, so they end the article only if little text follows them.
 */
function endOf(pieces: Piece[], bodyStart: number): number {
	const widths = pieces.map((piece, index) => (index >= bodyStart && piece.kind === "prose" ? columns(piece.text) : 0));
	const all = widths.reduce((sum, width) => sum + width, 0);
	let before = 0;
	const end = pieces.findIndex((piece, index) => {
		before += widths[index] ?? 0;
		if (before === 0) return false;
		if (piece.kind === "aside") return RELATED.test(piece.text) && before >= all * (1 - SOME);
		const isComments = before >= LONG_TEXT && !ABOUT_AUTHOR.test(piece.text);
		return piece.kind === "end" && (isComments || before * 2 >= all);
	});
	return end === -1 ? pieces.length : end;
}

/** Returns the name below "About the author". */
function authorBelow(after: Piece[]): Piece | undefined {
	const marker = after.findIndex((piece) => piece.kind === "end" && ABOUT_AUTHOR.test(piece.text));
	const name = marker === -1 ? undefined : after[marker + 1];
	return name && isName(name.text) ? name : undefined;
}

/** Returns the body, or all the pieces that it was made from if more than half of the text would have been left out. */
function keptOrAll(body: Body, pieces: Piece[]): Body {
	const width = (texts: { text: string }[]) => texts.reduce((sum, { text }) => sum + columns(text), 0);
	if (width(body.blocks) * 2 >= width(pieces)) return body;
	const line = pieces[0]?.line ?? 1;
	return {
		blocks: together(pieces),
		notes: [{ line, message: ALL_KEPT }],
	};
}
