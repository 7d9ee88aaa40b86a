/** Name of a language's feed (BCP 47): `languages/de`, a short address for the selection `lang=de`. */
export function languageFeed(tag: string): string {
	return `languages/${tag}`;
}

/** The language selected by a canonical query, if that is its only condition: `de` for `?lang=de`. */
export function languageIn(query: string): string | undefined {
	return /^\?lang=([\w-]+)$/.exec(query)?.[1];
}

/** The primary languages of articles, in alphabetical order: `de` for `de-AT`. */
export function primaryLanguages(tags: readonly string[]): string[] {
	return [...new Set(tags.map((tag) => tag.split("-", 1)[0] ?? tag))].sort();
}
