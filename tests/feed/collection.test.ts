import { expect, test } from "vitest";
import { collectionOf } from "../../src/feed/taxonomy.ts";

test.each([
	["news", "news"],
	["newsletter", "newsletters"],
	["Success Story", "success-stories"],
	["essay", "essays"],
	["article", "articles"],
	["Analysis", "analysis"],
	["Küste", "küstes"],
	["a/b", "a_slashbs"],
])("category %s is listed under /api/%s/", (category, collection) => {
	expect(collectionOf(category)).toBe(collection);
});
