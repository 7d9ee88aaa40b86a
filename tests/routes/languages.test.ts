import { reset } from "cloudflare:test";
import { afterAll, beforeAll, expect, test } from "vitest";
import { get, publish, source } from "../publisher/newsroom.ts";

/** Language tags, with name, direction and date format. */
const LANGUAGES = [
	["de-u-co-phonebk", "German", "ltr", "4. Mai 2026"],
	["de-x-foo", "German", "ltr", "4. Mai 2026"],
	["en-u-ca-buddhist", "English", "ltr", "May 4, 2569 BE"],
	["de_AT", "Austrian German", "ltr", "4. Mai 2026"],
	["pa-Arab", "Punjabi (Arabic)", "rtl", ""],
	["ar-Latn", "Arabic (Latin)", "ltr", ""],
] as const;

beforeAll(() =>
	publish(
		...LANGUAGES.map(([language]) =>
			source(`${language}.md`, { title: `In ${language}`, date: "2026-05-04", language, topics: ["Tongues"] }, "Text."),
		),
	),
);
afterAll(reset);

test.each(LANGUAGES)(
	"an article in %s is readable and marked with its language",
	async (language, name, direction, date) => {
		const response = await get(`/articles/${language}`);
		expect(response.status).toBe(200);
		const html = await response.text();
		expect(html).toContain(`<html lang="${language.replace("_", "-")}" dir="${direction}">`);
		expect(html).toContain(`in ${name}</li>`);
		expect(html).toContain(`>${date}`);
	},
);

test("lists with articles in all these languages work", async () => {
	for (const path of ["/", "/topics/tongues", "/topics/tongues/archive/2026-05", "/select?topic=tongues&lang=de"]) {
		const response = await get(path);
		expect(response.status, path).toBe(200);
		expect(await response.text(), path).toContain("In de-x-foo");
	}
});
