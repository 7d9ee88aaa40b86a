import { DurableObject, RpcTarget } from "cloudflare:workers";
import { budgetOf } from "../budget.ts";
import { migrate } from "../durable-object.ts";
import { hubOf } from "../hub/stub.ts";
import { feedReadAt } from "./feed-read.ts";
import { type DayTotal, ReadCounts, type Reading, type SentTo } from "./readings.ts";
import { historyOf, type ReadershipReport, reportOf } from "./report.ts";
import type { Batch, Collector, Requests } from "./tally.ts";

/** The daily totals of readers over a range of days. */
export interface History {
	site: DayTotal[];
	feeds: DayTotal[];
	readers: DayTotal[];
}

/**
 * Counts readers, based on reports from isolates. A report costs one request, and one row write for each combination of
 * feed and reader whose count has grown.
 */
export class Readership extends DurableObject<Cloudflare.Env> {
	readonly #readings: ReadCounts;

	constructor(ctx: DurableObjectState, env: Cloudflare.Env) {
		super(ctx, env);
		migrate(ctx.storage, TABLES);
		this.#readings = new ReadCounts(ctx.storage, budgetOf(env));
	}

	/** Returns the collector to which isolates report the reads of one day. */
	collector(day: string): CollectorOfDay {
		return new CollectorOfDay(this.#readings, day);
	}

	/** Returns the number of requests that the Worker has answered today. */
	async requests(): Promise<Requests> {
		return this.#readings.requests(Date.now());
	}

	async report(): Promise<ReadershipReport> {
		return reportOf(this.#readings, Date.now());
	}

	async history(from: string, to: string): Promise<History> {
		const of = historyOf(this.#readings, to, Date.now());
		return { site: of("site", from), feeds: of("feed", from), readers: of("reader", from) };
	}

	/** Returns an object that gives access to the reads of individual days. */
	days(): DaysOfReadings {
		return new DaysOfReadings(this.#readings);
	}

	/**
	 * Records today's hub subscriptions. If a new day has begun, also closes the previous day, even if there have been no
	 * reads yet.
	 */
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

	async take(batch: Batch): Promise<Requests> {
		const now = Date.now();
		if (this.#readings.today(now).day === this.#day) this.#readings.take(batch, now);
		return this.#readings.requests(now);
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
 * The tables of the Readership. Days are in UTC and have the form `2026-11-22`.
 *
 * - `today` (one row): the current day, the salt of its sketches, and the numbers of rows, names, row writes and
 *   requests.
 * - `reader`: the reader names that `today` counts.
 * - `reading`: the highest count of a reader of a feed on one day (`readings.ts`). `registers` is the sketch of direct
 *   readers, which is kept only for today.
 * - `total`: totals of past days for the site (with an empty name), for each feed and for each reader.
 *
 * With `WITHOUT ROWID`, storing a row counts as a single row write.
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
	`ALTER TABLE today ADD COLUMN requests INTEGER NOT NULL DEFAULT 0;
	ALTER TABLE today ADD COLUMN made INTEGER NOT NULL DEFAULT 0;`,
];
