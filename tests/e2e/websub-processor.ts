import { readdirSync, readFileSync } from "node:fs";

/** Linux counts CPU time in hundredths of a second (proc_pid_stat(5)). */
const TICKS = 100;

/**
 * Returns the CPU seconds used by a running site's `workerd`, or 0 on systems that have no `/proc`.
 *
 * @param port the port of the site
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

/** Reads a process. Returns an empty list if it has exited. */
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
