import { expect, test } from "vitest";
import { en } from "../../src/words/en.ts";
import { operatorEn } from "../../src/words/operator/en.ts";
import { hasWords, marksFor, marksOfEnglish, wordsFor } from "../../src/words/words.ts";
import { sourceFiles } from "../house/imports.ts";
import { allWordsFor, CATALOGUES, languagesIn } from "./entries.ts";
import { entriesOf } from "./said.ts";

const ENGLISH = new Map([...entriesOf(en), ...entriesOf(operatorEn)]);

const CATALOGUE_FILE = /^src\/words\/(?:operator\/)?[a-z]{2,3}\.ts$/;

const placeholdersOf = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();

test("every catalogue is found by its language", () => {
	const languages = CATALOGUES.map(([language]) => language).sort();
	expect(languages).toEqual(languagesIn("src/words").sort());
	expect(languages).toEqual(languagesIn("src/words/operator").sort());
	expect(languages).toEqual(expect.arrayContaining(["en", "de", "fr", "es", "ar"]));
});

test.each(CATALOGUES)("%s has the same keys as English, each once and with the same placeholders", (_, words) => {
	const entries = entriesOf(words);
	expect(entries.map(([key]) => key).sort()).toEqual([...ENGLISH.keys()].sort());
	for (const [key, value] of entries) {
		const english = ENGLISH.get(key);
		expect(typeof value, key).toBe(typeof english);
		if (typeof value !== "string" || typeof english !== "string") continue;
		expect(value.trim(), key).toBe(value.trim() === "" ? "nothing" : value.trim());
		expect(placeholdersOf(value), key).toEqual(placeholdersOf(english));
	}
});

test.each(CATALOGUES.filter(([language]) => language !== "en"))("%s is translated", (language, words) => {
	const same = entriesOf(words)
		.filter(([key, value]) => value === ENGLISH.get(key))
		.map(([key]) => key);
	expect(same.filter((key) => !SAME[language]?.includes(key))).toEqual([]);
});

/** Keys whose strings are names of operating systems or symbols, which are the same in every language. */
const EVERYWHERE = ["about.apple", "about.android", "about.windows", "about.linux", "job.outcome"];

/** For each language, the keys whose strings happen to be the same as in English. */
const SAME: Record<string, string[]> = {
	ar: EVERYWHERE,
	de: [
		...EVERYWHERE,
		...["card.audio", "card.video", "archive.title", "selection.comma", "builder.filter", "status.title"],
		...["column.feed", "column.reader", "column.host", "column.repository", "job.repository", "job.commit"],
	],
	fr: [
		...[...EVERYWHERE, "builder.typeArticle", "kind.article", "kind.audio", "column.publications", "column.article"],
		...["nav.sources", "nav.pages", "card.audio", "topic.from", "source.label", "author.from", "article.notes"],
		...["archive.title", "archive.articles", "selection.comma", "job.title", "job.commit"],
	],
	es: [
		...[...EVERYWHERE, "kind.audio", "card.audio", "archive.title", "selection.comma", "column.feed"],
		...["job.commit", "problem.error", "column.error"],
	],
};

test("French uses no-break spaces before double punctuation and inside quotation marks", () => {
	const spaced = entriesOf(allWordsFor("fr")).filter(
		([, value]) => typeof value === "string" && /[^\u00a0][?!;»](?!\w)|[^\u00a0]:(?!\w)|«[^\u00a0]/.test(value),
	);
	expect(spaced.map(([key]) => key)).toEqual([]);
});

test("Arabic uses its own comma and question mark", () => {
	const latin = entriesOf(allWordsFor("ar")).filter(([, value]) => typeof value === "string" && /[,?;]/.test(value));
	expect(latin.map(([key]) => key)).toEqual([]);
});

/**
 * Groups whose keys are values in the program, as in `state[job.state]`. Type checking ensures that each value has a
 * word.
 */
const INDEXED = new Set(["state"]);

test("every string is used", () => {
	const code = sourceFiles()
		.filter(({ path }) => !CATALOGUE_FILE.test(path))
		.map(({ text }) => text)
		.join("\n");
	const isUsed = (key: string) => {
		const [group = "", name = ""] = key.split(".");
		// A string is used as `group.name`, or as `words.name` or `says.name` in files that first assign the group to a
		// variable.
		const direct = new RegExp(`\\b(?:${group}|words|says)\\??\\.${name}\\b`);
		const taken = new RegExp(`\\{[^{}=;]*\\b${name}\\b[^{}=;]*\\} = wordsFor\\([\\w.]+\\)\\.${group}\\b`);
		return direct.test(code) || taken.test(code) || INDEXED.has(group);
	};
	const unused = [...ENGLISH.keys()].filter((key) => !isUsed(key));
	expect(unused).toEqual([]);
});

test("a regional language uses the strings of its language, and an unknown language falls back to English, marked as such", () => {
	expect(wordsFor("de-AT")).toBe(wordsFor("de"));
	expect(wordsFor("ar-EG")).toBe(wordsFor("ar"));
	expect(wordsFor("ja")).toBe(en);
	expect(wordsFor("constructor")).toBe(en);
	expect([hasWords("en-GB"), hasWords("ja"), hasWords("den")]).toEqual([true, false, false]);
	expect(marksFor("de-AT")).toEqual({});
	expect(marksFor("ja")).toEqual({ lang: "en", dir: "ltr" });
	expect(marksOfEnglish("de")).toEqual({ lang: "en", dir: "ltr" });
	expect(marksOfEnglish("en-GB")).toEqual({});
});
