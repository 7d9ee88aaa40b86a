import { sha256 } from "../digest.ts";
import type { FeedRead } from "./feed-read.ts";
import type { Reader } from "./user-agent.ts";

/** The number of subscribers that an aggregator reports for a feed. */
export interface Named extends FeedRead {
	reader: string;
	subscribers: number;
}

/** The direct readers of a feed who use the same program, represented by marks (`markOf`). */
export interface Direct {
	feed: string;
	reader: string;
	marks: number[];
}

/** Counts for one day that an isolate has not reported yet. */
export interface Batch {
	named: Named[];
	direct: Direct[];
	/**
	 * The requests since the last report; absent if the isolate still runs a release of Newsstand that does not count
	 * requests.
	 */
	requests?: Requests;
}

/**
 * Numbers of requests that the Worker has answered. Requests that Cloudflare's cache answers are billed as well, but
 * cannot be counted here.
 */
export interface Requests {
	all: number;
	/** Requests for which the Publisher rendered something on demand. */
	made: number;
}

/** Receives reports for one day. */
export interface Collector {
	/** Returns the day's salt; null if the day is over. */
	salt(): Promise<Uint8Array | null>;
	/** Receives a report and returns the number of today's requests from all isolates. */
	take(batch: Batch): Promise<Requests>;
}

/** Minimum time between two reports from an isolate, in milliseconds. */
const FLUSH_INTERVAL_MS = 300_000;

/** Number of unreported requests that triggers a report even if no other count has grown. */
const MANY_REQUESTS = 500;

/**
 * Maximum number of combinations of feed and reader per day, separately for aggregators and direct readers. Further
 * combinations are not counted.
 */
const MAX_PAIRS = 500;

/** Maximum number of reads that are buffered while the day's salt is requested. */
const MAX_BUFFERED = 100;

/**
 * Counts today's reads in an isolate. Counting a read takes no extra time or storage, because counts that have grown
 * are reported only from time to time. If an isolate is evicted, counts that it has not reported are lost, so the
 * totals are lower bounds.
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
	/** Number of requests in all isolates, as of this isolate's last report. */
	#reported: Requests = { all: 0, made: 0 };

	/**
	 * Counts a read.
	 *
	 * @param address the IP address of the request, which is not stored
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
	 * @param kind `made` if the Publisher rendered something on demand
	 * @param day in UTC, as `2026-11-22`
	 */
	count(kind: keyof Requests, day: string): void {
		if (day !== this.#day) this.#begin(day);
		this.#requests[kind]++;
	}

	/** Returns the number of today's requests, as far as this isolate knows. */
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

	/**
	 * Reports new counts. If reporting fails, throws, after discarding the day's counts so that these reads can be
	 * counted again.
	 */
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

/** Number of HyperLogLog registers (Flajolet et al., 2007). The estimate's error is 3 %, or less for small numbers. */
export const REGISTERS = 1024;

/**
 * Converts a direct reader to a mark: the index of a register times 64, plus the value to which the register is raised.
 * Many readers share a mark, so it does not identify anybody.
 *
 * @param address the IP address; of an IPv6 address, only the first half is used, because the rest changes
 * @param salt the day's salt
 */
export function markOf(address: string, reader: string, salt: Uint8Array): number {
	const hash = sha256(salt, `${networkOf(address)} ${reader}`);
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
	// For small numbers, the number of empty registers leads to a better estimate.
	return Math.round(raw <= 2.5 * REGISTERS && empty > 0 ? REGISTERS * Math.log(REGISTERS / empty) : raw);
}

function networkOf(address: string): string {
	if (!address.includes(":") || address.includes(".")) return address;
	const [before = [], after] = address.split("::").map((part) => part.split(":").filter((group) => group !== ""));
	const zeros = after ? Array<string>(Math.max(0, 8 - before.length - after.length)).fill("0") : [];
	return [...before, ...zeros, ...(after ?? [])].slice(0, 4).join(":");
}
