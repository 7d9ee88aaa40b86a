import { readdirSync, readFileSync } from "node:fs";

/** Time on a processor that a process has used, in milliseconds: the sum over its threads (Linux, `schedstat`). */
export function cpuOf(pid: number): number {
	const tasks = `/proc/${pid}/task`;
	const times = readdirSync(tasks).map((task) => {
		try {
			return Number(readFileSync(`${tasks}/${task}/schedstat`, "utf8").split(" ")[0]);
		} catch {
			// It ended meanwhile.
			return 0;
		}
	});
	return times.reduce((sum, time) => sum + time, 0) / 1e6;
}

/** The most memory that a process has had at once, in bytes. */
export function peakMemoryOf(pid: number): number {
	const status = readFileSync(`/proc/${pid}/status`, "utf8");
	return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) * 1024;
}
