/** Name of the feed of a language (BCP 47), a short address of the selection `lang=de`: `languages/de`. */
export function languageFeed(tag: string): string {
	return `languages/${tag}`;
}

/** The language that a canonical query selects, if it selects by nothing else: `de` of `?lang=de`. */
export function languageIn(query: string): string | undefined {
	return /^\?lang=([\w-]+)$/.exec(query)?.[1];
}

/** The primary languages of articles, in alphabetical order: `de` of `de-AT`. */
export function primaryLanguages(tags: readonly string[]): string[] {
	return [...new Set(tags.map((tag) => tag.split("-", 1)[0] ?? tag))].sort();
}
