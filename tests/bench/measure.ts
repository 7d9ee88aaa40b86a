import { cpuOf } from "./processes.ts";

/** A repeated operation, and the process that performs it. */
export interface Work {
	name: string;
	pid: number;
	once: () => Promise<unknown>;
}

/** Figures of each round: processor time of one operation in milliseconds, and operations per second. */
export interface Figures {
	cpu: number[];
	rate: number[];
}

/** The number of simultaneous operations. */
const PARALLEL = 8;

/**
 * Runs the operations alternately, round by round, so that other load on the machine affects all of them equally. The
 * first round is a warm-up and is not counted.
 */
export async function interleaved(
	works: readonly Work[],
	rounds: number,
	times: number,
): Promise<Map<string, Figures>> {
	const figures = new Map(works.map(({ name }): [string, Figures] => [name, { cpu: [], rate: [] }]));
	for (let round = 0; round <= rounds; round++) {
		// Change the order in each round, because the first operation may run with colder caches.
		const order = works.map((_, index) => works[(index + round) % works.length]).filter((work) => work !== undefined);
		for (const { name, pid, once } of order) {
			const [cpu, began] = [cpuOf(pid), performance.now()];
			await many(times, once);
			const [used, took] = [cpuOf(pid) - cpu, performance.now() - began];
			if (round === 0) continue;
			figures.get(name)?.cpu.push(used / times);
			figures.get(name)?.rate.push((times / took) * 1000);
		}
	}
	return figures;
}

async function many(times: number, once: () => Promise<unknown>): Promise<void> {
	let left = times;
	const one = async () => {
		while (left-- > 0) await once();
	};
	await Promise.all(Array.from({ length: PARALLEL }, one));
}

/** Returns the ratio of two figures in each round. */
export function ratios(of: readonly number[], to: readonly number[]): number[] {
	return of.map((value, index) => value / (to[index] ?? Number.NaN));
}

/** Returns the median and the quartiles. */
export function spread(values: readonly number[]): { low: number; median: number; high: number } {
	const sorted = [...values].sort((a, b) => a - b);
	const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
	return { low: at(0.25), median: at(0.5), high: at(0.75) };
}
