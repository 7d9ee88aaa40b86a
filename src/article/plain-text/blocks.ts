import { type Note, quote } from "./header.ts";
import { columns, isLabelled, type Piece, type Unit } from "./lines.ts";

export interface Block {
	kind: "paragraph" | "heading";
	/** Contains `\n` only if the block is a list or verse, between its lines. */
	text: string;
}

export interface Body {
	blocks: Block[];
	notes: Note[];
}

/** Maximum width of a heading, in columns. */
const MAX_HEADING = 120;

/**
 * Returns the blocks between the header and the end of the article. Between paragraphs, a single line without final
 * punctuation is a heading; several such lines are taken to be parts of the web page and are left out. If the text was
 * not copied from a web page, all lines are kept.
 */
export function readBody(pieces: Piece[], isPage: boolean): Body {
	const blocks: Block[] = [];
	const notes: Note[] = [];
	let run: Piece[] = [];
	let isAside = false;
	let paragraphs = 0;
	const lede = hasByline(pieces) ? 1 : 0;
	let above: Piece | undefined;

	/** Classifies the lines since the last paragraph, once it is known what follows them. */
	const settle = (next: Piece | undefined) => {
		const lines = run;
		run = [];
		const last = lines.at(-1);
		if (last === undefined) return;
		const isListed = !isAside && (blocks.at(-1)?.text.match(/[:：]$/) ?? null) !== null;
		const keeps = !isAside && (isListed || !isPage);
		const heading = next && isHeading(lines, next, isAside, keeps) ? last : undefined;
		const rest = heading ? lines.slice(0, -1) : lines;
		const [first] = rest;
		if (first && keeps) {
			blocks.push(...together(rest));
			if (!isListed)
				notes.push({
					line: first.line,
					message: `${span(rest)} might not be part of the article. Delete what should not be published.`,
				});
		} else if (first) {
			notes.push({ line: first.line, message: `Left out ${span(rest).toLowerCase()}: ${quote(first)}.` });
		}
		if (heading) blocks.push({ kind: "heading", text: heading.text });
	};

	for (const piece of pieces) {
		const isText = piece.kind === "prose" || (!isAside && (piece.kind === "sentence" || piece.kind === "item"));
		if (piece.kind === "aside" && !isAside) {
			settle(undefined);
			isAside = true;
			run.push(piece);
		} else if (!isText && !isRemark(piece, paragraphs <= lede)) {
			// Lines before and after a credit do not belong together.
			run.push(above && isRemark(above, paragraphs <= lede) ? { ...piece, gap: Math.max(piece.gap, 1) } : piece);
		} else if (!isText) {
			if (isAside) run.push(piece);
			else notes.push({ line: piece.line, message: `Left out line ${piece.line}: ${quote(piece)}.` });
		} else {
			settle(piece);
			isAside = false;
			if (piece.kind === "prose") paragraphs++;
			const list = blocks.at(-1);
			if (list && piece.kind === "item" && above?.kind === "item" && piece.gap === 0) list.text += `\n${piece.text}`;
			else blocks.push({ kind: "paragraph", text: piece.text });
		}
		above = piece;
	}
	settle(undefined);
	return { blocks, notes };
}

/** Converts pieces to blocks. Adjacent lines are joined in one block. */
export function together(units: Unit[]): Block[] {
	const blocks: Block[] = [];
	for (const [index, { text, gap }] of units.entries()) {
		const last = blocks.at(-1);
		if (last && index > 0 && gap === 0) last.text += `\n${text}`;
		else blocks.push({ kind: "paragraph", text });
	}
	return blocks;
}

/**
 * Whether the last of these lines is the heading of the text that follows. A single line is always a heading. A line
 * below other lines is a heading only if fewer blank lines separate it from the text that follows than from the line
 * above it (or equally many, if the lines above are kept).
 */
function isHeading(lines: Piece[], next: Piece, isAside: boolean, keeps: boolean): boolean {
	const last = lines.at(-1);
	if (
		!last ||
		columns(last.text) > MAX_HEADING ||
		!["short", "question", "topics", "end", "date", "byline"].includes(last.kind)
	)
		return false;
	if (lines.length === 1 && !isAside) return true;
	return keeps ? last.gap > 0 && last.gap >= next.gap : last.gap > next.gap;
}

/** Whether the first paragraph is a summary that is followed by a byline. */
function hasByline(pieces: Piece[]): boolean {
	const second = pieces.findIndex((piece, index) => index > 0 && piece.kind === "prose");
	return pieces.slice(0, Math.max(second, 0)).some((piece) => piece.kind === "byline");
}

/**
 * Whether a piece is a remark, which is left out. A date or "By …" is a remark only near the summary; further down, it
 * is a heading.
 */
function isRemark(piece: Piece, isLede: boolean): boolean {
	if (piece.kind === "byline" || piece.kind === "date") return isLede;
	return piece.kind === "credit" || piece.kind === "remark" || (piece.kind === "topics" && isLabelled(piece.text));
}

function span(pieces: Piece[]): string {
	const [from, to] = [pieces[0]?.line, pieces.at(-1)?.line];
	return from === to ? `Line ${from}` : `Lines ${from} to ${to}`;
}

/** Matches an address that Markdown would turn into a link. `escapeMarkdown` adds `<…>` to mark its end. */
const ADDRESS = /((?:https?|ftp):\/\/[^\s<>"]*[^\s<>".,;:!?)\]'“”„»])/i;
/**
 * Characters that have a special meaning in inline Markdown. An underscore within a word is excluded, and an ampersand
 * is included only where a character reference could begin.
 */
const INLINE = /[\\`*[\]<~|]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|&(?=#?\w+;)/gu;
/** Matches line starts that would begin a heading, list, quotation, rule or table. */
const LINE_START = /^(?:(\d{1,9})(?=[.)](?:\s|$))|(?=[#+>=:-]))/;

/** Maximum length of a title in UTF-16 code units, including marks and addresses. */
const MAX_TITLE = 1000;

/** Escapes a text so that Markdown renders exactly the same text, including line breaks. */
export function escapeMarkdown(text: string): string {
	return text
		.split("\n")
		.map((line) => escapeLine(line.trim()))
		.filter((line) => line !== "")
		.join("\\\n");
}

/**
 * Splits a Markdown text into the heading at its beginning (`# Title`, or a title underlined with `=`), as plain text,
 * and the Markdown below it. Returns null if the text begins with anything else.
 */
export function markdownTitle(text: string): { title: string; body: string } | null {
	const lines = text.replace(/^\uFEFF/, "").split(/\r\n?|\n/);
	const start = lines.findIndex((line) => line.trim() !== "");
	const first = lines[start] ?? "";
	if (first.length > MAX_TITLE) return null;
	const hashed = /^ {0,3}#[ \t]+(\S.*)$/.exec(first)?.[1]?.replace(/(?:^|[ \t]+)#+[ \t]*$/, "");
	const underlined = /^ {0,3}\S/.test(first) && /^ {0,3}=+[ \t]*$/.test(lines[start + 1] ?? "");
	const title = plain(hashed ?? (underlined ? first : ""));
	if (title === "") return null;
	const body = lines.slice(start + (hashed === undefined ? 2 : 1)).join("\n");
	return { title, body: body.replace(/^(?:[^\S\n]*\n)+/, "") };
}

/**
 * Removes Markdown from a line: links and pictures are replaced with their text, and the marks around code and emphasis
 * are removed.
 */
function plain(line: string): string {
	return line
		.replace(/!?\[([^[\]]*)\](?:\([^()]*\)|\[[^[\]]*\])/g, "$1")
		.replace(/<(https?:[^<>\s]*)>/gi, "$1")
		.replace(/(?<!\\)(\*{1,3}|`+|~~)(?=\S)([^*`~]*[^*`~\s\\])\1/g, "$2")
		.replace(/(?<![\\\p{L}\p{N}])(_{1,3})(?=\S)([^_]*[^_\s\\])\1(?![\p{L}\p{N}])/gu, "$2")
		.replace(/\\([!-/:-@[-`{-~])/g, "$1")
		.trim();
}

function escapeLine(line: string): string {
	const inner = line
		.split(ADDRESS)
		.map((part, index) => (index % 2 === 1 ? `<${part}>` : part.replace(INLINE, "\\$&").replace(/www\./gi, "www\\.")))
		.join("");
	return inner.replace(LINE_START, (_, digits?: string) => (digits === undefined ? "\\" : `${digits}\\`));
}
