import { calm } from "./client.ts";
import { type Counters, countersOf } from "./counters.ts";
import { cpuOf } from "./processes.ts";
import type { Server } from "./server.ts";

/** The cost of a change, measured until everything that it affects is written. */
export interface Cost
	extends Pick<Counters, "calls" | "alarms" | "puts" | "putBytes" | "deletes" | "rowsRead" | "rowsWritten"> {
	/** Milliseconds from the upload to the last KV write. */
	wall: number;
	/** Processor time in milliseconds. */
	cpu: number;
}

/**
 * Measures what a change costs the Publisher. `calls` and `cpu` include the few requests that check whether the change
 * is finished.
 */
export async function costOf({ url, pid }: Server, action: () => Promise<void>): Promise<Cost> {
	const [{ Publisher: before }, cpu, began] = [await countersOf(url), cpuOf(pid), Date.now()];
	await action();
	await calm(url);
	const used = cpuOf(pid) - cpu;
	const { Publisher: after } = await countersOf(url);
	return {
		wall: Math.max(0, after.lastWrite - began),
		cpu: used,
		calls: after.calls - before.calls,
		alarms: after.alarms - before.alarms,
		puts: after.puts - before.puts,
		putBytes: after.putBytes - before.putBytes,
		deletes: after.deletes - before.deletes,
		rowsRead: after.rowsRead - before.rowsRead,
		rowsWritten: after.rowsWritten - before.rowsWritten,
	};
}
