import { ReadCounter } from "../readership/tally.ts";

/** This isolate's counts, for each environment object. */
const tallies = new WeakMap<object, ReadCounter>();

/** Returns this isolate's counts of reads and requests. */
export function tallyOf(env: object): ReadCounter {
	const tally = tallies.get(env) ?? new ReadCounter();
	tallies.set(env, tally);
	return tally;
}
