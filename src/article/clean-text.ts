/** What is no `Char` of XML 1.0 (section 2.2): most control characters, lone surrogates, U+FFFE and U+FFFF. */
export const ILLEGAL_IN_XML = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

/**
 * More marks on one letter than any language has. Unicode's normal forms sort them, which takes minutes for a megabyte;
 * Stream-Safe Text Format (UAX #15, section 13) puts U+034F after each thirty.
 */
const STACKED = /[\p{M}--\u034F]{31,}/gv;
const THIRTY = /[\p{M}--\u034F]{30}(?=[\p{M}--\u034F])/gv;

/** The text without characters that no feed can carry, in Unicode's composed form (NFC), with `\n` line ends. */
export function cleanText(text: string): string {
	const legal = text.replace(ILLEGAL_IN_XML, "").replace(/\r\n?/g, "\n");
	return legal.replace(STACKED, (marks) => marks.replace(THIRTY, "$&\u034F")).normalize("NFC");
}

/** `cleanText` on one line: every run of white space becomes one space. */
export function cleanLine(text: string): string {
	return cleanText(text).replace(/\s+/g, " ").trim();
}

/** At most `limit` characters of the text, cut at a word and then ended with an ellipsis. */
export function shorten(text: string, limit: number): string {
	if (text.length <= limit) return text;
	const cut = text.slice(0, limit);
	const word = cut.search(/\s\S*$/);
	return `${(word > limit / 2 ? cut.slice(0, word) : cut)
		.toWellFormed()
		.replace(/\uFFFD$/, "")
		.trimEnd()}…`;
}
