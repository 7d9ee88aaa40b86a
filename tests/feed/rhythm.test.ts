import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FORESIGHT, lifetimesOf, pollInterval } from "../../src/feed/rhythm.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOW = Date.UTC(2026, 10, 30, 12);

/** Makes articles with these intervals between them, in milliseconds. The newest article is published now. */
function apart(...intervals: number[]): { published: number }[] {
	const ages = intervals.map((_, index) => intervals.slice(0, index + 1).reduce((sum, interval) => sum + interval));
	return [0, ...ages].map((age) => ({ published: NOW - age }));
}

const every = (interval: number, count = 30) => apart(...Array.from({ length: count }, () => interval));

describe("how long readers may cache a feed", () => {
	test.each<[string, number, { published: number }[]]>([
		["with an article every two minutes", 300, every(2 * MINUTE)],
		["with an article every seven minutes", 420, every(7 * MINUTE)],
		["with an article every ten minutes", 600, every(10 * MINUTE)],
		["with an article every twenty minutes", 600, every(20 * MINUTE)],
		["with an article every hour", 1800, every(HOUR)],
		["with an article every six hours", 3 * 3600, every(6 * HOUR)],
		["with one article a day", 6 * 3600, every(DAY)],
		["with one article a month", 6 * 3600, every(30 * DAY)],
		["with one article", 3600, every(DAY, 0)],
		["without articles", 3600, []],
		["with imported articles that all have the same date and time", 3600, every(0)],
		["with batches of twenty every eight hours", 4 * 3600, [0, 1, 2, 3].flatMap((batch) => at(batch * 8 * HOUR, 20))],
		[
			"with an article every ten minutes by day, and none at night",
			600,
			[0, 1].flatMap((day) => at(day * DAY, 10, 10 * MINUTE)),
		],
		[
			"that is busy now, but rarely had articles in earlier years",
			600,
			[...every(10 * MINUTE), ...at(400 * DAY, 100, 30 * DAY)],
		],
	])("a feed %s: %i seconds", (_, seconds, articles) => {
		expect(pollInterval(articles)).toBe(seconds);
	});

	test("on average, readers get articles within half the usual interval; if that interval is at least twenty minutes, they always do", () => {
		fc.assert(
			fc.property(fc.integer({ min: 5 * 60, max: 90 * 24 * 3600 }), (usual) => {
				const seconds = pollInterval(every(usual * 1000));
				expect(seconds % 60).toBe(0);
				expect(seconds).toBeGreaterThanOrEqual(300);
				expect(seconds / 2).toBeLessThanOrEqual(usual / 2);
				if (usual >= 20 * 60) expect(seconds).toBeLessThanOrEqual(usual / 2);
			}),
		);
	});

	/** Makes articles at equal intervals. The newest article has this age. All times are in milliseconds. */
	function at(age: number, count: number, interval = 0): { published: number }[] {
		return Array.from({ length: count }, (__, index) => ({ published: NOW - age - index * interval }));
	}
});

describe("cache times of a response", () => {
	test("a busy feed counts as busy for three days without changes, and as inactive after that", () => {
		const after = (quiet: number) => lifetimesOf({ poll: 600 }, NOW - quiet, NOW).reader;
		expect([0, 8 * HOUR, 2.9 * DAY].map(after)).toEqual([600, 600, 600]);
		expect([3 * DAY, 4 * DAY, 30 * DAY].map(after)).toEqual([3 * 3600, 4 * 3600, 6 * 3600]);
		expect(lifetimesOf({ poll: 600 }, NOW + DAY, NOW).reader, "the clock was set back").toBe(600);
	});

	test("a scheduled article does not affect cache times once it has appeared, or while it is far in the future", () => {
		const usual = lifetimesOf({ poll: 600 }, NOW, NOW);
		expect(lifetimesOf({ poll: 600, next: NOW - 1 }, NOW, NOW)).toEqual(usual);
		expect(lifetimesOf({ poll: 600, next: NOW + 5 * HOUR }, NOW, NOW)).toEqual(usual);
		expect(usual).toEqual({ reader: 600, edge: 300, isCapped: false });
	});

	test("no reader caches a feed beyond the time of the next scheduled article, even if Cloudflare's cache serves its copy until it expires", () => {
		const poll = fc.integer({ min: 5, max: 360 }).map((minutes) => minutes * 60);
		fc.assert(
			fc.property(poll, fc.integer({ min: 62, max: FORESIGHT / 1000 }), fc.nat(30), (seconds, left, days) => {
				const { reader, edge, isCapped } = lifetimesOf(
					{ poll: seconds, next: NOW + left * 1000 },
					NOW - days * DAY,
					NOW,
				);
				const stale = isCapped ? 0 : 3600;
				expect(edge + stale + reader).toBeLessThanOrEqual(left + (reader === 60 ? 60 : 0));
			}),
		);
	});

	test("a reader that respects cache times polls at most five times before the next scheduled article appears", () => {
		const next = NOW + FORESIGHT;
		let polls = 0;
		for (let now = NOW; now < next; polls++) now += lifetimesOf({ poll: 6 * 3600, next }, NOW, now).reader * 1000;
		expect(polls).toBeLessThanOrEqual(5);
	});
});
