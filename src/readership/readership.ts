import { DurableObject, RpcTarget } from "cloudflare:workers";
import { migrate } from "../durable-object.ts";
import { hubOf } from "../hub/stub.ts";
import { feedReadAt } from "./feed-read.ts";
import { type DayTotal, ReadCounts, type Reading, type SentTo } from "./readings.ts";
import { historyOf, type ReadershipReport, reportOf } from "./report.ts";
import type { Batch, Collector } from "./tally.ts";

/** What was counted, from one day to another. */
export interface History {
	site: DayTotal[];
	feeds: DayTotal[];
	readers: DayTotal[];
}

/**
 * Who reads: what isolates have seen of it. An isolate that tells something costs one request, whatever it asks meanwhile,
 * and a row written for each pair of a feed and a reader of which more is known then.
 */
export class Readership extends DurableObject<Cloudflare.Env> {
	readonly #readings: ReadCounts;

	constructor(ctx: DurableObjectState, env: Cloudflare.Env) {
		super(ctx, env);
		migrate(ctx.storage, TABLES);
		this.#readings = new ReadCounts(ctx.storage);
	}

	/** Where an isolate tells what it has seen on a day. */
	collector(day: string): CollectorOfDay {
		return new CollectorOfDay(this.#readings, day);
	}

	async report(): Promise<ReadershipReport> {
		return reportOf(this.#readings, Date.now());
	}

	async history(from: string, to: string): Promise<History> {
		const of = historyOf(this.#readings, to, Date.now());
		return { site: of("site", from), feeds: of("feed", from), readers: of("reader", from) };
	}

	/** The readings of each day, one after the other. */
	days(): DaysOfReadings {
		return new DaysOfReadings(this.#readings);
	}

	/** Notes how many the hub sends feeds to today. Begins a new day, if nobody reads. */
	async look(): Promise<void> {
		const { topics } = await hubOf(this.env).stats();
		this.#readings.takeSentTo(sentTo(topics), Date.now());
	}
}

class CollectorOfDay extends RpcTarget implements Collector {
	readonly #readings: ReadCounts;
	readonly #day: string;

	constructor(readings: ReadCounts, day: string) {
		super();
		this.#readings = readings;
		this.#day = day;
	}

	async salt(): Promise<Uint8Array | null> {
		const { day, salt } = this.#readings.today(Date.now());
		return day === this.#day ? salt : null;
	}

	async take(batch: Batch): Promise<void> {
		const now = Date.now();
		if (this.#readings.today(now).day === this.#day) this.#readings.take(batch, now);
	}
}

class DaysOfReadings extends RpcTarget {
	readonly #readings: ReadCounts;

	constructor(readings: ReadCounts) {
		super();
		this.#readings = readings;
	}

	async on(day: string): Promise<Reading[]> {
		return this.#readings.ofDay(day);
	}
}

function sentTo(topics: readonly { url: string; subscriptions: number }[]): SentTo[] {
	return topics.flatMap(({ url, subscriptions }) => {
		const parsed = URL.parse(url);
		const read = parsed && feedReadAt(parsed.pathname, parsed.search);
		return read ? [{ ...read, subscribers: subscriptions }] : [];
	});
}

/**
 * The tables of the Readership. Days are in UTC, as `2026-11-22`.
 *
 * `today`: the day that is counted, the salt of its sketches, how many rows and names it has, how often a row was written; one
 * row. `reader`: those names. `reading`: the most that was seen of a reader on a day (`readings.ts`); `registers` is the sketch of
 * direct readers, today's alone. `total`: what that comes to on a day that is over, of the site (whose name is empty), of each
 * feed, of each reader. Without row numbers, so that a row is one row written.
 */
const TABLES = [
	`CREATE TABLE today (
		day TEXT NOT NULL,
		salt BLOB NOT NULL,
		readings INTEGER NOT NULL DEFAULT 0,
		readers INTEGER NOT NULL DEFAULT 0
	);
	CREATE TABLE reader (name TEXT PRIMARY KEY) WITHOUT ROWID;
	CREATE TABLE reading (
		day TEXT NOT NULL,
		feed TEXT NOT NULL,
		reader TEXT NOT NULL,
		kind TEXT NOT NULL,
		variant TEXT NOT NULL,
		subscribers INTEGER NOT NULL,
		registers BLOB,
		PRIMARY KEY (day, feed, reader, kind, variant)
	) WITHOUT ROWID;
	CREATE TABLE total (
		part TEXT NOT NULL,
		day TEXT NOT NULL,
		name TEXT NOT NULL,
		subscribers INTEGER NOT NULL,
		PRIMARY KEY (part, day, name)
	) WITHOUT ROWID;`,
	"ALTER TABLE today ADD COLUMN written INTEGER NOT NULL DEFAULT 0",
];
