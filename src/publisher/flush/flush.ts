import { log } from "../../log.ts";
import { formerKeys, keysOf, tagOf } from "../kv-keys.ts";
import { LAST_FAILURE } from "../report.ts";
import type { PublisherStore } from "../store.ts";
import { SECOND_PURGE } from "../timing.ts";
import type { Announcement } from "./announcements.ts";
import { applyWrite, operationsFor, writesOf } from "./kv-writes.ts";
import type { Taken } from "./outbox.ts";
import { backoff, errorLine } from "./retry.ts";
import type { KvWrite, WriteResult } from "./written-values.ts";

/** Number of operations to run in parallel. Their results are recorded together. */
const OPERATIONS_AT_ONCE = 15;

/** Number of failed entries after which a run stops, because KV is considered to be down. */
const FAILURES_PER_RUN = 3;

/** An entry's operations, or the error that occurred while determining them. */
interface Job {
	taken: Taken;
	operations: KvWrite[];
	/** Whether the entry must wait until tomorrow, because today's KV writes are used up. */
	isDeferred: boolean;
	error?: unknown;
}

/**
 * Writes as many outbox entries to KV as a run allows, and records what to purge and which changes to announce. A
 * failed entry moves to the end of the outbox, so that it does not delay the others. Entries for which today's KV
 * writes are used up are deferred: their outdated values are deleted, and the Publisher itself serves these entries to
 * readers until the next day. Returns how long to wait before the next run, in milliseconds.
 *
 * @param keyInterval minimum time between two writes to a key, in milliseconds
 * @param operations number of operations that this run has already performed
 */
export async function flushSome(
	store: PublisherStore,
	kv: KVNamespace,
	keyInterval: number,
	operations = 0,
): Promise<number> {
	const { operations: most } = store.budget;
	const again = {
		pages: store.dailyWrites.left("article", Date.now()) > 0,
		others: store.dailyWrites.left("feed", Date.now()) > 0,
	};
	const taken = someOf(store, store.outbox.take(most, again), most - operations);
	const written = store.writtenValues.of(taken.flatMap(({ entry }) => keysOf(entry)));
	const rests = new Map(taken.map((one) => [one, restOf(one, written, keyInterval, Date.now())]));
	let waiting = taken.filter((one) => rests.get(one) === 0);
	let done = 0;
	let failures: Taken[] = [];
	const began = Date.now();
	while (waiting.length > 0 && failures.length < FAILURES_PER_RUN) {
		const group = someOf(store, waiting, OPERATIONS_AT_ONCE);
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

/** Returns as many entries, starting with the first, as can be written with this number of operations. */
function someOf(store: PublisherStore, taken: readonly Taken[], operations: number): Taken[] {
	let room = operations;
	return taken.filter(({ entry }) => {
		const isFull = store.dailyWrites.left(entry.kind, Date.now()) <= 0;
		room -= isFull ? keysOf(entry).length : operationsFor(store, entry);
		return room >= 0;
	});
}

/** Returns the number of milliseconds until KV accepts another write to the entry's keys. */
function restOf({ entry }: Taken, written: ReadonlyMap<string, WriteResult>, keyInterval: number, now: number): number {
	const rests = keysOf(entry).map((key) => (written.get(key)?.written ?? 0) + keyInterval - now);
	// A write time in the future was recorded before the clock was set back; it is ignored.
	return Math.max(0, ...rests.filter((rest) => rest <= keyInterval));
}

/** Writes entries to KV in parallel. Returns the entries that failed. */
async function flushGroup(
	store: PublisherStore,
	kv: KVNamespace,
	group: readonly Taken[],
	written: ReadonlyMap<string, WriteResult>,
): Promise<Taken[]> {
	const now = Date.now();
	let puts = 0;
	const jobs = group.map((taken) => {
		const job = withinBudget(store, jobOf(store, taken, written, now), written, now, puts);
		puts += putsIn(job);
		return job;
	});
	store.publications.countWrites(puts, now);
	// Wait for all writes, even if one fails: a write that finishes later could overwrite a newer value.
	const outcomes = await Promise.all(
		jobs.map(({ operations }) => Promise.allSettled(operations.map((operation) => applyWrite(kv, operation)))),
	);
	// There is no `await` from here on, so all results are committed together.
	const ended = jobs.map((job, index) => endOf(job, outcomes[index] ?? []));
	const then = Date.now();
	store.purges.note(ended.flatMap(outdatedTags), then, then + SECOND_PURGE);
	if (store.site.hub !== null) store.announcements.note(ended.flatMap(announcementOf), then);
	return ended.flatMap((end) => (isDone(store, end, then) ? [] : [end.job.taken]));
}

/** The outcome of a job. */
interface End {
	job: Job;
	/** The operations that succeeded. */
	done: KvWrite[];
	error?: unknown;
}

function endOf(job: Job, outcomes: readonly PromiseSettledResult<void>[]): End {
	const done = job.operations.filter((_, index) => outcomes[index]?.status === "fulfilled");
	const error = job.error ?? outcomes.find((outcome) => outcome.status === "rejected")?.reason;
	return { job, done, ...(error === undefined ? {} : { error }) };
}

/**
 * Returns the cache tags to purge after a job. A feed's tag is always purged: selections and archives of the feed may
 * change even if the stored feed does not.
 */
function outdatedTags({ job, done }: End): string[] {
	const { entry } = job.taken;
	return job.isDeferred || entry.kind === "feed" || done.length > 0 ? [tagOf(entry)] : [];
}

function announcementOf({ job, done, error }: End): Announcement[] {
	const { entry } = job.taken;
	if (entry.kind !== "feed" || error !== undefined) return [];
	const isWritten = job.isDeferred || done.some((operation) => operation.kind !== "put" || operation.isNews);
	return [{ feed: entry.name, isWritten }];
}

function jobOf(store: PublisherStore, taken: Taken, written: ReadonlyMap<string, WriteResult>, now: number): Job {
	try {
		return { taken, operations: writesOf(store, taken.entry, written, now), isDeferred: false };
	} catch (error) {
		return { taken, operations: [], isDeferred: false, error };
	}
}

function putsIn({ operations }: Job): number {
	return operations.filter(({ kind }) => kind === "put").length;
}

/**
 * Returns the job unchanged if today's KV writes suffice for it. If not, returns a job that only deletes the outdated
 * values.
 *
 * @param puts number of KV writes by earlier jobs in the group, which have not been counted yet
 */
function withinBudget(
	{ dailyWrites }: PublisherStore,
	job: Job,
	written: ReadonlyMap<string, WriteResult>,
	now: number,
	puts: number,
): Job {
	const { entry } = job.taken;
	if (putsIn(job) === 0 || puts + putsIn(job) <= dailyWrites.left(entry.kind, now)) return job;
	const operations = job.operations.flatMap((operation): KvWrite[] => {
		if (operation.kind !== "put") return [operation];
		// Keep the outdated redirects and menu. Many sites have neither, so if either is missing in KV, the site does not
		// ask the Publisher for it.
		if (entry.kind === "moves" || entry.kind === "menu") return [];
		const { key, digest, metadata } = operation;
		const isStored = (written.get(key)?.written ?? 0) > 0;
		return [{ kind: "withdraw", key, digest, modified: metadata.modified, isStored }];
	});
	const former = entry.kind === "feed" ? formerKeys(entry.name).filter((key) => written.has(key)) : [];
	const deletions = former.map((key): KvWrite => ({ kind: "delete", key }));
	return { taken: job.taken, operations: [...operations, ...deletions], isDeferred: true };
}

/** Records the outcome of a job. Returns whether the job succeeded. */
function isDone(store: PublisherStore, { job, done, error }: End, now: number): boolean {
	const { taken } = job;
	const { outbox, writtenValues, dailyWrites, meta } = store;
	for (const operation of done) writtenValues.note(operation, now);
	if (error === undefined) {
		if (job.isDeferred) outbox.defer(taken);
		else outbox.clear(taken, now);
		return true;
	}
	// KV has just reported that today's writes are used up, so the next run defers the entry to tomorrow.
	if (dailyWrites.noteRefusal(error, now)) return false;
	log("flush entry", { entry: taken.key, tries: taken.tries + 1, error });
	outbox.fail(taken, errorLine(error), now);
	meta.set(LAST_FAILURE, now);
	return false;
}
