import { createHash } from "node:crypto";
import type { FeedRead } from "./feed-read.ts";
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
export interface Collector {
	/** Null: the day is over. */
	salt(): Promise<Uint8Array | null>;
	take(batch: Batch): Promise<void>;
}

/** An isolate tells what it has seen no more often than this, in milliseconds. */
const FLUSH_INTERVAL_MS = 300_000;

/** Pairs of a feed and a reader that are told apart on a day, of each kind; what comes after them is not counted. */
const MAX_PAIRS = 500;

/** Requests that are held until the day's salt has come, for as long as one question takes. */
const MAX_BUFFERED = 100;

/**
 * What an isolate has seen of the readers today. It costs a read no waiting and no storage: what is new is told once in
 * a while. What an evicted isolate has not told yet is lost, so the numbers are a lower bound.
 */
export class ReadCounter {
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
		else if (this.#held.length < MAX_BUFFERED) this.#held.push({ feed, reader, address });
	}

	/** Whether there is something to tell, and it is time to. */
	isDue(now: number): boolean {
		const isSoon = now >= this.#told && now < this.#told + FLUSH_INTERVAL_MS;
		return this.#news.size + this.#held.length > 0 && !isSoon;
	}

	/** Tells what is new. Throws if that fails; then the day is begun anew. */
	async tell(collector: Collector, now: number): Promise<void> {
		this.#told = now;
		const day = this.#day;
		try {
			if (!this.#salt) {
				const salt = await collector.salt();
				if (day !== this.#day) return;
				if (salt) this.#use(salt);
			}
			if (this.#salt && this.#news.size > 0) await collector.take(this.#batch());
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
		if (kept.size < MAX_PAIRS) kept.set(key, value);
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

/** A HyperLogLog (Flajolet and others, 2007) of so many registers is wrong by three in a hundred, of few less. */
export const REGISTERS = 1024;

/**
 * What is kept of a direct reader, as a number: one of the registers times 64, and what it is raised to. All that share it
 * are as one; who they are cannot be told from it.
 *
 * @param address of the network that the request came from; of IPv6 the first half counts, since the rest changes
 * @param salt the day's
 */
export function markOf(address: string, reader: string, salt: Uint8Array): number {
	const hash = createHash("sha256")
		.update(salt)
		.update(`${networkOf(address)} ${reader}`)
		.digest();
	return (hash.readUInt16BE(0) % REGISTERS) * 64 + Math.clz32(hash.readUInt32BE(2)) + 1;
}

/** Raises a register. False: it was there already, or higher. */
export function raise(registers: Uint8Array, mark: number): boolean {
	const [index, rank] = [mark >> 6, mark & 63];
	if ((registers[index] ?? rank) >= rank) return false;
	registers[index] = rank;
	return true;
}

/** About how many different ones have raised the registers. */
export function estimateOf(registers: Uint8Array): number {
	const empty = registers.reduce((count, rank) => count + (rank === 0 ? 1 : 0), 0);
	const sum = registers.reduce((total, rank) => total + 2 ** -rank, 0);
	const raw = ((0.7213 / (1 + 1.079 / REGISTERS)) * REGISTERS ** 2) / sum;
	// Of few, the registers that are still empty tell more.
	return Math.round(raw <= 2.5 * REGISTERS && empty > 0 ? REGISTERS * Math.log(REGISTERS / empty) : raw);
}

function networkOf(address: string): string {
	if (!address.includes(":") || address.includes(".")) return address;
	const [before = [], after] = address.split("::").map((part) => part.split(":").filter((group) => group !== ""));
	const zeros = after ? Array<string>(Math.max(0, 8 - before.length - after.length)).fill("0") : [];
	return [...before, ...zeros, ...(after ?? [])].slice(0, 4).join(":");
}
