import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { en } from "../../src/words/en.ts";
import { hasWords, marksFor, wordsFor } from "../../src/words/words.ts";
import { ROOT, sourceFiles } from "../house/imports.ts";
import { CATALOGUES } from "./entries.ts";
import { entriesOf } from "./said.ts";

const ENGLISH = new Map(entriesOf(en));

const CATALOGUE_FILE = /^src\/words\/[a-z]{2,3}\.ts$/;

const placeholdersOf = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();

test("every catalogue is found by its language", () => {
	const files = readdirSync(join(ROOT, "src/words")).filter((file) => /^[a-z]{2,3}\.ts$/.test(file));
	expect(CATALOGUES.map(([language]) => `${language}.ts`).sort()).toEqual(files.sort());
	expect(CATALOGUES.map(([language]) => language)).toEqual(expect.arrayContaining(["en", "de", "fr", "es", "ar"]));
});

test.each(CATALOGUES)("%s has every key once, with the same placeholders", (_, words) => {
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

/** Keys with names of systems. */
const SYSTEMS = ["about.apple", "about.android", "about.windows", "about.linux"];

/** For each language, the keys whose text is the same in English. */
const SAME: Record<string, string[]> = {
	ar: SYSTEMS,
	de: [
		...SYSTEMS,
		...["card.audio", "card.video", "archive.title", "selection.comma", "builder.filter", "status.title"],
		...["job.repository", "job.commit"],
	],
	fr: [
		...[...SYSTEMS, "builder.typeArticle", "kind.article", "kind.audio"],
		...["nav.sources", "nav.pages", "card.audio", "topic.from", "source.label", "author.from", "article.notes"],
		...["archive.title", "archive.articles", "selection.comma", "job.title", "job.commit"],
	],
	es: [...SYSTEMS, "kind.audio", "card.audio", "archive.title", "selection.comma", "job.commit", "problem.error"],
};

test("French has no-break spaces before double punctuation and inside quotation marks", () => {
	const spaced = entriesOf(wordsFor("fr")).filter(
		([, value]) => typeof value === "string" && /[^\u00a0][?!;»](?!\w)|[^\u00a0]:(?!\w)|«[^\u00a0]/.test(value),
	);
	expect(spaced.map(([key]) => key)).toEqual([]);
});

test("Arabic uses its own comma and question mark", () => {
	const latin = entriesOf(wordsFor("ar")).filter(([, value]) => typeof value === "string" && /[,?;]/.test(value));
	expect(latin.map(([key]) => key)).toEqual([]);
});

test("every text is used", () => {
	const code = sourceFiles()
		.filter(({ path }) => !CATALOGUE_FILE.test(path))
		.map(({ text }) => text)
		.join("\n");
	const isUsed = (key: string) => {
		const [group = "", name = ""] = key.split(".");
		// As `group.name`, or by the names that some files use for a group.
		const direct = new RegExp(`\\b(?:${group}|words|says)\\??\\.${name}\\b`);
		const taken = new RegExp(`\\{[^{}=;]*\\b${name}\\b[^{}=;]*\\} = wordsFor\\([\\w.]+\\)\\.${group}\\b`);
		return direct.test(code) || taken.test(code);
	};
	const unused = [...ENGLISH.keys()].filter((key) => !isUsed(key));
	expect(unused).toEqual([]);
});

test("a region has the texts of its language, and an unknown language English texts that are marked", () => {
	expect(wordsFor("de-AT")).toBe(wordsFor("de"));
	expect(wordsFor("ar-EG")).toBe(wordsFor("ar"));
	expect(wordsFor("ja")).toBe(en);
	expect(wordsFor("constructor")).toBe(en);
	expect([hasWords("en-GB"), hasWords("ja"), hasWords("den")]).toEqual([true, false, false]);
	expect(marksFor("de-AT")).toEqual({});
	expect(marksFor("ja")).toEqual({ lang: "en", dir: "ltr" });
});
