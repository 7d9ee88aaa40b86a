import process from "node:process";

/** Milliseconds that the processor works for something: as many however busy the machine is with other things. */
export function processorTime(action: () => void): number {
	const before = process.cpuUsage();
	action();
	const { user, system } = process.cpuUsage(before);
	return (user + system) / 1000;
}
