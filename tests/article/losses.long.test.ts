import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { anyDocument, bodiesBelow, lossesOf } from "./losses.ts";

test("no word or picture of 10,000 random documents is lost without a warning", () => {
	fc.assert(
		fc.property(anyDocument, ({ body, path }) => {
			expect(lossesOf(body, path)).toEqual([]);
		}),
		{ numRuns: 10_000, seed: 20261201 },
	);
}, 300_000);

const BLOGS = join(import.meta.dirname, "../../../shared/corpus/blogs");
const posts = bodiesBelow(BLOGS);
if (posts === null) console.warn(`Skipped: no blogs of other generators at ${BLOGS}.`);

test.skipIf(posts === null)(
	"no word or picture of an article from a real blog is lost without a warning",
	() => {
		const losing = (posts ?? []).map(({ path, body }) => ({ path, lost: lossesOf(body, path) }));
		expect(losing.filter(({ lost }) => lost.length > 0)).toEqual([]);
	},
	300_000,
);
