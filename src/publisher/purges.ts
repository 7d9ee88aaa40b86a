/** A call takes so many tags. */
const TAGS_PER_CALL = 100;

/** What the edge has to forget, and when: right after a change, and once more when KV has it everywhere. */
export class Purges {
	readonly #sql: SqlStorage;

	constructor(sql: SqlStorage) {
		this.#sql = sql;
	}

	note(tag: string, now: number, again: number): void {
		this.#sql.exec(
			"INSERT INTO purge VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET due = excluded.due, again = excluded.again",
			tag,
			now,
			again,
		);
	}

	/** The tags to purge now, in one call. */
	due(now: number): string[] {
		return this.#sql
			.exec<{ tag: string }>("SELECT tag FROM purge WHERE due <= ? ORDER BY due LIMIT ?", now, TAGS_PER_CALL)
			.toArray()
			.map((row) => row.tag);
	}

	/** The tags were purged: those whose second time is still to come wait for it. */
	clear(tags: readonly string[], now: number): void {
		for (const tag of tags) {
			this.#sql.exec("UPDATE purge SET due = again WHERE tag = ? AND again > ?", tag, now);
			this.#sql.exec("DELETE FROM purge WHERE tag = ? AND due <= ?", tag, now);
		}
	}

	postpone(tags: readonly string[], due: number): void {
		for (const tag of tags) this.#sql.exec("UPDATE purge SET due = ? WHERE tag = ?", due, tag);
	}

	next(): number | null {
		return this.#sql.exec<{ due: number | null }>("SELECT min(due) AS due FROM purge").one().due;
	}
}
