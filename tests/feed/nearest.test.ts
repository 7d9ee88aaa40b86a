import { expect, test } from "vitest";
import { nearest } from "../../src/feed/nearest.ts";

test("who mistypes a name is told the nearest ones", () => {
	const names = ["ai", "robots", "robotics", "harbour", "robert"];
	expect(nearest("robotic", names, 3)).toEqual(["robotics", "robots", "robert"]);
	expect(nearest("harbor", names, 1)).toEqual(["harbour"]);
	expect(nearest("", names, 1)).toEqual(["ai"]);
	expect(nearest("x", [], 3)).toEqual([]);
});
