import { get } from "./client.ts";

/** The work of a Durable Object class since the server started, as counted by `workers/counting.js`. */
export interface Counters {
	/** Requests and alarm runs. */
	calls: number;
	alarms: number;
	/** Wall time of the longest request or alarm run, in milliseconds, which is an upper bound on its processor time. */
	longestCall: number;
	longestAlarm: number;
	/** Rows read and written in SQLite, as Cloudflare counts them. */
	rowsRead: number;
	rowsWritten: number;
	/** KV writes and deletions. */
	puts: number;
	deletes: number;
	/** Bytes of all values written. */
	putBytes: number;
	/** The time of the last KV write or deletion, in milliseconds since 1970. */
	lastWrite: number;
	/** Size of the SQLite database, in bytes. */
	databaseSize: number;
}

/** The classes whose work is counted. The Reconciler has nothing to do in the benchmark. */
export type Counted = "Publisher" | "Hub";

export async function countersOf(base: string): Promise<Record<Counted, Counters>> {
	return JSON.parse((await get(`${base}/bench/counters`)).body.toString());
}

/** A statement and its query plan, with one line per step. */
export type Plan = [statement: string, steps: string[]];

/** Returns the statements that the Publisher has run since the last call, with their plans. */
export async function plansOf(base: string): Promise<Plan[]> {
	return JSON.parse((await get(`${base}/bench/plans`)).body.toString());
}

/** Tables that grow with the number of articles or feeds. */
const LARGE =
	/^(source|reading|claim|article|membership|listing|facet|file_kind|identity|past_guid|rendition|past_address|tombstone|label|feed|m|o|f|i|s|k)$/;

/** Returns the large tables that any of the plans scans without an index. */
export function fullScans(plans: readonly Plan[]): string[] {
	const scans = plans.flatMap(([, steps]) => steps.filter((step) => LARGE.test(/^SCAN (\w+)$/.exec(step)?.[1] ?? "")));
	return [...new Set(scans)];
}
