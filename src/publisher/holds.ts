/** Owners who hand over in several batches, of which the last is still to come: until when nothing is rendered. */
export class Holds {
	readonly #sql: SqlStorage;

	constructor(sql: SqlStorage) {
		this.#sql = sql;
	}

	/** Waits for an owner until a moment, in milliseconds since 1970; 0: no longer. */
	set(owner: string, until: number): void {
		if (until === 0) this.#sql.exec("DELETE FROM hold WHERE owner = ?", owner);
		else this.#sql.exec("INSERT OR REPLACE INTO hold VALUES (?, ?)", owner, until);
	}

	/** When the last of them is no longer waited for; 0 if none is. */
	end(): number {
		return this.#sql.exec<{ until: number }>("SELECT coalesce(max(until), 0) AS until FROM hold").one().until;
	}
}
