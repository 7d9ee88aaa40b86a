import { ar } from "./ar.ts";
import type { Words } from "./catalogue.ts";
import { de } from "./de.ts";
import { en } from "./en.ts";
import { es } from "./es.ts";
import { fr } from "./fr.ts";

export type { Words } from "./catalogue.ts";

/** The catalogues, by primary language. */
const CATALOGUES: Readonly<Record<string, Words>> = { en, de, fr, es, ar };

/** Returns the primary language of a tag: `de-AT` → `de`. */
export function primary(tag: string): string {
	return tag.split("-", 1)[0] ?? tag;
}

/** Whether there is a catalogue for a language (BCP 47 tag). */
export function hasWords(language: string): boolean {
	return Object.hasOwn(CATALOGUES, primary(language));
}

/**
 * Returns the strings of pages and feeds in a language (BCP 47 tag); the English strings if there is no catalogue for
 * it.
 */
export function wordsFor(language: string): Words {
	return (hasWords(language) ? CATALOGUES[primary(language)] : undefined) ?? en;
}

/** Returns the language (BCP 47 tag) of the strings that `wordsFor` returns: the given language, or English. */
export function languageOfWords(language: string): string {
	return hasWords(language) ? language : "en";
}

/** Attributes that mark English text on a page in another language. */
const ENGLISH = { lang: "en", dir: "ltr" } as const;
const UNMARKED = {};

/**
 * Returns attributes for an element that contains strings from a catalogue, such as `<h2
 * {...marksFor(site.language)}>{words.list.latest}</h2>`. If there is no catalogue for the site's language, the
 * attributes mark the strings as English. If there is one, returns no attributes.
 */
export function marksFor(language: string): Partial<typeof ENGLISH> {
	return hasWords(language) ? UNMARKED : ENGLISH;
}

/**
 * Returns attributes that mark an element's text as English, for text that is never translated, such as a log message.
 * On a site in English, returns no attributes.
 */
export function marksOfEnglish(language: string): Partial<typeof ENGLISH> {
	return primary(language) === "en" ? UNMARKED : ENGLISH;
}
