import type { FeedRead } from "./feed-read.ts";
import { estimateOf, REGISTERS, raise } from "./sketch.ts";
import type { Direct, Named } from "./tally.ts";

/** How it is known: an aggregator names it; direct readers are estimated; the hub sends to so many. */
export type Kind = "named" | "direct" | "hub";

/** How many the hub sends a variant of a feed to. */
export interface SentTo extends FeedRead {
	subscribers: number;
}

/** The day that is counted. */
export interface Today {
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
const MOST_ROWS = 5000;

/** So often in a day a row is written: numbers that somebody raises again and again must not use up what all have to share. */
const MOST_WRITTEN = 50_000;

/** Names that are told apart on a day; whoever comes after them is one of these. */
const MOST_NAMES = 200;
const OTHERS = "Other readers";

type Key = [feed: string, reader: string, kind: Kind, variant: string];
type Held = { subscribers: number; registers: ArrayBuffer | null };

/** What is entered into today's readings, in one transaction. Of each the most is kept. */
export class Entries {
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
		if (this.#readers >= MOST_NAMES) return OTHERS;
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
		if ((!held && this.#readings >= MOST_ROWS) || this.#written >= MOST_WRITTEN) return;
		if (!held) this.#readings++;
		this.#written++;
		const row = [this.#today.day, ...key, subscribers, registers];
		this.#sql.exec("INSERT OR REPLACE INTO reading VALUES (?, ?, ?, ?, ?, ?, ?)", ...row);
	}
}
