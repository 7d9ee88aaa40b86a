import { endImpossibleWaits } from "../../durable-object.ts";
import { log } from "../../log.ts";
import { SITE_TAG } from "../kv-keys.ts";
import type { Meta } from "../meta.ts";
import { SECOND_PURGE } from "../timing.ts";
import { type Fault, Retries } from "./retry.ts";

/** Maximum number of tags per call. */
const TAGS_PER_CALL = 100;

/**
 * Cloudflare allows five calls a minute. With more tags than fit into them, the whole site is purged at once. That also
 * keeps the table small, so it needs no index.
 */
const MAX_TAGS = 500;

/** Delay after a failure, in milliseconds: the rate limit's window. */
const RETRY_DELAY = 60_000;

/** Pending purges. Times are milliseconds since 1970. */
export interface WaitingPurges {
	/** Number of tags: feeds, pages, lists. */
	tags: number;
	/** When the next purge runs; null if there is none. */
	next: number | null;
	/** Since when purging has been failing, and the error; null if it works. */
	fault: Fault | null;
}

/**
 * What to purge from Cloudflare's cache, and when: right after a change, and again when KV has replicated it
 * everywhere.
 */
export class Purges {
	readonly #sql: SqlStorage;
	readonly #retries: Retries;

	constructor(sql: SqlStorage, meta: Meta) {
		this.#sql = sql;
		this.#retries = new Retries(sql, meta, "purge", RETRY_DELAY);
	}

	/**
	 * Stores tags to purge, in one row per call.
	 *
	 * @param again when to purge them a second time
	 */
	note(tags: readonly string[], now: number, again: number): void {
		if (tags.length === 0) return;
		const waiting = this.#sql
			.exec<{ tags: number; last: number }>(`SELECT ${TAGS} AS tags, coalesce(max(again), 0) AS last FROM purge`)
			.one();
		const isTooMuch = waiting.tags + tags.length > MAX_TAGS;
		if (isTooMuch) this.#sql.exec("DELETE FROM purge");
		const noted = isTooMuch ? [SITE_TAG] : tags;
		const second = isTooMuch ? Math.max(again, waiting.last) : again;
		for (let from = 0; from < noted.length; from += TAGS_PER_CALL) {
			const call = JSON.stringify(noted.slice(from, from + TAGS_PER_CALL));
			this.#sql.exec("INSERT INTO purge (tags, due, again) VALUES (?, ?, ?)", call, now, second);
		}
	}

	/** The rows for the next call, with their tags. */
	due(now: number): { rows: number[]; tags: string[] } {
		const rows: number[] = [];
		let tags: string[] = [];
		for (const row of this.#sql.exec<Row>("SELECT id, tags FROM purge WHERE due <= ? ORDER BY id", now)) {
			const both = [...new Set([...tags, ...parseTags(row.tags)])];
			if (rows.length > 0 && both.length > TAGS_PER_CALL) break;
			rows.push(row.id);
			tags = both;
		}
		return { rows, tags };
	}

	/** Records that rows were purged. Their second purge stays pending. */
	clear(rows: readonly number[], now: number): void {
		const ids = JSON.stringify(rows);
		const these = "id IN (SELECT value FROM json_each(?1))";
		// A second purge too far ahead was stored before the clock was set back.
		this.#sql.exec(`UPDATE purge SET due = min(again, ?3) WHERE ${these} AND again > ?2`, ids, now, now + SECOND_PURGE);
		this.#sql.exec(`DELETE FROM purge WHERE ${these} AND due <= ?2`, ids, now);
	}

	/**
	 * Purges what is due. Failures are retried a minute later.
	 *
	 * @param purge throws on failure
	 */
	async run(purge: (tags: string[]) => Promise<void>): Promise<void> {
		const now = Date.now();
		const { rows, tags } = this.due(now);
		if (rows.length === 0) return;
		const onError = (error: unknown) => log("purge", { tags: tags.length, error });
		if (await this.#retries.attempt(() => purge(tags), now, onError)) this.clear(rows, now);
	}

	waiting(): WaitingPurges {
		const { tags } = this.#sql.exec<{ tags: number }>(`SELECT ${TAGS} AS tags FROM purge`).one();
		return { tags, next: this.next(), fault: this.#retries.fault() };
	}

	/** Shortens waits that only exist because the clock was set back. Call this before `next`. */
	endImpossibleWaits(now: number): void {
		endImpossibleWaits(this.#sql, "purge", "due", Math.max(SECOND_PURGE, RETRY_DELAY), now);
	}

	/** When the next purge is due; null if there is none. */
	next(): number | null {
		return this.#retries.next();
	}
}

type Row = { id: number; tags: string };

/** SQL expression: number of waiting tags. */
const TAGS = "coalesce(sum(json_array_length(tags)), 0)";

/** Parses a column that only this file writes. */
function parseTags(json: string): string[] {
	return JSON.parse(json);
}
