import type { OperatorWords } from "../catalogue.ts";
import { hasWords, primary } from "../words.ts";
import { operatorAr } from "./ar.ts";
import { operatorDe } from "./de.ts";
import { operatorEn } from "./en.ts";
import { operatorEs } from "./es.ts";
import { operatorFr } from "./fr.ts";

/** The catalogues by primary language: the same languages as those for readers, which a test checks. */
const CATALOGUES: Readonly<Record<string, OperatorWords>> = {
	en: operatorEn,
	de: operatorDe,
	fr: operatorFr,
	es: operatorEs,
	ar: operatorAr,
};

/** The words of pages for the operator in a language (BCP 47); English if there is no catalogue of it. */
export function operatorWordsFor(language: string): OperatorWords {
	return (hasWords(language) ? CATALOGUES[primary(language)] : undefined) ?? operatorEn;
}
