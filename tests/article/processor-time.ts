import process from "node:process";

/**
 * Measures the processor time of an action, in milliseconds. Unlike elapsed time, it does not depend on how busy the
 * machine is.
 */
export function processorTime(action: () => void): number {
	const before = process.cpuUsage();
	action();
	const { user, system } = process.cpuUsage(before);
	return (user + system) / 1000;
}
