import type { Budget } from "../budget.ts";
import { log } from "../log.ts";
import { DAY, dayOf } from "../publisher/timing.ts";
import type { FeedRead } from "./feed-read.ts";
import { type Batch, type Direct, estimateOf, type Named, REGISTERS, type Requests, raise } from "./tally.ts";

/** The highest count that a reader had for a feed on one day. */
export type Reading = {
	/** Day in UTC, such as `2026-11-22`. */
	day: string;
	feed: string;
	/** Empty for hub subscriptions. */
	reader: string;
	kind: Kind;
	/**
	 * Number of variants of the feed (`feed-read.ts`) that the reader fetches. For direct readers, variants are not
	 * distinguished, so this is always 1.
	 */
	variants: number;
	/** Total over all variants. */
	subscribers: number;
};

/** The count for one feed or reader (`name`) on one day. */
export type DayTotal = { day: string; name: string; subscribers: number };

/** Number of days to keep, including today. */
export const KEPT_DAYS = 400;

/** The stored read counts and their totals. When a day ends, its salt and sketches are deleted. */
export class ReadCounts {
	readonly #storage: DurableObjectStorage;
	readonly #sql: SqlStorage;
	readonly #budget: Budget;

	constructor(storage: DurableObjectStorage, budget: Budget) {
		this.#budget = budget;
		this.#storage = storage;
		this.#sql = storage.sql;
	}

	/** Returns the current day. The first call on a new day closes the previous one. */
	today(now: number): Today {
		const day = dayOf(now);
		const known = this.#open();
		if (known?.day === day) return known;
		return this.#storage.transactionSync(() => {
			if (known) this.#close(known.day);
			return this.#begin(day, dayOf(now - (KEPT_DAYS - 1) * DAY));
		});
	}

	/** Adds an isolate's report. A row is written only if its count grows. */
	take({ named, direct, requests }: Batch, now: number): void {
		if (requests) this.#countRequests(requests, now);
		this.#change(now, (entries) => {
			for (const one of named) entries.named(one);
			for (const one of direct) entries.direct(one);
		});
	}

	/** Returns the number of requests that the Worker has answered today, as far as isolates have reported them. */
	requests(now: number): Requests {
		const { requests, made } = this.today(now);
		return { all: requests, made };
	}

	/** Adds requests, and logs when they approach the daily limit. */
	#countRequests({ all, made }: Requests, now: number): void {
		if (all === 0 && made === 0) return;
		const before = this.today(now).requests;
		this.#sql.exec("UPDATE today SET requests = requests + ?, made = made + ?", all, made);
		const { isLimit, requests: limit } = this.#budget;
		const isCrossed = NEAR.some((part) => before < limit * part && before + all >= limit * part);
		if (isLimit && isCrossed) log("requests", { today: before + all, limit });
	}

	/** Records the hub's subscription counts. */
	takeSentTo(counts: readonly SentTo[], now: number): void {
		this.#change(now, (entries) => {
			for (const one of counts) entries.sentTo(one);
		});
	}

	/** Returns the counts of a day, sorted by feed and reader. */
	ofDay(day: string): Reading[] {
		return this.#sql
			.exec<Reading>(
				`SELECT day, feed, reader, kind, count(*) AS variants, sum(subscribers) AS subscribers FROM reading
				WHERE day = ? GROUP BY day, feed, reader, kind`,
				day,
			)
			.toArray();
	}

	/** Returns today's totals so far. */
	soFar(now: number): Total[] {
		return totalsOf(this.ofDay(this.today(now).day));
	}

	/** Returns totals of the past days in a range, oldest day first. Within a day, the largest total comes first. */
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
		return { day, salt, readings: 0, readers: 0, written: 0, requests: 0, made: 0 };
	}

	/** Stores the totals of a day, and deletes the sketches of its direct readers. */
	#close(day: string): void {
		for (const { part, name, subscribers } of totalsOf(this.ofDay(day))) {
			this.#sql.exec(
				"INSERT OR REPLACE INTO total (part, day, name, subscribers) VALUES (?, ?, ?, ?)",
				part,
				day,
				name,
				subscribers,
			);
		}
		this.#sql.exec("UPDATE reading SET registers = NULL WHERE day = ? AND registers IS NOT NULL", day);
		this.#sql.exec("DELETE FROM today");
		this.#sql.exec("DELETE FROM reader");
	}

	#change(now: number, change: (entries: ReadRows) => void): void {
		const today = this.today(now);
		this.#storage.transactionSync(() => {
			const entries = new ReadRows(this.#sql, today, this.#budget.readerRows);
			change(entries);
			entries.close();
		});
	}
}

/** Where a count comes from: an aggregator's own report, an estimate based on direct reads, or hub subscriptions. */
type Kind = "named" | "direct" | "hub";

/** The number of hub subscriptions to one variant of a feed. */
export interface SentTo extends FeedRead {
	subscribers: number;
}

/** The current day. */
interface Today {
	/** In UTC, such as `2026-11-22`. */
	day: string;
	/** The salt for hashing readers, which is deleted when the day ends. */
	salt: Uint8Array;
	/** Number of today's rows in `reading`, and number of reader names today. */
	readings: number;
	readers: number;
	/** Number of rows written today. */
	written: number;
	/** Number of requests that the Worker has answered today, and for how many of them content was rendered on demand. */
	requests: number;
	made: number;
}

/** Maximum number of rows per day. Further rows are not stored. */
const MAX_ROWS = 5000;

/** Shares of the daily request limit at which a warning is logged. */
const NEAR = [0.5, 0.8];

/** Maximum number of reader names per day, and the name under which all further readers are counted. */
const MAX_NAMES = 200;
const OTHERS = "Other readers";

type Key = [feed: string, reader: string, kind: Kind, variant: string];
type Held = { subscribers: number; registers: ArrayBuffer | null };

/** Adds to today's rows in one transaction. Each combination of feed and reader keeps its maximum. */
class ReadRows {
	readonly #sql: SqlStorage;
	readonly #today: Today;
	/**
	 * Maximum number of row writes per day. Without this limit, a client that keeps claiming higher numbers of
	 * subscribers could use up the row writes that all parts of the site share.
	 */
	readonly #maxWritten: number;
	#readings: number;
	#readers: number;
	#written: number;

	constructor(sql: SqlStorage, today: Today, maxWritten: number) {
		this.#sql = sql;
		this.#maxWritten = maxWritten;
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

	/** Stores the current row counts. Call this last. */
	close(): void {
		const { readers, written } = this.#today;
		if (this.#written === written && this.#readers === readers) return;
		const now = [this.#readings, this.#readers, this.#written];
		this.#sql.exec("UPDATE today SET readings = ?, readers = ?, written = ?", ...now);
	}

	#nameOf(reader: string): string {
		if (this.#sql.exec("SELECT 1 FROM reader WHERE name = ?", reader).toArray().length > 0) return reader;
		if (this.#readers >= MAX_NAMES) return OTHERS;
		this.#sql.exec("INSERT INTO reader (name) VALUES (?)", reader);
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
		if ((!held && this.#readings >= MAX_ROWS) || this.#written >= this.#maxWritten) return;
		if (!held) this.#readings++;
		this.#written++;
		const row = [this.#today.day, ...key, subscribers, registers];
		this.#sql.exec(
			"INSERT OR REPLACE INTO reading (day, feed, reader, kind, variant, subscribers, registers) VALUES (?, ?, ?, ?, ?, ?, ?)",
			...row,
		);
	}
}

/** What a total is about: the site, a feed or a reader. */
export type Part = "site" | "feed" | "reader";

interface Total {
	part: Part;
	/** Name of the feed or reader; empty for the site. */
	name: string;
	subscribers: number;
}

/** The reader name under which totals list hub subscribers that were not seen fetching the feed. */
const SENT_TO = "WebSub and rssCloud";

/**
 * Returns the totals of a day. A subscriber to two feeds counts once for each of these feeds, and twice for the site.
 *
 * Most hub subscribers also fetch feeds: an aggregator fetches a feed once for all its subscribers, and any other
 * program fetches it for one person. Therefore, hub subscriptions are counted only to the extent that they exceed the
 * number of readers seen fetching the feed.
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
