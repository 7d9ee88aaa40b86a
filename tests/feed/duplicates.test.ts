import fc from "fast-check";
import { expect, test } from "vitest";
import type { Article } from "../../src/article/article.ts";
import { compareDuplicates, resolveDuplicates, uniqueKeysOf } from "../../src/feed/duplicates.ts";
import { anyText } from "../article/any-text.ts";
import { article } from "./sample.ts";

const SITE = "https://site.example";

function winner(...articles: Article[]): string | undefined {
	return articles.toSorted(compareDuplicates)[0]?.path;
}

test("an article's unique keys are its link, its page on this site and its declared guid", () => {
	const guid = "tag:old.example,2019:tide";
	expect(uniqueKeysOf(article({ guid }), SITE)).toContain(guid);
	expect(uniqueKeysOf(article(), SITE)).toEqual(["https://gazette.example/tide", `${SITE}/articles/tide`]);
	expect(uniqueKeysOf(article({ link: `${SITE}/articles/tide` }), SITE)).toEqual([`${SITE}/articles/tide`]);
});

test("of two duplicates, the article with the higher quality is published", () => {
	const good = article({ path: "z.md", quality: 80, published: 2 });
	expect(winner(article({ path: "a.md", quality: 20, published: 1 }), good)).toBe("z.md");
	expect(winner(article({ path: "a.md", published: 1 }), good)).toBe("z.md");
	expect(winner(article({ path: "a.md", quality: 0, published: 3 }), article({ path: "b.md", published: 2 }))).toBe(
		"b.md",
	);
});

test("of two duplicates of equal quality, the older article is published; if they are equally old, the one whose path sorts first is published", () => {
	expect(winner(article({ path: "a.md", published: 2 }), article({ path: "z.md", published: 1 }))).toBe("z.md");
	expect(winner(article({ path: "b.md" }), article({ path: "a.md" }))).toBe("a.md");
	expect(winner(article({ path: "b.md" }), article({ path: "B.md" }))).toBe("B.md");
});

const rival = fc.record({
	path: fc.oneof(fc.constantFrom("a.md", "b.md", "B.md", "ä.md", "a/b.md"), anyText(4)),
	quality: fc.constantFrom(undefined, 0, 1, 500, 1000, 0.5),
	published: fc.constantFrom(-1, 0, 1, 1_777_852_800_000),
});
const rivals = fc.uniqueArray(rival, { selector: ({ path }) => path, minLength: 1, maxLength: 8 });

test("the order of uploads does not affect which duplicate is published", () => {
	fc.assert(
		fc.property(
			rivals.chain((some) => fc.tuple(fc.constant(some), fc.shuffledSubarray(some, { minLength: some.length }))),
			([some, shuffled]) => {
				const order = (list: typeof some) =>
					list
						.map(article)
						.toSorted(compareDuplicates)
						.map(({ path }) => path);
				expect(order(shuffled)).toEqual(order(some));
			},
		),
	);
});

test("the comparison of duplicates is a total order", () => {
	fc.assert(
		fc.property(rivals, (some) => {
			const sign = (a: Article, b: Article) => Math.sign(compareDuplicates(a, b));
			const all = some.map(article);
			for (const a of all) {
				for (const b of all) {
					if (a !== b) expect(sign(a, b)).toBe(-sign(b, a));
					for (const c of all) if (sign(a, b) < 0 && sign(b, c) < 0 && a !== c) expect(sign(a, c)).toBe(-1);
				}
			}
		}),
	);
});

const DAY = 24 * 3_600_000;

test.each<[string, Partial<Article>, boolean]>([
	["with the same title a month later", { title: "Tide", published: 30 * DAY }, true],
	["with a different title on the same day", { title: "Ebb", published: DAY - 1 }, true],
	["with a different title a day later", { title: "Ebb", published: DAY }, false],
	[
		"with a different title a day later and the same guid",
		{ title: "Ebb", published: DAY, guid: "tag:a.example,2026:tide" },
		true,
	],
	[
		"with a different title a day later at the same address",
		{ title: "Ebb", published: DAY, address: "/articles/a" },
		true,
	],
])("a second article about the same page, %s", (_, over, isDuplicate) => {
	const link = "https://gazette.example/harbour";
	const guid = over.guid;
	const first = article({ path: "a.md", address: "/articles/a", link, title: "Tide", published: 0, guid });
	const second = article({ path: "b.md", address: "/articles/b", link, ...over });
	expect([...resolveDuplicates([second, first], SITE)]).toEqual(isDuplicate ? [["b.md", "a.md"]] : []);
});
