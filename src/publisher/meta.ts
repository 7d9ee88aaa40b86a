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

/** Where it is kept which backup is being put into the site: until when its articles are released, and its id. */
const RESTORING = "restoring";

/** Where it is kept which backup was put into the site. */
const RESTORED = "restored";

/** A backup. */
export interface Backup {
	/** Made from all that it holds. */
	id: string;
	/** Up to when its dated articles are public, in milliseconds since 1970. */
	released: number;
}

/** The backup that is being put into the site; undefined if none is. */
export function restoring(meta: Meta): Backup | undefined {
	const [released, id] = meta.get(RESTORING)?.split(" ") ?? [];
	return id === undefined ? undefined : { id, released: Number(released) };
}

/** The id of the backup that was put into the site; undefined if none was. */
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
