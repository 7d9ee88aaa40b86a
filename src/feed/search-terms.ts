/**
 * Converts search terms to canonical form: words and "phrases", sorted and without duplicates. An article must contain
 * all of them to match. Returns null if there are no terms.
 *
 * @param text a text as returned by `fold`
 */
export function canonicalWords(text: string): string | null {
	const terms = termsOf(text).map((term) => (term.includes(" ") ? `"${term}"` : term));
	return terms.length === 0 ? null : [...new Set(terms)].sort().join(" ");
}

/** Returns the words and phrases of a search, without quotation marks. */
export function termsOf(text: string): string[] {
	const terms = text.replace(/[“”„«»]/g, '"').match(/"[^"]*"|[^\s"]+/g) ?? [];
	return terms.map((term) => term.replaceAll('"', " ").trim()).filter((term) => /[\p{L}\p{N}]/u.test(term));
}

/**
 * Returns an SQLite FTS5 expression that finds the articles matching any of these searches; null if there are no
 * searches. Every term is quoted, so operators in a term have no effect.
 */
export function matchExpression(words: readonly string[]): string | null {
	const either = words.map((text) => `(${termsOf(text).map(quoted).join(" AND ")})`);
	return either.length === 0 ? null : either.join(" OR ");
}

/**
 * Prepares a text for the search index. Scripts without spaces between words are split into characters, so a word in
 * such a script is searched as a phrase of characters.
 */
export function searchable(text: string): string {
	return text
		.normalize("NFKC")
		.replace(
			/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/gu,
			" $& ",
		);
}

function quoted(term: string): string {
	return `"${searchable(term)}"`;
}
