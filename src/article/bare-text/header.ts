import { readByline } from "./byline.ts";
import { isLabelled, isNavigation, type Piece, readTopics } from "./kind.ts";
import { BOILERPLATE } from "./markers.ts";
import { titlesOf } from "./title.ts";

export interface Note {
	line: number;
	message: string;
}

export interface Header {
	title: string | null;
	authors: string[];
	topics: string[];
	notes: Note[];
	/** Where the text begins, as an index. */
	bodyStart: number;
	/** Whether this was copied from a page, rather than written as it is. */
	isPage: boolean;
}

/** A word on cookies stands among the first lines, in whatever order. */
const MAX_BOILERPLATE = 10;
/** So many lines that were left out are told one by one. */
const MAX_LEFT_NOTES = 5;

/** What stands before the text, and what of it a page puts below its first paragraph. */
export function readHeader(pieces: Piece[]): Header {
	const bodyStart = textStart(pieces);
	const above = pieces.slice(0, bodyStart);
	const credits = [...above, ...belowLede(pieces, bodyStart)];
	const bylines = credits.filter((piece) => piece.kind === "byline");
	const authors = unique(bylines.flatMap((piece) => readByline(piece.text) ?? []));
	const listed = [...above.filter((piece) => piece.kind === "topics"), ...pieces.filter(isLabelledTopics)];
	const topics = unique(listed.flatMap((piece) => readTopics(piece.text) ?? []));
	const candidates = titlesOf(above, authors);
	const [title] = candidates;
	const isSure = title !== undefined && candidates.length === 1;
	const left = above.filter((piece) => !candidates.includes(piece) && isLeftOut(piece));
	const isPage =
		left.length > 0 ||
		pieces.some((piece) => ["credit", "aside", "end", "remark"].includes(piece.kind)) ||
		new Set(credits.map((piece) => piece.kind).filter((kind) => ["byline", "topics", "date"].includes(kind))).size > 1;
	const notes: Note[] = [];
	const note = (piece: Piece | undefined, message: string) => notes.push({ line: piece?.line ?? 1, message });
	if (isSure) note(title, `Title taken from line ${title.line}.`);
	else if (title === undefined) note(pieces[0], "No line is surely the title: write it as `title`.");
	else {
		const numbers = candidates.map((piece) => piece.line).join(", ");
		note(title, `Each of the lines ${numbers} could be the title: write it as \`title\`.`);
	}
	// A headline may begin with "By" as well.
	const areAuthors = isSure || bylines[0] !== pieces[0];
	for (const piece of areAuthors ? bylines : []) note(piece, `Author taken from line ${piece.line}.`);
	for (const piece of isSure || topics.length === 0 ? listed : listed.filter(isLabelledTopics)) {
		note(piece, `Key words taken from line ${piece.line}.`);
	}
	if (left.length > MAX_LEFT_NOTES) note(left[0], `Left out ${left.length} lines that stand before the text.`);
	else
		for (const piece of left)
			note(piece, `Left out line ${piece.line}, which stands before the text: ${quote(piece)}.`);
	return {
		title: isSure ? title.text : null,
		authors: areAuthors ? authors : [],
		topics: isSure ? topics : unique(listed.filter(isLabelledTopics).flatMap((piece) => readTopics(piece.text) ?? [])),
		notes,
		bodyStart,
		isPage,
	};
}

/** The beginning of a piece, to know it again. */
export function quote(piece: { text: string }): string {
	return `“${piece.text.length > 40 ? `${piece.text.slice(0, 39).toWellFormed().trimEnd()}…` : piece.text}”`;
}

/** The first paragraph that is not the page's own, such as a word on cookies before the headline. */
function textStart(pieces: Piece[]): number {
	const isText = (piece: Piece) => ["prose", "sentence", "item"].includes(piece.kind);
	const headline = pieces.findIndex((piece) => piece.kind === "short" && !isNavigation(piece.text));
	const start = pieces.findIndex((piece, index) => {
		if (!isText(piece)) return false;
		return index >= Math.min(headline, MAX_BOILERPLATE) || !BOILERPLATE.test(piece.text);
	});
	return start === -1 ? pieces.findIndex(isText) : start;
}

/** The lines between the first paragraph, which may be a summary, and the second. */
function belowLede(pieces: Piece[], bodyStart: number): Piece[] {
	const below = pieces.slice(bodyStart + 1);
	const end = below.findIndex((piece) => piece.kind === "prose");
	return end === -1 ? [] : below.slice(0, end);
}

function isLeftOut(piece: Piece): boolean {
	return !["byline", "topics", "date", "credit"].includes(piece.kind);
}

function isLabelledTopics(piece: Piece): boolean {
	return piece.kind === "topics" && isLabelled(piece.text);
}

function unique(texts: string[]): string[] {
	return [...new Set(texts)];
}
