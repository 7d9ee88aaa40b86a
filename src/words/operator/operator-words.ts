import type { OperatorWords } from "../catalogue.ts";
import { hasWords, primary } from "../words.ts";
import { operatorAr } from "./ar.ts";
import { operatorDe } from "./de.ts";
import { operatorEn } from "./en.ts";
import { operatorEs } from "./es.ts";
import { operatorFr } from "./fr.ts";

/** The catalogues by primary language. A test checks that they cover the same languages as those for readers. */
const CATALOGUES: Readonly<Record<string, OperatorWords>> = {
	en: operatorEn,
	de: operatorDe,
	fr: operatorFr,
	es: operatorEs,
	ar: operatorAr,
};

/** Returns the texts of operator pages in a language (BCP 47 tag). Falls back to English if there is no catalogue. */
export function operatorWordsFor(language: string): OperatorWords {
	return (hasWords(language) ? CATALOGUES[primary(language)] : undefined) ?? operatorEn;
}
