import { log } from "../log.ts";
import type { Announcements } from "./announcements.ts";
import { faultOf, LAST_FAILURE } from "./backlog.ts";
import { backoff, KEY_INTERVAL, SECOND_PURGE } from "./clock.ts";
import { flush, OPERATIONS, type Press } from "./flush.ts";
import { keysOf, tagOf } from "./keys.ts";
import { Meta } from "./meta.ts";
import type { Entry, Outbox, Taken } from "./outbox.ts";
import type { Purges } from "./purges.ts";

/** Operations on KV in one run: the free plan allows 50 subrequests. */
const OPERATIONS_PER_RUN = 45;

/** Where it is noted what is to be done, and what has to follow. */
interface Books {
	outbox: Outbox;
	purges: Purges;
	announcements: Announcements;
}

/** After so many failures in one run KV is taken to be out of order. */
const FAILURES_PER_RUN = 3;

/**
 * Brings KV up to date for as much of the outbox as one run may, and notes what the edge has to forget and the hub has
 * to be told. An entry that fails stays, comes last from then on, and holds up no other. Gives how long to wait before
 * the next run, in ms.
 */
export async function flushSome(press: Press, { outbox, ...notes }: Books): Promise<number> {
	let operations = 0;
	let wait = 0;
	let done = 0;
	let failed = 0;
	const began = Date.now();
	for (const taken of outbox.take(OPERATIONS_PER_RUN)) {
		operations += OPERATIONS[taken.entry.kind];
		if (operations > OPERATIONS_PER_RUN || failed === FAILURES_PER_RUN) break;
		const now = Date.now();
		const rest = restOf(press.sql, taken.entry, now);
		wait = Math.max(wait, rest);
		if (rest > 0) continue;
		if (await flushOne(press, { outbox, ...notes }, taken, now)) {
			done++;
			continue;
		}
		failed++;
		wait = Math.max(wait, backoff(taken.tries + 1));
	}
	if (done + failed > 0) {
		log("flush", { done, failed, left: outbox.pending().entries, ms: Date.now() - began });
	}
	return wait;
}

async function flushOne(press: Press, books: Books, taken: Taken, now: number): Promise<boolean> {
	const { outbox, purges, announcements } = books;
	const noteForPurge = () => purges.note(tagOf(taken.entry), now, now + SECOND_PURGE);
	// The selections and archives of a feed are others whether what is stored of it can be written or not.
	if (taken.entry.kind === "feed") noteForPurge();
	try {
		const isWritten = await flush(press, taken.entry, now);
		if (isWritten) noteForPurge();
		if (taken.entry.kind === "feed" && press.site.hub !== null) {
			announcements.note({ feed: taken.entry.name, isWritten }, now);
		}
		outbox.clear(taken, now);
		return true;
	} catch (error) {
		log("flush entry", { entry: taken.key, tries: taken.tries + 1, error });
		outbox.fail(taken, faultOf(error), now);
		new Meta(press.sql).set(LAST_FAILURE, now);
		return false;
	}
}

/** Milliseconds until KV takes another write of what belongs to an entry. */
function restOf(sql: SqlStorage, entry: Entry, now: number): number {
	const keys = keysOf(entry);
	const { written } = sql
		.exec<{ written: number | null }>(
			`SELECT max(written) AS written FROM rendition WHERE key IN (${keys.map(() => "?").join(", ")})`,
			...keys,
		)
		.one();
	return written === null ? 0 : Math.max(0, written + KEY_INTERVAL - now);
}
