import { endImpossibleWaits } from "../../durable-object.ts";
import { log } from "../../log.ts";
import type { Meta } from "../meta.ts";
import { Retries } from "./retry.ts";

/** A feed whose subscribers may have to be notified of a change. */
export interface Announcement {
	feed: string;
	/** Whether the stored feed has changed. If not, selections that include the feed may still have changed. */
	isWritten: boolean;
}

/** Maximum number of rows to announce per call. Each row lists the feeds affected by a few writes. */
const MAX_ROWS = 30;

/** Delay before announcements are retried after a failure, in milliseconds. */
const RETRY_DELAY = 5000;

/** Feeds whose changes have not been announced to the hub yet. */
export class Announcements {
	readonly #sql: SqlStorage;
	readonly #retries: Retries;

	constructor(sql: SqlStorage, meta: Meta) {
		this.#sql = sql;
		this.#retries = new Retries(sql, meta, "announcement", RETRY_DELAY);
	}

	/** Stores, in a single row, feeds that may have changed. */
	note(announcements: readonly Announcement[], now: number): void {
		if (announcements.length === 0) return;
		const feeds = JSON.stringify(announcements);
		// Announcements that failed earlier are now sent together with the new ones.
		this.#sql.exec("UPDATE announcement SET due = ?1 WHERE due > ?1", now);
		this.#sql.exec("INSERT INTO announcement (feeds, due) VALUES (?, ?)", feeds, now);
	}

	/**
	 * Sends the announcements that are due to the hub. If that fails, they are retried later.
	 *
	 * @param announce throws on failure
	 */
	async run(announce: (announcements: Announcement[]) => Promise<void>): Promise<void> {
		const now = Date.now();
		const due = this.#sql
			.exec<{ id: number; feeds: string }>(
				"SELECT id, feeds FROM announcement WHERE due <= ? ORDER BY id LIMIT ?",
				...[now, MAX_ROWS],
			)
			.toArray();
		if (due.length === 0) return;
		const announcements = merged(due.flatMap(({ feeds }) => parseAnnouncements(feeds)));
		const onError = (error: unknown) => log("announcement", { feeds: announcements.length, error });
		if (!(await this.#retries.attempt(() => announce(announcements), now, onError))) return;
		const ids = JSON.stringify(due.map(({ id }) => id));
		this.#sql.exec("DELETE FROM announcement WHERE id IN (SELECT value FROM json_each(?))", ids);
	}

	/** Shortens delays that are too long because the clock was set back. Call this before `next`. */
	endImpossibleWaits(now: number): void {
		endImpossibleWaits(this.#sql, "announcement", "due", RETRY_DELAY, now);
	}

	/** Returns when the next announcement is due; null if there is none. */
	next(): number | null {
		return this.#retries.next();
	}
}

/** Merges announcements so that each feed occurs once. */
function merged(announcements: readonly Announcement[]): Announcement[] {
	return [...Map.groupBy(announcements, ({ feed }) => feed)]
		.map(([feed, group]) => ({ feed, isWritten: group.some(({ isWritten }) => isWritten) }))
		.sort((a, b) => (a.feed < b.feed ? -1 : 1));
}

/** Parses a column that only this file writes. */
function parseAnnouncements(json: string): Announcement[] {
	return JSON.parse(json);
}
