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
])("a search for %s becomes %j", (text, terms) => {
	expect(termsOf(text)).toEqual(terms);
});

test("FTS5 operators have no effect, because every term is quoted", () => {
	expect(matchExpression(['near(a "b or" not*', "title:x"])).toBe('("near(a" AND "b or" AND "not*") OR ("title:x")');
	expect(matchExpression([])).toBeNull();
});

test("only words in scripts without spaces are split into characters", () => {
	expect(searchable("東京 Tower").trim().split(/\s+/)).toEqual(["東", "京", "Tower"]);
	expect(searchable("crème brûlée")).toBe("crème brûlée");
});
