import { endImpossibleWaits } from "../../durable-object.ts";
import { log } from "../../log.ts";
import { SITE_TAG } from "../kv-keys.ts";
import type { Meta } from "../meta.ts";
import { SECOND_PURGE } from "../timing.ts";
import { type Fault, Retries } from "./retry.ts";

/** Maximum number of tags per API call. */
const TAGS_PER_CALL = 100;

/**
 * Cloudflare allows five API calls per minute. If there are more tags than fit into five calls, a single tag purges the
 * whole site instead. This also keeps the table so small that it needs no index.
 */
const MAX_TAGS = 500;

/**
 * Delay before purges are retried after a failure, in milliseconds. It equals the period to which Cloudflare's rate
 * limit applies.
 */
const RETRY_DELAY = 60_000;

/** Pending purges. Times are milliseconds since 1970. */
export interface WaitingPurges {
	/** Number of cache tags to purge. Each tag stands for a feed, page or list. */
	tags: number;
	/** When the next purge runs; null if there is none. */
	next: number | null;
	/** When purging began to fail, and the last error; null if purging works. */
	fault: Fault | null;
}

/**
 * Pending purges of Cloudflare's cache. Every change is purged twice: immediately, and again once KV has replicated it
 * worldwide.
 */
export class Purges {
	readonly #sql: SqlStorage;
	readonly #retries: Retries;

	constructor(sql: SqlStorage, meta: Meta) {
		this.#sql = sql;
		this.#retries = new Retries(sql, meta, "purge", RETRY_DELAY);
	}

	/**
	 * Stores tags to purge, in one row per API call.
	 *
	 * @param again when to purge the tags a second time, in milliseconds since 1970
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

	/** Returns the ids of the rows to purge with the next API call, and the tags in these rows. */
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

	/** Records that the tags in these rows have been purged. Rows whose second purge is still ahead are kept. */
	clear(rows: readonly number[], now: number): void {
		const ids = JSON.stringify(rows);
		const these = "id IN (SELECT value FROM json_each(?1))";
		// A second purge that is too far in the future was scheduled before the clock was set back.
		this.#sql.exec(`UPDATE purge SET due = min(again, ?3) WHERE ${these} AND again > ?2`, ids, now, now + SECOND_PURGE);
		this.#sql.exec(`DELETE FROM purge WHERE ${these} AND due <= ?2`, ids, now);
	}

	/**
	 * Purges the tags that are due. If that fails, they are retried a minute later.
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

	/** Shortens delays that are too long because the clock was set back. Call this before `next`. */
	endImpossibleWaits(now: number): void {
		endImpossibleWaits(this.#sql, "purge", "due", Math.max(SECOND_PURGE, RETRY_DELAY), now);
	}

	/** Returns when the next purge is due; null if there is none. */
	next(): number | null {
		return this.#retries.next();
	}
}

type Row = { id: number; tags: string };

/** SQL expression for the number of waiting tags. */
const TAGS = "coalesce(sum(json_array_length(tags)), 0)";

/** Parses a column that only this file writes. */
function parseTags(json: string): string[] {
	return JSON.parse(json);
}
