import { ReadCounter } from "../readership/tally.ts";

/** What this isolate has counted, per environment. */
const tallies = new WeakMap<object, ReadCounter>();

/** The isolate's counts of reads and requests. */
export function tallyOf(env: object): ReadCounter {
	const tally = tallies.get(env) ?? new ReadCounter();
	tallies.set(env, tally);
	return tally;
}
