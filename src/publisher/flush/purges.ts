import { endImpossibleWaits } from "../../durable-object.ts";
import { log } from "../../log.ts";
import { SITE_TAG } from "../kv-keys.ts";
import type { Meta } from "../meta.ts";
import { SECOND_PURGE } from "../timing.ts";
import { type Fault, Retries } from "./retry.ts";

/** Maximum number of tags per call. */
const TAGS_PER_CALL = 100;

/** Cloudflare allows five calls a minute. With more tags than fit into them, the whole site is purged at once. */
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

	note(tag: string, now: number, again: number): void {
		this.#sql.exec(
			"INSERT INTO purge VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET due = excluded.due, again = excluded.again",
			tag,
			now,
			again,
		);
	}

	/** The tags for the next call, feeds first; if there are too many, the whole site's tag. */
	due(now: number): string[] {
		const { count } = this.#sql
			.exec<{ count: number }>("SELECT count(*) AS count FROM purge WHERE due <= ?", now)
			.one();
		if (count > MAX_TAGS) return [SITE_TAG];
		return this.#sql
			.exec<{ tag: string }>(
				"SELECT tag FROM purge WHERE due <= ? ORDER BY tag LIKE 'article:%', due LIMIT ?",
				now,
				TAGS_PER_CALL,
			)
			.toArray()
			.map((row) => row.tag);
	}

	/** Records that tags were purged. Their second purge stays pending. */
	clear(tags: readonly string[], now: number): void {
		// A second purge too far ahead was stored before the clock was set back.
		this.#sql.exec("UPDATE purge SET again = ?2 WHERE due <= ?1 AND again > ?2", now, now + SECOND_PURGE);
		if (tags.includes(SITE_TAG)) {
			this.#sql.exec("UPDATE purge SET due = again WHERE due <= ?1 AND again > ?1", now);
			this.#sql.exec("DELETE FROM purge WHERE due <= ?", now);
			return;
		}
		for (const tag of tags) {
			this.#sql.exec("UPDATE purge SET due = again WHERE tag = ? AND again > ?", tag, now);
			this.#sql.exec("DELETE FROM purge WHERE tag = ? AND due <= ?", tag, now);
		}
	}

	/**
	 * Purges what is due. Failures are retried a minute later.
	 *
	 * @param purge throws on failure
	 */
	async run(purge: (tags: string[]) => Promise<void>): Promise<void> {
		const now = Date.now();
		const tags = this.due(now);
		if (tags.length === 0) return;
		const onError = (error: unknown) => log("purge", { tags: tags.length, error });
		if (await this.#retries.attempt(() => purge(tags), now, onError)) this.clear(tags, now);
	}

	waiting(): WaitingPurges {
		const { tags } = this.#sql.exec<{ tags: number }>("SELECT count(*) AS tags FROM purge").one();
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
