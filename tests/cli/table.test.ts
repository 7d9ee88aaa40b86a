import { expect, test } from "vitest";
import { tableOf, widthOf } from "../../src/cli/terminal.ts";

test("a combined character is one column wide; a double-width character is two", () => {
	expect(["abc", "e\u0301", "新聞", "ニュース", "뉴스", "🗞️", "📰", "عاجل"].map(widthOf)).toEqual([
		3, 1, 4, 8, 4, 1, 2, 4,
	]);
});

test("columns are aligned, and an empty last cell leaves no trailing space", () => {
	const rows = [["a", "1", "x"], ["bbb", "200", ""], []];
	expect(tableOf(rows, [1])).toEqual(["a      1  x", "bbb  200", ""]);
	expect(tableOf([])).toEqual([]);
});

test("control characters in a cell neither reach the terminal nor shift columns", () => {
	expect(
		tableOf([
			["\x1b[31mred\x1b[0m", "x"],
			["red", "y"],
		]),
	).toEqual(["red  x", "red  y"]);
});
