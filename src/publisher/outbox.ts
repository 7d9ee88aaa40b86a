/** Something to be written to KV: a feed in all formats, an article's page, the list of feeds, or that of moves. */
export type Entry =
	| { kind: "feed"; name: string }
	| { kind: "article"; name: string }
	| { kind: "index" }
	| { kind: "moves" };

/** An entry as it was taken; it is cleared only if it was not marked again meanwhile. */
export interface Taken {
	entry: Entry;
	key: string;
	mark: number;
	/** How often it has failed since it last succeeded. */
	tries: number;
}

/**
 * What is still to be done (a transactional outbox): entries are marked in the transaction that makes them
 * necessary, and cleared when they are done. Marking again what is marked costs nothing more.
 */
export class Outbox {
	readonly #sql: SqlStorage;

	constructor(sql: SqlStorage) {
		this.#sql = sql;
	}

	mark(entry: Entry): void {
		const key = "name" in entry ? `${entry.kind}:${entry.name}` : entry.kind;
		this.#sql.exec(
			"INSERT INTO outbox (entry, mark, tries, since) VALUES (?, 0, 0, ?) ON CONFLICT DO UPDATE SET mark = mark + 1",
			key,
			Date.now(),
		);
		if (entry.kind === "feed") this.#touch(entry.name);
	}

	/** When anything of some feeds last changed, in milliseconds since 1970; 0 if none of them ever was. */
	touched(feeds: readonly string[]): number {
		return this.#sql
			.exec<{ time: number }>(
				"SELECT coalesce(max(time), 0) AS time FROM touched WHERE feed IN (SELECT value FROM json_each(?))",
				JSON.stringify(feeds),
			)
			.one().time;
	}

	/** A second later each time, whatever the clock says: HTTP knows no shorter ones. */
	#touch(feed: string): void {
		this.#sql.exec(
			"INSERT INTO touched VALUES (?, ?) ON CONFLICT DO UPDATE SET time = max(time / 1000 * 1000 + 1000, excluded.time)",
			feed,
			Date.now(),
		);
	}

	/** Whether any of some feeds is still to be written. */
	awaits(feeds: readonly string[]): boolean {
		return (
			this.#sql
				.exec(
					"SELECT 1 FROM outbox WHERE entry IN (SELECT 'feed:' || value FROM json_each(?)) LIMIT 1",
					JSON.stringify(feeds),
				)
				.toArray().length > 0
		);
	}

	/** What has not failed first; of that feeds, for which readers come, before pages and the list of feeds. */
	take(limit: number): Taken[] {
		const rows = this.#sql.exec<{ entry: string; mark: number; tries: number }>(
			"SELECT entry, mark, tries FROM outbox ORDER BY tries, entry NOT LIKE 'feed:%', entry LIMIT ?",
			limit,
		);
		return rows.toArray().map(({ entry, mark, tries }) => ({ entry: parse(entry), key: entry, mark, tries }));
	}

	/** Notes that an entry could not be done, and why. */
	fail(taken: Taken, error: string, now: number): void {
		this.#sql.exec(
			"UPDATE outbox SET tries = tries + 1, failing = coalesce(failing, ?), error = ? WHERE entry = ?",
			...[now, error, taken.key],
		);
	}

	hasFailures(): boolean {
		return this.#sql.exec("SELECT 1 FROM outbox WHERE tries > 0 LIMIT 1").toArray().length > 0;
	}

	/** An entry is done; if it was marked again meanwhile, it begins anew. */
	clear(taken: Taken, now: number): void {
		this.#sql.exec("DELETE FROM outbox WHERE entry = ? AND mark = ?", taken.key, taken.mark);
		this.#sql.exec(
			"UPDATE outbox SET tries = 0, since = ?, failing = NULL, error = NULL WHERE entry = ?",
			...[now, taken.key],
		);
	}

	/** How many feeds are dirty, and whether anything else is. */
	pending(): { feeds: number; entries: number } {
		return this.#sql
			.exec<{ feeds: number; entries: number }>(
				"SELECT count(*) AS entries, coalesce(sum(entry LIKE 'feed:%'), 0) AS feeds FROM outbox",
			)
			.one();
	}
}

function parse(key: string): Entry {
	const colon = key.indexOf(":");
	const name = key.slice(colon + 1);
	if (colon === -1) return { kind: key === "moves" ? key : "index" };
	return key.startsWith("feed:") ? { kind: "feed", name } : { kind: "article", name };
}
