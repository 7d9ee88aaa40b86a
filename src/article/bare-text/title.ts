import { isName } from "./byline.ts";
import { isNavigation, type Piece, wordsOf } from "./kind.ts";
import { columns } from "./lines.ts";

/** No title is longer, in columns. */
const MAX_TITLE = 140;
/** Shorter lines, in words or (without spaces) in columns, are rather the name of a section. */
const MIN_TITLE_WORDS = 3;
const MIN_TITLE_COLUMNS = 12;
/** With more lines than these above the text, none is surely the title. */
const MAX_LINES = 100;

/**
 * The lines above a text that could be its title: one is it. A line that stands there alone may be as short as it
 * likes; below another short one that is no known section, it could just as well be the summary.
 */
export function titlesOf(above: Piece[], authors: string[]): Piece[] {
	const lines = above.filter((piece) => piece.kind === "short" || piece.kind === "question");
	if (lines.length > MAX_LINES) return [];
	const possible = lines
		.filter((line, index) => lines.findIndex((other) => other.text === line.text) === index)
		.filter((line) => columns(line.text) <= MAX_TITLE && /\p{L}{2}/u.test(line.text))
		.filter((line) => !isNavigation(line.text) && !/^\S+\.\S+$/.test(line.text));
	if (above.length === 1) return possible;
	// Where nobody says who wrote it, a name alone may do so.
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

/** "Headline | Name of the paper" is the title of the window. */
function isWindowTitle(text: string, headline: string): boolean {
	return text.startsWith(headline) && /^\s+[|–—·-]\s/.test(text.slice(headline.length));
}
