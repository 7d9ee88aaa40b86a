import { readdirSync, readFileSync } from "node:fs";

/** Returns a process's processor time in milliseconds, summed over its threads (Linux, `schedstat`). */
export function cpuOf(pid: number): number {
	const tasks = `/proc/${pid}/task`;
	const times = readdirSync(tasks).map((task) => {
		try {
			return Number(readFileSync(`${tasks}/${task}/schedstat`, "utf8").split(" ")[0]);
		} catch {
			// The thread has ended.
			return 0;
		}
	});
	return times.reduce((sum, time) => sum + time, 0) / 1e6;
}

/** Returns the peak memory of a process, in bytes. */
export function peakMemoryOf(pid: number): number {
	const status = readFileSync(`/proc/${pid}/status`, "utf8");
	return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) * 1024;
}
