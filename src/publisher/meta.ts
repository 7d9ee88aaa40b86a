/** The Publisher's key-value table. */
export class Meta {
	readonly #sql: SqlStorage;

	constructor(sql: SqlStorage) {
		this.#sql = sql;
	}

	get(key: string): string | undefined {
		return this.#sql.exec<{ value: string }>("SELECT value FROM meta WHERE key = ?", key).toArray()[0]?.value;
	}

	/** Returns the value of a key as a number; 0 if the key is not set. */
	number(key: string): number {
		return Number(this.get(key) ?? 0);
	}

	set(key: string, value: string | number): void {
		this.#sql.exec("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", key, String(value));
	}

	forget(key: string): void {
		this.#sql.exec("DELETE FROM meta WHERE key = ?", key);
	}
}

/** Meta key: `released` and `id` of the backup being imported. */
const RESTORING = "restoring";

/** Meta key: the id of the imported backup. */
const RESTORED = "restored";

/** What identifies a backup during its import. */
export interface Backup {
	/** Hash of the backup's content. */
	id: string;
	/**
	 * The time (in milliseconds since 1970) that separates scheduled from published articles: articles in the backup that
	 * are dated after it count as scheduled, all others as published.
	 */
	released: number;
}

/** Returns the backup being imported, if any. */
export function restoring(meta: Meta): Backup | undefined {
	const [released, id] = meta.get(RESTORING)?.split(" ") ?? [];
	return id === undefined ? undefined : { id, released: Number(released) };
}

/** Returns the id of the imported backup, if any. */
export function restored(meta: Meta): string | undefined {
	return meta.get(RESTORED);
}

export function beginRestoring(meta: Meta, { id, released }: Backup): void {
	meta.set(RESTORING, `${released} ${id}`);
}

export function endRestoring(meta: Meta, id: string): void {
	meta.forget(RESTORING);
	meta.set(RESTORED, id);
}
