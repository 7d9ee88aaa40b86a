/** What is no `Char` of XML 1.0 (section 2.2): most control characters, lone surrogates, U+FFFE and U+FFFF. */
export const ILLEGAL_IN_XML = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

/** The text without characters that no feed can carry, in Unicode's composed form (NFC), with `\n` line ends. */
export function cleanText(text: string): string {
	return text.replace(ILLEGAL_IN_XML, "").replace(/\r\n?/g, "\n").normalize("NFC");
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
