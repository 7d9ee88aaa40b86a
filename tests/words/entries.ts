import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { OperatorWords, Words } from "../../src/words/catalogue.ts";
import { operatorWordsFor } from "../../src/words/operator/operator-words.ts";
import { hasWords, wordsFor } from "../../src/words/words.ts";
import { ROOT } from "../house/imports.ts";

/** Both catalogues of a language, the readers' and the operator's, as one object. */
export type AllWords = Words & OperatorWords;

/** Returns the languages that have a catalogue in a folder. Each catalogue's file is named after its language. */
export function languagesIn(folder: string): string[] {
	return readdirSync(join(ROOT, folder)).flatMap((file) => /^([a-z]{2,3})\.ts$/.exec(file)?.[1] ?? []);
}

/** Returns both catalogues of a language. */
export function allWordsFor(language: string): AllWords {
	return { ...wordsFor(language), ...operatorWordsFor(language) };
}

/** All languages with their catalogues. */
export const CATALOGUES: [language: string, words: AllWords][] = languagesIn("src/words")
	.filter(hasWords)
	.map((language) => [language, allWordsFor(language)]);
