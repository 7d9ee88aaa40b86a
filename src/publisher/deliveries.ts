/** How long deliveries are remembered: senders try for some days. In milliseconds. */
const MEMORY = 30 * 24 * 3_600_000;

/** The webhooks that were taken, so that one which comes twice, or late, changes nothing. */
export class Deliveries {
	readonly #sql: SqlStorage;

	constructor(sql: SqlStorage) {
		this.#sql = sql;
	}

	/** Remembers a delivery. False if it was known. */
	take(id: string, now: number): boolean {
		this.#sql.exec("DELETE FROM delivery WHERE received < ?", now - MEMORY);
		return (
			this.#sql.exec("INSERT INTO delivery VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING 1", id, now).toArray()
				.length > 0
		);
	}

	/** Remembers when what is now told of a source happened. False if something later was told before. */
	isNews(path: string, occurred: number, now: number): boolean {
		this.#sql.exec("DELETE FROM event WHERE occurred < ?", now - MEMORY);
		const rows = this.#sql.exec(
			`INSERT INTO event VALUES (?, ?) ON CONFLICT DO UPDATE SET occurred = excluded.occurred
			WHERE excluded.occurred >= occurred RETURNING 1`,
			path,
			occurred,
		);
		return rows.toArray().length > 0;
	}
}
