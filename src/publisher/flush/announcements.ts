import { endImpossibleWaits } from "../../durable-object.ts";
import { log } from "../../log.ts";
import type { Meta } from "../meta.ts";
import { Retries } from "./retry.ts";

/** A feed of which something has changed, as far as anybody can tell who does not know what is asked for. */
export interface Announcement {
	feed: string;
	/** Whether what is stored of it is new. If not, a selection of it may be all the same. */
	isWritten: boolean;
}

/** In one call. */
const MAX_ENTRIES = 500;

/** How long to wait after a failure, in milliseconds. */
const RETRY_DELAY = 5000;

/** The feeds of whose changes the hub is still to be told. */
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
	 * Tells the hub of what is due. What it does not take is tried again.
	 *
	 * @param announce throws if it is not taken
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

	/** To be called before `next`, should the clock have gone back. */
	endImpossibleWaits(now: number): void {
		endImpossibleWaits(this.#sql, "announcement", "due", RETRY_DELAY, now);
	}

	/** When something is due; null if there is nothing. */
	next(): number | null {
		return this.#retries.next();
	}
}
