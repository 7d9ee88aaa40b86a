import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { BUDGETS } from "../../src/budget.ts";
import { ReadCounts } from "../../src/readership/readings.ts";
import type { Batch } from "../../src/readership/tally.ts";

export const NOW = Date.UTC(2026, 10, 22, 12);
export const DAY = 24 * 3_600_000;

/** Runs a test with the tables of a Readership that does nothing on its own. */
export function inReadership<T>(
	test: (readings: ReadCounts, storage: DurableObjectStorage) => T | Promise<T>,
): Promise<T> {
	return runInDurableObject(env.READERSHIP.getByName(crypto.randomUUID()), (_, { storage }) =>
		test(new ReadCounts(storage, BUDGETS.free), storage),
	);
}

/** Makes a batch in which an aggregator reports how many subscribers it has for a feed. */
export function says(reader: string, subscribers: number, feed = "feed", variant = "rss"): Batch {
	return { named: [{ reader, subscribers, feed, variant }], direct: [] };
}

/** Makes a batch with direct readers of a feed that all use the same program, each in a register of its own. */
export function people(reader: string, count: number, feed = "feed"): Batch {
	return { named: [], direct: [{ reader, feed, marks: Array.from({ length: count }, (_, index) => index * 64 + 1) }] };
}
