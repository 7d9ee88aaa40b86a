import { columns, isLabelled, isName, isNavigation, type Piece, readByline, readTopics, wordsOf } from "./lines.ts";
import { BOILERPLATE } from "./markers.ts";

export interface Note {
	line: number;
	message: string;
}

interface Header {
	title: string | null;
	authors: string[];
	topics: string[];
	/** A line near the byline that consists of little more than a date. */
	dateLine: { text: string; line: number } | null;
	notes: Note[];
	/** Index at which the text begins. */
	bodyStart: number;
	/** Whether the text was copied from a web page instead of written as plain text. */
	isPage: boolean;
}

/** Number of lines at the beginning that may contain boilerplate, such as a cookie notice. */
const MAX_BOILERPLATE = 10;
/** Maximum number of lines that get a note of their own if they are above the text and left out. */
const MAX_LEFT_NOTES = 5;

/** Reads everything above the text, and the credits that may follow the first paragraph on a web page. */
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
	else if (title === undefined) note(pieces[0], "No line is clearly the title. Set `title` in front matter.");
	else {
		const numbers = candidates.map((piece) => piece.line).join(", ");
		note(title, `The title could be on any of these lines: ${numbers}. Set \`title\` in front matter.`);
	}
	// An unclear byline might be a headline that begins with "By".
	const areAuthors = isSure || bylines[0] !== pieces[0];
	for (const piece of areAuthors ? bylines : []) note(piece, `Author taken from line ${piece.line}.`);
	for (const piece of isSure || topics.length === 0 ? listed : listed.filter(isLabelledTopics)) {
		note(piece, `Topics taken from line ${piece.line}.`);
	}
	if (left.length > MAX_LEFT_NOTES) note(left[0], `Left out ${left.length} lines above the text.`);
	else for (const piece of left) note(piece, `Left out line ${piece.line}, above the text: ${quote(piece)}.`);
	return {
		title: isSure ? title.text : null,
		authors: areAuthors ? authors : [],
		topics: isSure ? topics : unique(listed.filter(isLabelledTopics).flatMap((piece) => readTopics(piece.text) ?? [])),
		dateLine: credits.find(({ kind }) => kind === "date") ?? null,
		notes,
		bodyStart,
		isPage,
	};
}

/** Quotes the beginning of a piece, so that the author recognizes it. */
export function quote(piece: { text: string }): string {
	return `“${piece.text.length > 40 ? `${piece.text.slice(0, 39).toWellFormed().trimEnd()}…` : piece.text}”`;
}

/**
 * Returns the index of the first paragraph of the article itself. Skips paragraphs that belong to the web page, such as
 * a cookie notice above the headline.
 */
function textStart(pieces: Piece[]): number {
	const isText = (piece: Piece) => ["prose", "sentence", "item"].includes(piece.kind);
	const headline = pieces.findIndex((piece) => piece.kind === "short" && !isNavigation(piece.text));
	const start = pieces.findIndex((piece, index) => {
		if (!isText(piece)) return false;
		return index >= Math.min(headline, MAX_BOILERPLATE) || !BOILERPLATE.test(piece.text);
	});
	return start === -1 ? pieces.findIndex(isText) : start;
}

/** Returns the lines between the first paragraph (which may be a summary) and the second. */
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

/** Maximum width of a title, in columns. */
const MAX_TITLE = 140;
/**
 * A line with fewer words (or fewer columns, if it does not contain spaces) is more likely the name of a section than a
 * title.
 */
const MIN_TITLE_WORDS = 3;
const MIN_TITLE_COLUMNS = 12;
/** Maximum number of lines above the text. If there are more, none of them is used as the title. */
const MAX_LINES = 100;

/**
 * Returns the lines above a text that could be its title. The title is certain only if exactly one line is returned. A
 * single line may have any length. A line below another short line could also be the summary, unless that short line is
 * the name of a known section.
 */
function titlesOf(above: Piece[], authors: string[]): Piece[] {
	const lines = above.filter((piece) => piece.kind === "short" || piece.kind === "question");
	if (lines.length > MAX_LINES) return [];
	const possible = lines
		.filter((line, index) => lines.findIndex((other) => other.text === line.text) === index)
		.filter((line) => columns(line.text) <= MAX_TITLE && /\p{L}{2}/u.test(line.text))
		.filter((line) => !isNavigation(line.text) && !/^\S+\.\S+$/.test(line.text));
	if (above.length === 1) return possible;
	// Without a byline, a line that consists only of a name may be the author.
	const isAuthor = (text: string) => (authors.length > 0 ? authors.includes(text) : isName(text));
	const named = possible.filter((line) => !isAuthor(line.text));
	const long = named.filter(isLong).filter((line) => !possible.some((other) => isWindowTitle(line.text, other.text)));
	const [first] = long;
	if (first === undefined || long.length > 1) return long;
	return [...named.filter((line) => line.line < first.line && !isWindowTitle(line.text, first.text)), first];
}

function isLong({ text }: Piece): boolean {
	const isSpaceless = !/\s/.test(text) && columns(text) > text.length;
	return columns(text) >= MIN_TITLE_COLUMNS && (isSpaceless || wordsOf(text).length >= MIN_TITLE_WORDS);
}

/** Whether a text is the title of a browser window, in the form "Headline | Name of the paper". */
function isWindowTitle(text: string, headline: string): boolean {
	return text.startsWith(headline) && /^\s+[|–—·-]\s/.test(text.slice(headline.length));
}
