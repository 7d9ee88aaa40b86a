import { reset } from "cloudflare:test";
import { afterAll, beforeAll, expect, test } from "vitest";
import { get, publish, source } from "../publisher/newsroom.ts";

/** Language tags, each with the language's name and text direction. */
const LANGUAGES = [
	["de-u-co-phonebk", "German", "ltr"],
	["de-x-foo", "German", "ltr"],
	["en-u-ca-buddhist", "English", "ltr"],
	["de_AT", "Austrian German", "ltr"],
	["pa-Arab", "Punjabi (Arabic)", "rtl"],
	["ar-Latn", "Arabic (Latin)", "ltr"],
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
	"the page of an article in %s can be read, and the article is marked with its language",
	async (language, name, direction) => {
		const response = await get(`/articles/${language}`);
		expect(response.status).toBe(200);
		const html = await response.text();
		expect(html).toContain(`<article class="story" lang="${language.replace("_", "-")}" dir="${direction}">`);
		expect(html).toContain(`in ${name}</p>`);
		// The rest of the page is in the site's language.
		expect(html).toContain('<html lang="en" dir="ltr">');
		expect(html).toContain(">May 4, 2026</time>");
	},
);

test("lists can contain articles in all these languages", async () => {
	for (const path of ["/", "/topics/tongues", "/topics/tongues/archive/2026-05", "/select?topic=tongues&lang=de"]) {
		const response = await get(path);
		expect(response.status, path).toBe(200);
		expect(await response.text(), path).toContain("In de-x-foo");
	}
});
