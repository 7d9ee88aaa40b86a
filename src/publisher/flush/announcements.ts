import { endImpossibleWaits } from "../../durable-object.ts";
import { log } from "../../log.ts";
import type { Meta } from "../meta.ts";
import { Retries } from "./retry.ts";

/** A feed that may have changed for some of its readers. */
export interface Announcement {
	feed: string;
	/** Whether the stored feed changed. If not, selections that include it may still have changed. */
	isWritten: boolean;
}

/** Maximum number of feeds per call. */
const MAX_ENTRIES = 500;

/** Delay after a failure, in milliseconds. */
const RETRY_DELAY = 5000;

/** Feeds whose changes have not been announced to the hub yet. */
export class Announcements {
	readonly #sql: SqlStorage;
	readonly #retries: Retries;

	constructor(sql: SqlStorage, meta: Meta) {
		this.#sql = sql;
		this.#retries = new Retries(sql, meta, "announcement", RETRY_DELAY);
	}

	note({ feed, isWritten }: Announcement, now: number): void {
		this.#sql.exec(
			`INSERT INTO announcement VALUES (?, ?, ?) ON CONFLICT DO UPDATE
			SET is_written = max(is_written, excluded.is_written), due = excluded.due`,
			...[feed, isWritten ? 1 : 0, now],
		);
	}

	/**
	 * Announces everything due to the hub. Failures are retried.
	 *
	 * @param announce throws on failure
	 */
	async run(announce: (announcements: Announcement[]) => Promise<void>): Promise<void> {
		const now = Date.now();
		const due = this.#sql
			.exec<{ feed: string; is_written: number }>(
				"SELECT feed, is_written FROM announcement WHERE due <= ? ORDER BY feed LIMIT ?",
				...[now, MAX_ENTRIES],
			)
			.toArray();
		if (due.length === 0) return;
		const announcements = due.map(({ feed, is_written }) => ({ feed, isWritten: is_written === 1 }));
		const onError = (error: unknown) => log("announcement", { feeds: due.length, error });
		if (!(await this.#retries.attempt(() => announce(announcements), now, onError))) return;
		const feeds = JSON.stringify(due.map(({ feed }) => feed));
		this.#sql.exec("DELETE FROM announcement WHERE feed IN (SELECT value FROM json_each(?))", feeds);
	}

	/** Shortens waits that only exist because the clock was set back. Call this before `next`. */
	endImpossibleWaits(now: number): void {
		endImpossibleWaits(this.#sql, "announcement", "due", RETRY_DELAY, now);
	}

	/** When the next announcement is due; null if there is none. */
	next(): number | null {
		return this.#retries.next();
	}
}
