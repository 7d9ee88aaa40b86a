import { ar } from "./ar.ts";
import type { Words } from "./catalogue.ts";
import { de } from "./de.ts";
import { en } from "./en.ts";
import { es } from "./es.ts";
import { fr } from "./fr.ts";

export type { Words } from "./catalogue.ts";

/** The catalogues by primary language. */
const CATALOGUES: Readonly<Record<string, Words>> = { en, de, fr, es, ar };

/** The primary language of a tag: `de` for `de-AT`. */
export function primary(tag: string): string {
	return tag.split("-", 1)[0] ?? tag;
}

/** Whether there is a catalogue for a language (BCP 47). */
export function hasWords(language: string): boolean {
	return Object.hasOwn(CATALOGUES, primary(language));
}

/** The texts of pages and feeds in a language (BCP 47); in English if it has no catalogue. */
export function wordsFor(language: string): Words {
	return (hasWords(language) ? CATALOGUES[primary(language)] : undefined) ?? en;
}

/** The language (BCP 47) in which `wordsFor` returns texts for a language: the language itself, or English. */
export function languageOfWords(language: string): string {
	return hasWords(language) ? language : "en";
}

/** Marks English text on a page in another language. */
const ENGLISH = { lang: "en", dir: "ltr" } as const;
const UNMARKED = {};

/**
 * Attributes for an element that contains catalogue texts. They mark English texts on a site whose language has no
 * catalogue, and are empty otherwise. `<h2 {...marksFor(site.language)}>{words.list.latest}</h2>`
 */
export function marksFor(language: string): Partial<typeof ENGLISH> {
	return hasWords(language) ? UNMARKED : ENGLISH;
}

/**
 * Attributes of an element whose text is English on any site, such as a message of the log: none on a site in English.
 */
export function marksOfEnglish(language: string): Partial<typeof ENGLISH> {
	return primary(language) === "en" ? UNMARKED : ENGLISH;
}
