import type { FeedRead } from "./feed-read.ts";
import { markOf, REGISTERS, raise } from "./sketch.ts";
import type { Reader } from "./user-agent.ts";

/** How many an aggregator says subscribe to a feed there. */
export interface Named extends FeedRead {
	reader: string;
	subscribers: number;
}

/** Direct readers of a feed with a program, as marks (`sketch.ts`). */
export interface Direct {
	feed: string;
	reader: string;
	marks: number[];
}

/** What was seen on a day, and is not told yet. */
export interface Batch {
	named: Named[];
	direct: Direct[];
}

/** What takes a batch: the object that keeps it, on one day. */
export interface Desk {
	/** Null: the day is over. */
	salt(): Promise<Uint8Array | null>;
	take(batch: Batch): Promise<void>;
}

/** An isolate tells what it has seen no more often than this, in milliseconds. */
const PAUSE = 300_000;

/** Pairs of a feed and a reader that are told apart on a day, of each kind; what comes after them is not counted. */
const MOST_PAIRS = 500;

/** Requests that are held until the day's salt has come, for as long as one question takes. */
const MOST_HELD = 100;

/**
 * What an isolate has seen of the readers today. It costs a read no waiting and no storage: what is new is told once in
 * a while. What an evicted isolate has not told yet is lost, so the numbers are a lower bound.
 */
export class Tally {
	#day = "";
	#salt: Uint8Array | null = null;
	#named = new Map<string, Named>();
	#direct = new Map<string, Direct & { registers: Uint8Array }>();
	#news = new Set<Named | Direct>();
	#held: { feed: string; reader: string; address: string }[] = [];
	#told = 0;

	/**
	 * Notes that a feed was read.
	 *
	 * @param address that the request came from; it is forgotten here
	 * @param day in UTC, as `2026-11-22`
	 */
	note({ feed, variant }: FeedRead, { name: reader, subscribers }: Reader, address: string, day: string): void {
		if (day !== this.#day) this.#begin(day);
		if (subscribers !== null) this.#noteNamed({ feed, variant, reader, subscribers });
		else if (this.#salt) this.#noteDirect(feed, reader, markOf(address, reader, this.#salt));
		else if (this.#held.length < MOST_HELD) this.#held.push({ feed, reader, address });
	}

	/** Whether there is something to tell, and it is time to. */
	isDue(now: number): boolean {
		return this.#news.size + this.#held.length > 0 && now >= this.#told + PAUSE;
	}

	/** Tells what is new. Throws if that fails; then the day is begun anew. */
	async tell(desk: Desk, now: number): Promise<void> {
		this.#told = now;
		const day = this.#day;
		try {
			if (!this.#salt) {
				const salt = await desk.salt();
				if (day !== this.#day) return;
				if (salt) this.#use(salt);
			}
			if (this.#salt && this.#news.size > 0) await desk.take(this.#batch());
		} catch (error) {
			this.#begin(day);
			throw error;
		}
	}

	#begin(day: string): void {
		this.#day = day;
		this.#salt = null;
		this.#held = [];
		for (const kept of [this.#named, this.#direct, this.#news]) kept.clear();
	}

	#use(salt: Uint8Array): void {
		this.#salt = salt;
		for (const { feed, reader, address } of this.#held) this.#noteDirect(feed, reader, markOf(address, reader, salt));
		this.#held = [];
	}

	#noteNamed(named: Named): void {
		const key = `${named.feed}\n${named.variant}\n${named.reader}`;
		const known = this.#named.get(key) ?? { ...named, subscribers: 0 };
		if (named.subscribers <= known.subscribers || !this.#keep(this.#named, key, known)) return;
		known.subscribers = named.subscribers;
		this.#news.add(known);
	}

	#noteDirect(feed: string, reader: string, mark: number): void {
		const key = `${feed}\n${reader}`;
		const known = this.#direct.get(key) ?? { feed, reader, marks: [], registers: new Uint8Array(REGISTERS) };
		if (!this.#keep(this.#direct, key, known) || !raise(known.registers, mark)) return;
		known.marks.push(mark);
		this.#news.add(known);
	}

	#keep<T>(kept: Map<string, T>, key: string, value: T): boolean {
		if (kept.size < MOST_PAIRS) kept.set(key, value);
		return kept.has(key);
	}

	#batch(): Batch {
		const batch: Batch = { named: [], direct: [] };
		for (const one of this.#news) {
			if ("marks" in one) {
				batch.direct.push({ feed: one.feed, reader: one.reader, marks: one.marks });
				one.marks = [];
			} else batch.named.push({ ...one });
		}
		this.#news.clear();
		return batch;
	}
}
