import { DAY, dayOf } from "../publisher/timing.ts";
import type { FeedRead } from "./feed-read.ts";
import { type Batch, type Direct, estimateOf, type Named, REGISTERS, raise } from "./tally.ts";

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
export class ReadCounts {
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

	#change(now: number, change: (entries: ReadRows) => void): void {
		const today = this.today(now);
		this.#storage.transactionSync(() => {
			const entries = new ReadRows(this.#sql, today);
			change(entries);
			entries.close();
		});
	}
}

/** How it is known: an aggregator names it; direct readers are estimated; the hub sends to so many. */
type Kind = "named" | "direct" | "hub";

/** How many the hub sends a variant of a feed to. */
export interface SentTo extends FeedRead {
	subscribers: number;
}

/** The day that is counted. */
interface Today {
	/** In UTC, as `2026-11-22`. */
	day: string;
	/** What readers are hashed with, and nobody will know tomorrow. */
	salt: Uint8Array;
	/** Rows, and names of readers, that it has. */
	readings: number;
	readers: number;
	/** How often a row was written, be it a new one or not. */
	written: number;
}

/** Rows of a day: what would be more is not counted. */
const MAX_ROWS = 5000;

/** So often in a day a row is written: numbers that somebody raises again and again must not use up what all have to share. */
const MAX_WRITTEN = 50_000;

/** Names that are told apart on a day; whoever comes after them is one of these. */
const MAX_NAMES = 200;
const OTHERS = "Other readers";

type Key = [feed: string, reader: string, kind: Kind, variant: string];
type Held = { subscribers: number; registers: ArrayBuffer | null };

/** What is entered into today's readings, in one transaction. Of each the most is kept. */
class ReadRows {
	readonly #sql: SqlStorage;
	readonly #today: Today;
	#readings: number;
	#readers: number;
	#written: number;

	constructor(sql: SqlStorage, today: Today) {
		this.#sql = sql;
		this.#today = today;
		this.#readings = today.readings;
		this.#readers = today.readers;
		this.#written = today.written;
	}

	named({ feed, variant, reader, subscribers }: Named): void {
		this.#raise([feed, this.#nameOf(reader), "named", variant], subscribers);
	}

	sentTo({ feed, variant, subscribers }: SentTo): void {
		this.#raise([feed, "", "hub", variant], subscribers);
	}

	direct({ feed, reader, marks }: Direct): void {
		const key: Key = [feed, this.#nameOf(reader), "direct", ""];
		const held = this.#held(key);
		const registers = held?.registers ? new Uint8Array(held.registers) : new Uint8Array(REGISTERS);
		const raised = marks.filter((mark) => raise(registers, mark));
		if (raised.length > 0) this.#put(key, held, estimateOf(registers), registers);
	}

	/** Comes last: notes how much there is now. */
	close(): void {
		const { readers, written } = this.#today;
		if (this.#written === written && this.#readers === readers) return;
		const now = [this.#readings, this.#readers, this.#written];
		this.#sql.exec("UPDATE today SET readings = ?, readers = ?, written = ?", ...now);
	}

	#nameOf(reader: string): string {
		if (this.#sql.exec("SELECT 1 FROM reader WHERE name = ?", reader).toArray().length > 0) return reader;
		if (this.#readers >= MAX_NAMES) return OTHERS;
		this.#sql.exec("INSERT INTO reader VALUES (?)", reader);
		this.#readers++;
		return reader;
	}

	#raise(key: Key, subscribers: number): void {
		const held = this.#held(key);
		if (subscribers > (held?.subscribers ?? 0)) this.#put(key, held, subscribers, null);
	}

	#held(key: Key): Held | undefined {
		return this.#sql
			.exec<Held>(
				`SELECT subscribers, registers FROM reading
				WHERE day = ? AND feed = ? AND reader = ? AND kind = ? AND variant = ?`,
				...[this.#today.day, ...key],
			)
			.toArray()[0];
	}

	#put(key: Key, held: Held | undefined, subscribers: number, registers: Uint8Array | null): void {
		if ((!held && this.#readings >= MAX_ROWS) || this.#written >= MAX_WRITTEN) return;
		if (!held) this.#readings++;
		this.#written++;
		const row = [this.#today.day, ...key, subscribers, registers];
		this.#sql.exec("INSERT OR REPLACE INTO reading VALUES (?, ?, ?, ?, ?, ?, ?)", ...row);
	}
}

/** Of what a total is: the whole site, a feed, a reader. */
export type Part = "site" | "feed" | "reader";

interface Total {
	part: Part;
	/** The name of the feed or the reader; empty for the site. */
	name: string;
	subscribers: number;
}

/** As a reader in the totals: those who are sent what is new, and were not seen asking. */
const SENT_TO = "WebSub and rssCloud";

/**
 * What the readings of a day come to. Somebody who follows two feeds is in both, and counts twice for the site.
 *
 * Who subscribes through the hub mostly asks as well: an aggregator once for all its subscribers, a program for itself. So
 * of a feed's subscriptions at the hub those are added that are more than all who were seen asking for it.
 */
function totalsOf(readings: readonly Omit<Reading, "day">[]): Total[] {
	const readers = new Map<string, number>();
	const feeds = new Map<string, number>();
	for (const [feed, ofFeed] of Map.groupBy(readings, (one) => one.feed)) {
		const asking = ofFeed.filter(({ kind }) => kind !== "hub");
		const askers = asking.reduce((sum, one) => sum + (one.kind === "named" ? one.variants : one.subscribers), 0);
		const sent = ofFeed.reduce((sum, { kind, subscribers }) => sum + (kind === "hub" ? subscribers : 0), 0);
		const unseen = { reader: SENT_TO, subscribers: Math.max(0, sent - askers) };
		for (const { reader, subscribers } of [...asking, unseen]) {
			if (subscribers === 0) continue;
			readers.set(reader, (readers.get(reader) ?? 0) + subscribers);
			feeds.set(feed, (feeds.get(feed) ?? 0) + subscribers);
		}
	}
	const site = [...feeds.values()].reduce((sum, subscribers) => sum + subscribers, 0);
	const totals = (part: Part, counts: Map<string, number>) =>
		[...counts].map(([name, subscribers]): Total => ({ part, name, subscribers }));
	return [
		...(site > 0 ? totals("site", new Map([["", site]])) : []),
		...totals("feed", feeds),
		...totals("reader", readers),
	];
}
