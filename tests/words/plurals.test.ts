import { expect, test } from "vitest";
import { plural } from "../../src/words/grammar.ts";
import { wordsFor } from "../../src/words/words.ts";
import { allWordsFor, CATALOGUES } from "./entries.ts";
import { entriesOf } from "./said.ts";

const NUMBERS = [0, 1, 2, 5, 11, 100];

test.each([
	["en", ["0 articles", "1 article", "2 articles", "5 articles", "11 articles", "100 articles"]],
	["de", ["0 Artikel", "1 Artikel", "2 Artikel", "5 Artikel", "11 Artikel", "100 Artikel"]],
	["fr", ["0 article", "1 article", "2 articles", "5 articles", "11 articles", "100 articles"]],
	["es", ["0 artículos", "1 artículo", "2 artículos", "5 artículos", "11 artículos", "100 artículos"]],
	["ar", ["لا مقالات", "مقال واحد", "مقالان", "5 مقالات", "11 مقالًا", "100 مقال"]],
])("the right plural forms of “article” are used in %s", (language, expected) => {
	expect(NUMBERS.map(wordsFor(language).n.articles)).toEqual(expected);
});

test.each([
	["en", ["0 articles are", "1 article is", "2 articles are", "5 articles are", "11 articles are", "100 articles are"]],
	[
		"de",
		["0 Artikel sind", "1 Artikel ist", "2 Artikel sind", "5 Artikel sind", "11 Artikel sind", "100 Artikel sind"],
	],
	[
		"fr",
		[
			"0 article n’est",
			"1 article n’est",
			"2 articles ne sont",
			"5 articles ne sont",
			"11 articles ne",
			"100 articles",
		],
	],
	[
		"es",
		["0 artículos no están", "1 artículo no está", "2 artículos no están", "5 artículos no", "11 artículos", "100"],
	],
	["ar", ["كل المقالات", "مقال واحد غير", "مقالان غير", "5 مقالات غير", "11 مقالًا غير", "100 مقال غير"]],
])("verbs agree with the count in %s", (language, beginnings) => {
	for (const [index, beginning] of beginnings.entries()) {
		expect(allWordsFor(language).status.bad(NUMBERS[index] ?? 0)).toMatch(new RegExp(`^${beginning}`));
	}
});

test.each(CATALOGUES)(
	"every plural of %s has a form for every number, and the form contains the number",
	(language, words) => {
		for (const [key, value] of entriesOf(words)) {
			if (typeof value !== "function") continue;
			for (const number of NUMBERS) {
				const said = value(number);
				expect(said, `${key} of ${number}`).not.toMatch(/[{}]|^\s*$/);
				// Arabic writes zero, one and two as words.
				if (number > 2) expect(said, `${key} of ${number}`).toContain(new Intl.NumberFormat(language).format(number));
			}
			expect(value(12_345), key).toContain(new Intl.NumberFormat(language).format(12_345));
			expect(new Set([2, 3].map(value)).size, `${key} differs by number`).toBe(2);
		}
	},
);

test("a plural category without a form of its own uses the form “other”", () => {
	const counted = plural<"one" | "other">("fr")({ one: "{n} article", other: "{n} articles" });
	expect(new Intl.PluralRules("fr").select(1_000_000)).toBe("many");
	expect(counted(1_000_000)).toBe(`${new Intl.NumberFormat("fr").format(1_000_000)} articles`);
});
