import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { anyDocument, bodiesBelow, lossesOf } from "./losses.ts";

test("`lossesOf` finds missing words and pictures", () => {
	expect(lossesOf("<p>One words</p><template>hidden</template>", "tide.html")).toEqual([]);
	expect(lossesOf('<p>Three</p><p style="height:0;overflow:hidden">four</p>', "tide.html")).toEqual(["four"]);
});

test("no word or picture of 1,000 random documents is lost without a warning", () => {
	fc.assert(
		fc.property(anyDocument, ({ body, path }) => {
			expect(lossesOf(body, path)).toEqual([]);
		}),
		{ numRuns: 1000, seed: 20261130 },
	);
});

const ISSUES = join(import.meta.dirname, "../../../shared/corpus/newsletters");
const issues = bodiesBelow(ISSUES);
if (issues === null) console.warn(`Skipped: no newsletters at ${ISSUES}.`);

test.skipIf(issues === null)("no word or picture of a newsletter is lost without a warning", () => {
	for (const { path, body } of issues ?? []) expect({ path, lost: lossesOf(body, path) }).toEqual({ path, lost: [] });
});
