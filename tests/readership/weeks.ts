import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { BUDGETS } from "../../src/budget.ts";
import { dayOf } from "../../src/publisher/timing.ts";
import { ReadCounts } from "../../src/readership/readings.ts";
import { readershipOf } from "../../src/readership/stub.ts";
import { DAY, people, says } from "./setup.ts";

/**
 * Fills the Readership with data for this many days up to today, each with slightly more readers than the day before.
 * Returns the days.
 */
export async function weeksOf(days: number, feeds: readonly string[] = ["feed"]): Promise<string[]> {
	const start = Date.now() - (days - 1) * DAY;
	await runInDurableObject(readershipOf(env), (_, { storage }) => {
		const readings = new ReadCounts(storage, BUDGETS.free);
		for (let day = 0; day < days; day++) {
			for (const feed of feeds) {
				readings.take(says("Feedly", 100 + day, feed), start + day * DAY);
				readings.take(people("Reeder", 3, feed), start + day * DAY);
			}
		}
	});
	return Array.from({ length: days }, (_, index) => dayOf(start + index * DAY));
}
