/**
 * What is looked for, in its one spelling: words and "phrases", each once, in one order; all of them have to occur.
 * Null if there is no word in it.
 *
 * @param text folded, as `fold` does
 */
export function canonicalWords(text: string): string | null {
	const terms = termsOf(text).map((term) => (term.includes(" ") ? `"${term}"` : term));
	return terms.length === 0 ? null : [...new Set(terms)].sort().join(" ");
}

/** The words and phrases of what is looked for, without their quotation marks. */
export function termsOf(text: string): string[] {
	const terms = text.replace(/[“”„«»]/g, '"').match(/"[^"]*"|[^\s"]+/g) ?? [];
	return terms.map((term) => term.replaceAll('"', " ").trim()).filter((term) => /[\p{L}\p{N}]/u.test(term));
}

/**
 * What is looked for as an expression of SQLite's FTS5: of several one is enough. Every term is a string there, in which
 * no operator means anything. Null if nothing is looked for.
 */
export function matchExpression(words: readonly string[]): string | null {
	const either = words.map((text) => `(${termsOf(text).map(quoted).join(" AND ")})`);
	return either.length === 0 ? null : either.join(" OR ");
}

/**
 * A text as it is searched. Scripts that leave no space between words are taken apart into characters: what is looked
 * for in them is then a phrase of those.
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
