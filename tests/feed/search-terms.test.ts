import { expect, test } from "vitest";
import { matchExpression, searchable, termsOf } from "../../src/feed/search-terms.ts";

test.each([
	["a b", ["a", "b"]],
	['"a b" c', ["a b", "c"]],
	["„a b“ «c d»", ["a b", "c d"]],
	['a"b c"d', ["a", "b c", "d"]],
	['"a', ["a"]],
	['""', []],
	["* - + !", []],
	["c++ c#", ["c++", "c#"]],
])("%s is looked for as %j", (text, terms) => {
	expect(termsOf(text)).toEqual(terms);
});

test("no operator of FTS5 gets through: every term is a string", () => {
	expect(matchExpression(['near(a "b or" not*', "title:x"])).toBe('("near(a" AND "b or" AND "not*") OR ("title:x")');
	expect(matchExpression([])).toBeNull();
});

test("scripts without spaces are taken apart, others stay as they are", () => {
	expect(searchable("東京 Tower").trim().split(/\s+/)).toEqual(["東", "京", "Tower"]);
	expect(searchable("crème brûlée")).toBe("crème brûlée");
});
