import { expect, test } from "vitest";
import { promise, withTables } from "../bench/costs-page.ts";
import { FEEDS, PROGRAMS, requestsOf, requestsOfMix } from "../bench/polling.ts";
import { readPage } from "../docs.ts";

const program = (name: string) => {
	const found = PROGRAMS.find((one) => one.name === name);
	if (!found) throw new Error(`The simulation does not include ${name}.`);
	return found;
};

test("docs/costs.md matches the benchmark and the simulation (update it with `node tests/bench/costs-page.ts`)", () => {
	const page = readPage("docs/costs.md");
	expect(page).toBe(withTables(page));
});

test("the numbers of readers that the README promises match docs/costs.md", () => {
	expect(readPage("README.md").replaceAll("\n", " ")).toContain(promise());
});

test("347 readers that obey the feed's headers used up the free plan when feeds stated an interval of five minutes, but no longer do", () => {
	const asked = (headers: "now" | "five minutes") => requestsOf(program("CommaFeed"), 347, FEEDS.ten, headers);
	expect(asked("five minutes")).toBeGreaterThan(99_000);
	expect(asked("now")).toBeLessThan(50_000);
});

test.each(Object.values(FEEDS))(
	"no program polls a feed with this rhythm more often than when every feed stated an interval of five minutes: $name",
	(feed) => {
		for (const one of PROGRAMS) {
			expect(requestsOf(one, 200, feed, "now"), one.name).toBeLessThanOrEqual(
				requestsOf(one, 200, feed, "five minutes"),
			);
		}
	},
);

test("programs that ignore the feed's headers send as many requests as before, and programs that obey them send less than a fifth as many", () => {
	const of = (name: string) => {
		const [now, before] = (["now", "five minutes"] as const).map((one) =>
			requestsOf(program(name), 200, FEEDS.daily, one),
		);
		return (now ?? 0) / (before ?? 1);
	};
	expect(of("NetNewsWire")).toBe(1);
	for (const name of ["Miniflux", "FreshRSS", "CommaFeed", "Liferea"]) expect(of(name), name).toBeLessThan(0.2);
});

test("the simulation returns the same number of requests in each run", () => {
	expect(requestsOfMix(500, FEEDS.newsroom, "now")).toBe(requestsOfMix(500, FEEDS.newsroom, "now"));
	expect(PROGRAMS.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
});
