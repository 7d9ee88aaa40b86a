import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Words } from "../../src/words/catalogue.ts";
import { hasWords, wordsFor } from "../../src/words/words.ts";
import { ROOT } from "../house/imports.ts";

const FILES = readdirSync(join(ROOT, "src/words"));

/** Every catalogue with its language, from the files named like a language. */
export const CATALOGUES: [language: string, words: Words][] = FILES.flatMap((file) => {
	const language = /^([a-z]{2,3})\.ts$/.exec(file)?.[1];
	return language !== undefined && hasWords(language) ? [[language, wordsFor(language)]] : [];
});
