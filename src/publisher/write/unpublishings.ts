/** An article that will be unpublished when its file is next uploaded, and why. */
export interface Unpublishing {
	path: string;
	reason: string;
}

/**
 * Published articles that the running release of Newsstand would not publish if they were new, because it recognizes
 * more ways to mark an article as not public than earlier releases did. They stay public until their files are uploaded
 * again, so that an upgrade does not silently unpublish anything.
 */
export class Unpublishings {
	readonly #sql: SqlStorage;

	constructor(sql: SqlStorage) {
		this.#sql = sql;
	}

	note(path: string, reason: string): void {
		this.#sql.exec(
			"INSERT INTO unpublishing (path, reason) VALUES (?, ?) ON CONFLICT DO UPDATE SET reason = excluded.reason",
			path,
			reason,
		);
	}

	forget(path: string): void {
		this.#sql.exec("DELETE FROM unpublishing WHERE path = ?", path);
	}

	reason(path: string): string | undefined {
		const rows = this.#sql.exec<{ reason: string }>("SELECT reason FROM unpublishing WHERE path = ?", path);
		return rows.toArray()[0]?.reason;
	}

	count(): number {
		return this.#sql.exec<{ count: number }>("SELECT count(*) AS count FROM unpublishing").one().count;
	}

	/** Lists these articles, sorted by path. */
	list(limit: number): Unpublishing[] {
		const rows = this.#sql.exec<{ path: string; reason: string }>(
			"SELECT path, reason FROM unpublishing ORDER BY path LIMIT ?",
			limit,
		);
		return rows.toArray();
	}
}
