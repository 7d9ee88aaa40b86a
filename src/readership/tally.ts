import { createHash } from "node:crypto";
import type { FeedRead } from "./feed-read.ts";
import type { Reader } from "./user-agent.ts";

/** A number of subscribers that an aggregator reports for a feed. */
export interface Named extends FeedRead {
	reader: string;
	subscribers: number;
}

/** Direct readers of a feed that use one program, as marks (`markOf`). */
export interface Direct {
	feed: string;
	reader: string;
	marks: number[];
}

/** Counts for one day that an isolate has not reported yet. */
export interface Batch {
	named: Named[];
	direct: Direct[];
	/** Requests since the last report. Earlier versions did not count them. */
	requests?: Requests;
}

/**
 * Requests that the Worker answered. Requests answered by Cloudflare's cache are billed as well, but cannot be counted
 * here.
 */
export interface Requests {
	all: number;
	/** Requests for which the Publisher made something on demand. */
	made: number;
}

/** Receives reports for one day. */
export interface Collector {
	/** The day's salt; null if the day is over. */
	salt(): Promise<Uint8Array | null>;
	/** Takes a report. Returns the number of today's requests, over all isolates. */
	take(batch: Batch): Promise<Requests>;
}

/** Minimum time between two reports of an isolate, in milliseconds. */
const FLUSH_INTERVAL_MS = 300_000;

/** Number of unreported requests that triggers a report on its own. */
const MANY_REQUESTS = 500;

/** Maximum number of pairs of feed and reader per day and kind; further ones are not counted. */
const MAX_PAIRS = 500;

/** Maximum number of reads buffered while requesting the day's salt. */
const MAX_BUFFERED = 100;

/**
 * Counts an isolate's reads of today. A read itself takes no extra time or storage: growing counts are reported from
 * time to time. An evicted isolate loses what it has not reported, so the counts are a lower bound.
 */
export class ReadCounter {
	#day = "";
	#salt: Uint8Array | null = null;
	#named = new Map<string, Named>();
	#direct = new Map<string, Direct & { registers: Uint8Array }>();
	#news = new Set<Named | Direct>();
	#held: { feed: string; reader: string; address: string }[] = [];
	#told = 0;
	#requests: Requests = { all: 0, made: 0 };
	/** Requests of all isolates, as of this one's last report. */
	#reported: Requests = { all: 0, made: 0 };

	/**
	 * Counts a read.
	 *
	 * @param address IP address of the request; it is not stored
	 * @param day in UTC, as `2026-11-22`
	 */
	note({ feed, variant }: FeedRead, { name: reader, subscribers }: Reader, address: string, day: string): void {
		if (day !== this.#day) this.#begin(day);
		if (subscribers !== null) this.#noteNamed({ feed, variant, reader, subscribers });
		else if (this.#salt) this.#noteDirect(feed, reader, markOf(address, reader, this.#salt));
		else if (this.#held.length < MAX_BUFFERED) this.#held.push({ feed, reader, address });
	}

	/**
	 * Counts a request.
	 *
	 * @param kind whether the Publisher made something on demand
	 * @param day in UTC, as `2026-11-22`
	 */
	count(kind: keyof Requests, day: string): void {
		if (day !== this.#day) this.#begin(day);
		this.#requests[kind]++;
	}

	/** Number of today's requests known to this isolate. */
	requests(day: string): Requests {
		if (day !== this.#day) this.#begin(day);
		const { all, made } = this.#reported;
		return { all: all + this.#requests.all, made: made + this.#requests.made };
	}

	/** Whether there is something to report and enough time has passed. */
	isDue(now: number): boolean {
		const isSoon = now >= this.#told && now < this.#told + FLUSH_INTERVAL_MS;
		const hasNews = this.#news.size + this.#held.length > 0 || this.#requests.all >= MANY_REQUESTS;
		return hasNews && !isSoon;
	}

	/** Reports new counts. Throws on failure; the day is then counted from the start. */
	async tell(collector: Collector, now: number): Promise<void> {
		this.#told = now;
		const day = this.#day;
		try {
			if (!this.#salt) {
				const salt = await collector.salt();
				if (day !== this.#day) return;
				if (salt) this.#use(salt);
			}
			if (!this.#salt) return;
			const batch = this.#batch();
			const reported = await collector.take(batch);
			if (day === this.#day) this.#reported = reported;
		} catch (error) {
			this.#begin(day);
			throw error;
		}
	}

	#begin(day: string): void {
		this.#day = day;
		this.#salt = null;
		this.#held = [];
		this.#requests = { all: 0, made: 0 };
		this.#reported = { all: 0, made: 0 };
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
		if (kept.size < MAX_PAIRS) kept.set(key, value);
		return kept.has(key);
	}

	#batch(): Batch {
		const batch: Batch = { named: [], direct: [], requests: this.#requests };
		this.#requests = { all: 0, made: 0 };
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

/** Number of HyperLogLog registers (Flajolet et al., 2007). The error is 3 %, less for small numbers. */
export const REGISTERS = 1024;

/**
 * A direct reader as a number: a register's index times 64, plus the value to raise it to. Many readers share a mark,
 * so it identifies nobody.
 *
 * @param address IP address; of IPv6, only the first half is used, since the rest changes
 * @param salt the day's salt
 */
export function markOf(address: string, reader: string, salt: Uint8Array): number {
	const hash = createHash("sha256")
		.update(salt)
		.update(`${networkOf(address)} ${reader}`)
		.digest();
	return (hash.readUInt16BE(0) % REGISTERS) * 64 + Math.clz32(hash.readUInt32BE(2)) + 1;
}

/** Raises a register. Returns false if it was already at least as high. */
export function raise(registers: Uint8Array, mark: number): boolean {
	const [index, rank] = [mark >> 6, mark & 63];
	if ((registers[index] ?? rank) >= rank) return false;
	registers[index] = rank;
	return true;
}

/** Estimates how many different readers raised the registers. */
export function estimateOf(registers: Uint8Array): number {
	const empty = registers.reduce((count, rank) => count + (rank === 0 ? 1 : 0), 0);
	const sum = registers.reduce((total, rank) => total + 2 ** -rank, 0);
	const raw = ((0.7213 / (1 + 1.079 / REGISTERS)) * REGISTERS ** 2) / sum;
	// For small numbers, counting the empty registers gives a better estimate.
	return Math.round(raw <= 2.5 * REGISTERS && empty > 0 ? REGISTERS * Math.log(REGISTERS / empty) : raw);
}

function networkOf(address: string): string {
	if (!address.includes(":") || address.includes(".")) return address;
	const [before = [], after] = address.split("::").map((part) => part.split(":").filter((group) => group !== ""));
	const zeros = after ? Array<string>(Math.max(0, 8 - before.length - after.length)).fill("0") : [];
	return [...before, ...zeros, ...(after ?? [])].slice(0, 4).join(":");
}
