import fc from "fast-check";
import { expect, test } from "vitest";
import { nearest } from "../../src/feed/feed-names.ts";

test("the most similar names are found for a mistyped name", () => {
	const names = ["ai", "robots", "robotics", "harbour", "robert"];
	expect(nearest("robotic", names, 3)).toEqual(["robotics", "robots", "robert"]);
	expect(nearest("harbor", names, 1)).toEqual(["harbour"]);
	expect(nearest("", names, 1)).toEqual(["ai"]);
	expect(nearest("x", [], 3)).toEqual([]);
});

/** Computes the edit distance directly from its definition. */
function distance(a: string, b: string): number {
	if (a === "" || b === "") return a.length + b.length;
	const [restOfA, restOfB] = [a.slice(1), b.slice(1)];
	if (a[0] === b[0]) return distance(restOfA, restOfB);
	return 1 + Math.min(distance(restOfA, restOfB), distance(restOfA, b), distance(a, restOfB));
}

test("names that the comparison skips are never among the most similar names", () => {
	const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 6 });
	fc.assert(
		fc.property(word, fc.uniqueArray(word, { maxLength: 8 }), fc.integer({ min: 0, max: 4 }), (text, names, count) => {
			const rated = names.toSorted((a, b) => distance(text, a) - distance(text, b) || (a < b ? -1 : 1));
			expect(nearest(text, names, count)).toEqual(rated.slice(0, count));
		}),
	);
});
