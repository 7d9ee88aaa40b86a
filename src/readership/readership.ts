import { DurableObject, RpcTarget } from "cloudflare:workers";
import { hubOf } from "../hub/stub.ts";
import { migrate } from "../migrations.ts";
import type { SentTo } from "./entries.ts";
import { feedReadAt } from "./feed-read.ts";
import { type DayTotal, type Reading, Readings } from "./readings.ts";
import { historyOf, type ReadershipReport, reportOf } from "./report.ts";
import { TABLES } from "./schema.ts";
import type { Batch, Desk } from "./tally.ts";

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
	readonly #readings: Readings;

	constructor(ctx: DurableObjectState, env: Cloudflare.Env) {
		super(ctx, env);
		migrate(ctx.storage, TABLES);
		this.#readings = new Readings(ctx.storage);
	}

	/** Where an isolate tells what it has seen on a day. */
	desk(day: string): DeskOfDay {
		return new DeskOfDay(this.#readings, day);
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
		const { topics } = await hubOf(this.env).numbers();
		this.#readings.takeSentTo(sentTo(topics), Date.now());
	}
}

class DeskOfDay extends RpcTarget implements Desk {
	readonly #readings: Readings;
	readonly #day: string;

	constructor(readings: Readings, day: string) {
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
	readonly #readings: Readings;

	constructor(readings: Readings) {
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
