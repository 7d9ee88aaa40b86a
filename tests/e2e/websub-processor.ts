import { readdirSync, readFileSync } from "node:fs";

/** Linux counts a process's time in hundredths of a second (proc_pid_stat(5)). */
const TICKS = 100;

/**
 * Seconds that the processor has worked so far for the `workerd` of a running site; none where there is no `/proc`.
 *
 * @param port that the site was started with
 */
export function workerSeconds(port: number): number {
	const all = processes();
	const wrangler = all.find(({ command }) => command.includes("--persist-to") && command.includes(String(port)));
	return all
		.filter(({ name, group }) => name === "workerd" && group === wrangler?.group)
		.reduce((sum, { ticks }) => sum + ticks / TICKS, 0);
}

interface Process {
	name: string;
	command: string[];
	group: number | undefined;
	ticks: number;
}

function processes(): Process[] {
	try {
		return readdirSync("/proc")
			.filter((entry) => /^\d+$/.test(entry))
			.flatMap(processOf);
	} catch {
		return [];
	}
}

/** Nothing, if it has ended meanwhile. */
function processOf(id: string): Process[] {
	try {
		const stat = readFileSync(`/proc/${id}/stat`, "utf8");
		const [name = "", rest = ""] = stat.slice(stat.indexOf("(") + 1).split(/\) (?=\w [\d-])/);
		const fields = rest.split(" ").map(Number);
		const command = readFileSync(`/proc/${id}/cmdline`, "utf8").split("\0");
		return [{ name, command, group: fields[2], ticks: (fields[11] ?? 0) + (fields[12] ?? 0) }];
	} catch {
		return [];
	}
}
