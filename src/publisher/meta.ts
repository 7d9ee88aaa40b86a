/** Small things that the Publisher keeps in mind: key and value. */
export class Meta {
	readonly #sql: SqlStorage;

	constructor(sql: SqlStorage) {
		this.#sql = sql;
	}

	get(key: string): string | undefined {
		return this.#sql.exec<{ value: string }>("SELECT value FROM meta WHERE key = ?", key).toArray()[0]?.value;
	}

	/** 0 where nothing was kept. */
	number(key: string): number {
		return Number(this.get(key) ?? 0);
	}

	set(key: string, value: string | number): void {
		this.#sql.exec("INSERT OR REPLACE INTO meta VALUES (?, ?)", key, String(value));
	}

	forget(key: string): void {
		this.#sql.exec("DELETE FROM meta WHERE key = ?", key);
	}
}
