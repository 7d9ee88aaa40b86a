import { expect, test } from "vitest";
import { markHits, spelledAsIn } from "../../src/feed/search-hits.ts";

test.each([
	["leuchtturmwarterin", "Die Leuchtturmwärterin zieht um", "Leuchtturmwärterin"],
	['"grune boje"', "Grüne Boje, rote Boje", '"Grüne Boje"'],
	["ferry tide", "Ferry to nowhere", "Ferry tide"],
	["ferry", "No boat at all", "ferry"],
])("the search %s, matched in “%s”, is shown as %s", (words, text, shown) => {
	expect(spelledAsIn(words, markHits(text, [words]))).toBe(shown);
});
