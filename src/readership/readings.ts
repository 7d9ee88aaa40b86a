import { DAY, dayOf } from "../publisher/clock.ts";
import { Entries, type Kind, type SentTo, type Today } from "./entries.ts";
import type { Batch } from "./tally.ts";
import { type Part, type Total, totalsOf } from "./totals.ts";

/** The most that was seen of a reader on a day. */
export type Reading = {
	/** In UTC, as `2026-11-22`. */
	day: string;
	feed: string;
	/** Empty for the hub. */
	reader: string;
	kind: Kind;
	/** How many variants of the feed (`feed-read.ts`) it has; of direct readers, who are not told apart by that, 1. */
	variants: number;
	/** In all of those together. */
	subscribers: number;
};

/** What was counted of something on a day. */
export type DayTotal = { day: string; name: string; subscribers: number };

/** Days that are kept, with today. */
export const KEPT_DAYS = 400;

/** The readings in the database, and what they come to. Of a day that is over, no salt and no sketch is left. */
export class Readings {
	readonly #storage: DurableObjectStorage;
	readonly #sql: SqlStorage;

	constructor(storage: DurableObjectStorage) {
		this.#storage = storage;
		this.#sql = storage.sql;
	}

	/** The day of this moment; what is to be done at its beginning is done first. */
	today(now: number): Today {
		const day = dayOf(now);
		const known = this.#open();
		if (known?.day === day) return known;
		return this.#storage.transactionSync(() => {
			if (known) this.#close(known.day);
			return this.#begin(day, dayOf(now - (KEPT_DAYS - 1) * DAY));
		});
	}

	/** Takes what an isolate has seen. Only what is more than was known costs a row. */
	take({ named, direct }: Batch, now: number): void {
		this.#change(now, (entries) => {
			for (const one of named) entries.named(one);
			for (const one of direct) entries.direct(one);
		});
	}

	/** Takes how many the hub sends feeds to. */
	takeSentTo(counts: readonly SentTo[], now: number): void {
		this.#change(now, (entries) => {
			for (const one of counts) entries.sentTo(one);
		});
	}

	/** In the order of feeds and readers. */
	ofDay(day: string): Reading[] {
		return this.#sql
			.exec<Reading>(
				`SELECT day, feed, reader, kind, count(*) AS variants, sum(subscribers) AS subscribers FROM reading
				WHERE day = ? GROUP BY day, feed, reader, kind`,
				day,
			)
			.toArray();
	}

	/** What today comes to so far. */
	soFar(now: number): Total[] {
		return totalsOf(this.ofDay(this.today(now).day));
	}

	/** What the days from one to another came to that are over: the oldest first, of a day the most first. */
	totals(part: Part, from: string, to: string): DayTotal[] {
		return this.#sql
			.exec<DayTotal>(
				`SELECT day, name, subscribers FROM total WHERE part = ? AND day BETWEEN ? AND ?
				ORDER BY day, subscribers DESC, name`,
				...[part, from, to],
			)
			.toArray();
	}

	#open(): Today | undefined {
		const [row] = this.#sql.exec<Omit<Today, "salt"> & { salt: ArrayBuffer }>("SELECT * FROM today").toArray();
		return row && { ...row, salt: new Uint8Array(row.salt) };
	}

	#begin(day: string, oldest: string): Today {
		this.#sql.exec("DELETE FROM reading WHERE day < ?", oldest);
		this.#sql.exec("DELETE FROM total WHERE part IN ('site', 'feed', 'reader') AND day < ?", oldest);
		const salt = crypto.getRandomValues(new Uint8Array(32));
		this.#sql.exec("INSERT INTO today (day, salt) VALUES (?, ?)", day, salt);
		return { day, salt, readings: 0, readers: 0, written: 0 };
	}

	/** Keeps what a day comes to, and forgets what its direct readers were known by. */
	#close(day: string): void {
		for (const { part, name, subscribers } of totalsOf(this.ofDay(day))) {
			this.#sql.exec("INSERT OR REPLACE INTO total VALUES (?, ?, ?, ?)", part, day, name, subscribers);
		}
		this.#sql.exec("UPDATE reading SET registers = NULL WHERE day = ? AND registers IS NOT NULL", day);
		this.#sql.exec("DELETE FROM today");
		this.#sql.exec("DELETE FROM reader");
	}

	#change(now: number, change: (entries: Entries) => void): void {
		const today = this.today(now);
		this.#storage.transactionSync(() => {
			const entries = new Entries(this.#sql, today);
			change(entries);
			entries.close();
		});
	}
}
