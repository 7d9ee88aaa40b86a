import type { OperatorWords } from "../catalogue.ts";
import { hasWords, primary } from "../words.ts";
import { operatorAr } from "./ar.ts";
import { operatorDe } from "./de.ts";
import { operatorEn } from "./en.ts";
import { operatorEs } from "./es.ts";
import { operatorFr } from "./fr.ts";

/**
 * The operator catalogues, by primary language. A test checks that they exist for the same languages as the catalogues
 * for readers' pages.
 */
const CATALOGUES: Readonly<Record<string, OperatorWords>> = {
	en: operatorEn,
	de: operatorDe,
	fr: operatorFr,
	es: operatorEs,
	ar: operatorAr,
};

/**
 * Returns the strings of operator pages in a language (BCP 47 tag); the English strings if there is no catalogue for
 * it.
 */
export function operatorWordsFor(language: string): OperatorWords {
	return (hasWords(language) ? CATALOGUES[primary(language)] : undefined) ?? operatorEn;
}
