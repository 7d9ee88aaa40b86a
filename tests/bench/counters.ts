import { get } from "./client.ts";

/** The work of a Durable Object class since its start, as counted by `workers/counting.js`. */
export interface Counters {
	/** Requests and alarm runs. */
	calls: number;
	alarms: number;
	/** The longest request and alarm run, in milliseconds of wall time, which is an upper bound of processor time. */
	longestCall: number;
	longestAlarm: number;
	/** Rows of SQLite, as Cloudflare counts them. */
	rowsRead: number;
	rowsWritten: number;
	/** KV writes and deletions. */
	puts: number;
	deletes: number;
	/** Bytes of all values written. */
	putBytes: number;
	/** The time of the last KV write or deletion, in milliseconds since 1970. */
	lastWrite: number;
}

/** The counted classes. The Reconciler has no work in the bench. */
export type Counted = "Publisher" | "Hub";

export async function countersOf(base: string): Promise<Record<Counted, Counters>> {
	return JSON.parse((await get(`${base}/bench/counters`)).body.toString());
}

/** A statement and its query plan, a line per step. */
export type Plan = [statement: string, steps: string[]];

/** The statements that the Publisher has run since the last call. */
export async function plansOf(base: string): Promise<Plan[]> {
	return JSON.parse((await get(`${base}/bench/plans`)).body.toString());
}

/** Tables that grow with the number of articles or feeds. */
const LARGE =
	/^(source|reading|claim|article|membership|listing|facet|identity|rendition|past_address|tombstone|month|label|feed|m|o|f|i|s)$/;

/** The large tables that a plan scans without an index. */
export function fullScans(plans: readonly Plan[]): string[] {
	const scans = plans.flatMap(([, steps]) => steps.filter((step) => LARGE.test(/^SCAN (\w+)$/.exec(step)?.[1] ?? "")));
	return [...new Set(scans)];
}
