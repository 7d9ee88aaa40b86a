/**
 * Returns the name of a language's feed: `languages/de`, for example, is a short address for the selection `lang=de`.
 */
export function languageFeed(tag: string): string {
	return `languages/${tag}`;
}

/**
 * Returns the language that a canonical query selects, if the query does not contain any other condition: `?lang=de` →
 * `de`.
 */
export function languageIn(query: string): string | undefined {
	return /^\?lang=([\w-]+)$/.exec(query)?.[1];
}

/** Returns the primary languages in a list of tags, in alphabetical order: `de-AT` → `de`. */
export function primaryLanguages(tags: readonly string[]): string[] {
	return [...new Set(tags.map((tag) => tag.split("-", 1)[0] ?? tag))].sort();
}
