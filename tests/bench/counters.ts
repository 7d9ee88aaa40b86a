import { get } from "./client.ts";

/** What a class of Durable Objects has done since it began, as `workers/counting.js` counts it. */
export interface Counters {
	/** Requests, and runs of its alarm. */
	calls: number;
	alarms: number;
	/** The longest of each, in milliseconds by the clock: no more than that on a processor. */
	longestCall: number;
	longestAlarm: number;
	/** Rows of SQLite, as Cloudflare counts them. */
	rowsRead: number;
	rowsWritten: number;
	/** Values of Workers KV that were written, and that were deleted. */
	puts: number;
	deletes: number;
	/** When the last of these was, in milliseconds since 1970. */
	lastWrite: number;
}

/** The classes that are counted: the third one, which follows repositories, has nothing to do here. */
export type Counted = "Publisher" | "Hub";

export async function countersOf(base: string): Promise<Record<Counted, Counters>> {
	return JSON.parse((await get(`${base}/bench/counters`)).body.toString());
}

/** A statement, and how SQLite goes about it: a line for each step. */
export type Plan = [statement: string, steps: string[]];

/** Those that the Publisher ran since this was last asked. */
export async function plansOf(base: string): Promise<Plan[]> {
	return JSON.parse((await get(`${base}/bench/plans`)).body.toString());
}

/** Tables that grow with the number of articles, or of feeds. */
const LARGE =
	/^(source|reading|claim|article|membership|listing|facet|identity|rendition|past_address|tombstone|month|label|feed|m|o|f|i|s)$/;

/** The large tables that a plan goes through from end to end, other than in the order of an index. */
export function fullScans(plans: readonly Plan[]): string[] {
	const scans = plans.flatMap(([, steps]) => steps.filter((step) => LARGE.test(/^SCAN (\w+)$/.exec(step)?.[1] ?? "")));
	return [...new Set(scans)];
}
