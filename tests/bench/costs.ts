import { calm } from "./client.ts";
import { type Counters, countersOf } from "./counters.ts";
import { cpuOf } from "./processes.ts";
import type { Server } from "./server.ts";

/** What a change cost, until all that it makes necessary is written. */
export interface Cost extends Pick<Counters, "calls" | "alarms" | "puts" | "deletes" | "rowsRead" | "rowsWritten"> {
	/** Milliseconds from when it was handed over until the last value was in KV. */
	wall: number;
	/** Milliseconds on a processor. */
	cpu: number;
}

/** What a change costs in the Publisher. The looks whether it is over are in `calls`, and in `cpu`; they are few. */
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
		deletes: after.deletes - before.deletes,
		rowsRead: after.rowsRead - before.rowsRead,
		rowsWritten: after.rowsWritten - before.rowsWritten,
	};
}
