import fc from "fast-check";
import { expect, test } from "vitest";
import { archiveDocuments, monthRange, parseArchivePath } from "../../src/feed/archive.ts";
import { FEED_BYTES } from "../../src/feed/feed.ts";

const article = fc.record({
	published: fc.integer({ min: Date.UTC(2026, 4, 1), max: Date.UTC(2026, 4, 4) }),
	size: fc.integer({ min: 500, max: 1_900_000 }),
});
const month = fc.array(article, { maxLength: 30 }).map((all) => all.toSorted((a, b) => b.published - a.published));

test("every article of a month is in exactly one document, in order, and no document is too large", () => {
	fc.assert(
		fc.property(month, (articles) => {
			const documents = archiveDocuments(articles);
			expect(documents.flatMap((document) => document.articles)).toEqual(articles);
			expect(new Set(documents.map(({ period }) => period)).size).toBe(documents.length);
			for (const document of documents) {
				expect(document.articles.length).toBeGreaterThan(0);
				const size = document.articles.reduce((sum, one) => sum + one.size, 0);
				expect(size <= FEED_BYTES || document.articles.length === 1).toBe(true);
				for (const { published } of document.articles) {
					expect(document.period.startsWith(new Date(published).toISOString().slice(0, 7))).toBe(true);
				}
			}
		}),
	);
});

test("if a day is split into parts, a new article changes only the newest part", () => {
	const day = Array.from({ length: 10 }, (_, index) => ({
		published: Date.UTC(2026, 4, 1, 10 - index),
		size: 600_000,
	}));
	const before = archiveDocuments(day);
	const after = archiveDocuments([{ published: Date.UTC(2026, 4, 1, 11), size: 600_000 }, ...day]);
	expect(before.map(({ period }) => period)).toEqual(["2026-05-01-3", "2026-05-01-2", "2026-05-01-1"]);
	expect(after.slice(1)).toEqual(before.slice(1));
});

test.each([
	["/feed/archive/2026-05.rss", { name: "feed", period: "2026-05", format: "rss" }],
	["/topics/AI/archive/2026-05-17-2.json", { name: "topics/ai", period: "2026-05-17-2", format: "json" }],
	["/providers/a.example/archive/2026-05.atom", { name: "providers/a.example", period: "2026-05", format: "atom" }],
	["/topics/archive/archive/2026-05.atom", { name: "topics/archive", period: "2026-05", format: "atom" }],
	["/topics/ai.rss/archive/2026-05.rss", null],
	["/nowhere/archive/2026-05.rss", null],
	["/archive/2026-05.rss", null],
	["/feed/archive/2026-05.xml", null],
	["/feed/archive/new.rss", null],
])("the path %s is parsed as %j", (path, expected) => {
	expect(parseArchivePath(path)).toEqual(expected);
});

test.each([
	["2026-12", Date.UTC(2026, 11, 1), Date.UTC(2027, 0, 1)],
	["2024-02-29-3", Date.UTC(2024, 1, 1), Date.UTC(2024, 2, 1)],
])("the period %s covers its whole month", (period, from, to) => {
	expect(monthRange(period)).toEqual({ from, to });
});

test.each(["2026-13", "2026-00", "2026", "2026-5", "2026-05-1", "2026-05-01-0", "2026-05-", "-2026-05"])(
	"%s is not a period",
	(period) => {
		expect(monthRange(period)).toBeNull();
	},
);
