import { expect, test } from "vitest";
import { promise, withTables } from "../bench/costs-page.ts";
import { FEEDS, PROGRAMS, requestsOf, requestsOfMix } from "../bench/polling.ts";
import { readPage } from "../docs.ts";

const program = (name: string) => {
	const found = PROGRAMS.find((one) => one.name === name);
	if (!found) throw new Error(`There is no ${name}.`);
	return found;
};

test("docs/costs.md has the figures that the bench counted and the simulation gives: `node tests/bench/costs-page.ts`", () => {
	const page = readPage("docs/costs.md");
	expect(page).toBe(withTables(page));
});

test("the README promises what docs/costs.md says", () => {
	expect(readPage("README.md").replaceAll("\n", " ")).toContain(promise());
});

test("347 obedient readers that ask every five minutes used up the free plan, and do not any more", () => {
	const asked = (headers: "now" | "five minutes") => requestsOf(program("CommaFeed"), 347, FEEDS.ten, headers);
	expect(asked("five minutes")).toBeGreaterThan(99_000);
	expect(asked("now")).toBeLessThan(50_000);
});

test.each(Object.values(FEEDS))("a feed with news $name costs no more requests than before, of no program", (feed) => {
	for (const one of PROGRAMS) {
		expect(requestsOf(one, 200, feed, "now"), one.name).toBeLessThanOrEqual(requestsOf(one, 200, feed, "five minutes"));
	}
});

test("programs that ignore what the feed says cost the same, those that obey a sixth of it or less", () => {
	const of = (name: string) => {
		const [now, before] = (["now", "five minutes"] as const).map((one) =>
			requestsOf(program(name), 200, FEEDS.daily, one),
		);
		return (now ?? 0) / (before ?? 1);
	};
	expect(of("NetNewsWire")).toBe(1);
	for (const name of ["Miniflux", "FreshRSS", "CommaFeed", "Liferea"]) expect(of(name), name).toBeLessThan(0.2);
});

test("the same readers ask the same number of times in each run", () => {
	expect(requestsOfMix(500, FEEDS.newsroom, "now")).toBe(requestsOfMix(500, FEEDS.newsroom, "now"));
	expect(PROGRAMS.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
});
