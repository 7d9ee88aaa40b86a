import { log } from "../../log.ts";
import { keysOf, tagOf } from "../kv-keys.ts";
import { LAST_FAILURE } from "../report.ts";
import type { PublisherStore } from "../store.ts";
import { SECOND_PURGE } from "../timing.ts";
import { applyWrite, OPERATIONS, writesOf } from "./kv-writes.ts";
import type { Taken } from "./outbox.ts";
import { backoff, errorLine } from "./retry.ts";
import type { KvWrite, WriteResult } from "./written-values.ts";

/** Operations on KV in one run: the free plan allows 50 subrequests. */
const OPERATIONS_PER_RUN = 45;

/** Operations that are under way at the same time, and noted together. */
const OPERATIONS_AT_ONCE = 15;

/** After so many failures in one run KV is taken to be out of order. */
const FAILURES_PER_RUN = 3;

/** What is to be done for an entry, or why it is not known. */
interface Job {
	taken: Taken;
	operations: KvWrite[];
	error?: unknown;
}

/**
 * Brings KV up to date for as much of the outbox as one run may, and notes what the edge has to forget and the hub has
 * to be told. An entry that fails stays, comes last from then on, and holds up no other. Gives how long to wait before
 * the next run, in ms.
 *
 * @param keyInterval the least time between two writes of a key, in ms
 */
export async function flushSome(store: PublisherStore, kv: KVNamespace, keyInterval: number): Promise<number> {
	const taken = someOf(store.outbox.take(OPERATIONS_PER_RUN), OPERATIONS_PER_RUN);
	const written = store.writtenValues.of(taken.flatMap(({ entry }) => keysOf(entry)));
	const rests = new Map(taken.map((one) => [one, restOf(one, written, keyInterval, Date.now())]));
	let waiting = taken.filter((one) => rests.get(one) === 0);
	let done = 0;
	let failures: Taken[] = [];
	const began = Date.now();
	while (waiting.length > 0 && failures.length < FAILURES_PER_RUN) {
		const group = someOf(waiting, OPERATIONS_AT_ONCE);
		waiting = waiting.slice(group.length);
		const failed = await flushGroup(store, kv, group, written);
		done += group.length - failed.length;
		failures = [...failures, ...failed];
	}
	if (done + failures.length > 0) {
		log("flush", { done, failed: failures.length, left: store.outbox.dirtyFeeds(), ms: Date.now() - began });
	}
	return Math.max(0, ...rests.values(), ...failures.map(({ tries }) => backoff(tries + 1)));
}

/** The first entries, as many as cost so many operations at most. */
function someOf(taken: readonly Taken[], operations: number): Taken[] {
	let room = operations;
	return taken.filter(({ entry }) => {
		room -= OPERATIONS[entry.kind];
		return room >= 0;
	});
}

/** Milliseconds until KV takes another write of what belongs to an entry. */
function restOf({ entry }: Taken, written: ReadonlyMap<string, WriteResult>, keyInterval: number, now: number): number {
	const rests = keysOf(entry).map((key) => (written.get(key)?.written ?? 0) + keyInterval - now);
	// What seems to have been written in the future was written before the clock went back.
	return Math.max(0, ...rests.filter((rest) => rest <= keyInterval));
}

/** Gives the entries that failed. */
async function flushGroup(
	store: PublisherStore,
	kv: KVNamespace,
	group: readonly Taken[],
	written: ReadonlyMap<string, WriteResult>,
): Promise<Taken[]> {
	const now = Date.now();
	const jobs = group.map((taken) => jobOf(store, taken, written, now));
	const writes = jobs.flatMap(({ operations }) => operations).filter(({ kind }) => kind === "put").length;
	store.publications.countWrites(writes, now);
	// All are awaited, also if one fails: a write that goes on could end after the next one's.
	const outcomes = await Promise.all(
		jobs.map(({ operations }) => Promise.allSettled(operations.map((operation) => applyWrite(kv, operation)))),
	);
	// Without anything to wait for in between, all of it is committed at once.
	return jobs.flatMap((job, index) => (isDone(store, job, outcomes[index] ?? []) ? [] : [job.taken]));
}

function jobOf(store: PublisherStore, taken: Taken, written: ReadonlyMap<string, WriteResult>, now: number): Job {
	try {
		return { taken, operations: writesOf(store, taken.entry, written, now) };
	} catch (error) {
		return { taken, operations: [], error };
	}
}

/** Notes what became of a job, and whether it is done. */
function isDone(store: PublisherStore, job: Job, outcomes: readonly PromiseSettledResult<void>[]): boolean {
	const { taken, operations } = job;
	const { outbox, writtenValues, purges, announcements, meta, site } = store;
	const now = Date.now();
	const done = operations.filter((_, index) => outcomes[index]?.status === "fulfilled");
	for (const operation of done) writtenValues.note(operation, now);
	const isWritten = done.length > 0;
	const { entry } = taken;
	// The selections and archives of a feed are others whether what is stored of it can be written or not.
	if (isWritten || entry.kind === "feed") purges.note(tagOf(entry), now, now + SECOND_PURGE);
	const error = job.error ?? outcomes.find((outcome) => outcome.status === "rejected")?.reason;
	if (error === undefined) {
		if (entry.kind === "feed" && site.hub !== null) announcements.note({ feed: entry.name, isWritten }, now);
		outbox.clear(taken, now);
		return true;
	}
	log("flush entry", { entry: taken.key, tries: taken.tries + 1, error });
	outbox.fail(taken, errorLine(error), now);
	meta.set(LAST_FAILURE, now);
	return false;
}
