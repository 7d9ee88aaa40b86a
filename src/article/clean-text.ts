/**
 * Characters that XML 1.0 does not allow (section 2.2, `Char`): most control characters, lone surrogates, U+FFFE and
 * U+FFFF.
 */
export const ILLEGAL_IN_XML = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

/**
 * Matches more combining marks on one letter than any language uses. Normalizing a megabyte of them takes minutes, so
 * `cleanText` inserts U+034F after every thirty, as in Stream-Safe Text Format (UAX #15, section 13).
 */
const STACKED = /[\p{M}--\u034F]{31,}/gv;
const THIRTY = /[\p{M}--\u034F]{30}(?=[\p{M}--\u034F])/gv;

/**
 * Matches text that does not need cleaning: it does not contain illegal characters, carriage returns or combining
 * marks, and is already in NFC (UAX #15).
 */
const CLEAN = /^[\t\n\u0020-\u02FF\u2010-\u2027]*$/;

/** Removes characters that feeds cannot contain, composes the text (NFC), and uses `\n` for line breaks. */
export function cleanText(text: string): string {
	if (CLEAN.test(text)) return text;
	const legal = text.replace(ILLEGAL_IN_XML, "").replace(/\r\n?/g, "\n");
	return legal.replace(STACKED, (marks) => marks.replace(THIRTY, "$&\u034F")).normalize("NFC");
}

/** Like `cleanText`, but returns a single line: each run of white space becomes one space. */
export function cleanLine(text: string): string {
	return cleanText(text).replace(/\s+/g, " ").trim();
}

/**
 * Shortens a text to at most `limit` characters, cutting between words if possible, and adds an ellipsis if anything
 * was cut.
 */
export function shorten(text: string, limit: number): string {
	if (text.length <= limit) return text;
	const cut = text.slice(0, limit);
	const word = cut.search(/\s\S*$/);
	return `${(word > limit / 2 ? cut.slice(0, word) : cut)
		.toWellFormed()
		.replace(/\uFFFD$/, "")
		.trimEnd()}…`;
}

/** Matches text that is entirely HTML: it begins and ends with a tag. */
const WHOLE_HTML =
	/^\s*<(p|div|span|em|strong|b|i|a|ul|ol|h[1-6]|blockquote|br)\b[^>]*>[\s\S]*<(\/\1|br\s*\/?|\/[a-z0-9]+)>\s*$/i;

/**
 * Matches an inline element with its end tag, but not the mere mention of an element, as in “The <details> element”.
 */
const PAIR = /<(em|strong|b|i|u|s|a|span|code|sup|sub|small|mark|q|cite|abbr|kbd)(?:\s[^<>]*)?>([^<>]{1,500})<\/\1>/gi;

/**
 * Matches inline Markdown to remove. Underscores are kept because they are literal in names such as `__init__`.
 * Backticks are kept because people also use them to mark code in plain text.
 */
const MARKDOWN: readonly (readonly [RegExp, string])[] = [
	[/!?\[([^[\]]{1,300})\]\((?:https?:\/\/|\/|#|\.)[^()\s]{0,500}\)/g, "$1"],
	[/(?<![\p{L}\p{N}*\\])\*\*(?=[^\s*])([^*]{1,300}[^\s*]|[^\s*])\*\*(?!\*)/gu, "$1"],
	[/(?<![\p{L}\p{N}*\\/])\*(?=[\p{L}\p{N}“"'])([^*]{0,300}[^\s*])\*(?![\p{L}\p{N}*])/gu, "$1"],
];

/** Removes HTML tags and Markdown from a line of text where the author clearly meant them as markup. */
export function withoutMarkup(line: string): string {
	let text = line;
	if (text.includes("<")) {
		if (WHOLE_HTML.test(text)) text = text.replace(/<(\/?)(p|div|ul|ol|li|h[1-6]|blockquote|br)\b[^<>]*>/gi, " ");
		for (let depth = 0; depth < 4; depth++) text = text.replace(PAIR, "$2");
		text = text.replace(/<br\s*\/?>|<wbr\s*\/?>/gi, (tag) => (/^<br/i.test(tag) ? " " : ""));
	}
	if (/[*\]]/.test(text)) for (const [mark, words] of MARKDOWN) text = text.replace(mark, words);
	return text;
}
