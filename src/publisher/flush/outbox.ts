import { HOLD } from "../timing.ts";

/** Something to write to KV: a feed in all formats, an article's page, the list of feeds, the redirects or the menu. */
export type Entry =
	| { kind: "feed"; name: string }
	| { kind: "article"; name: string }
	| { kind: "index" }
	| { kind: "moves" }
	| { kind: "menu" };

/** An entry taken from the outbox to be written. If it is marked again in the meantime, it stays in the outbox. */
export interface Taken {
	entry: Entry;
	key: string;
	mark: number;
	/** Number of failures since the last success. */
	tries: number;
}

/** SQL condition that is true if the entry must be written as soon as possible and is not deferred to the next day. */
const WAITS = "deferred IS NOT mark";

/**
 * SQL condition that is true if a run may take the entry. `?1` includes deferred pages, and `?2` includes all other
 * deferred entries.
 */
const READY = `(${WAITS} OR iif(entry LIKE 'article:%', ?1, ?2))`;

/**
 * Selects feeds, then pages, then lists and redirects, then failed entries, reading each group only as far as needed.
 * There is no index in this order, because maintaining it would cost one more row write for every page.
 */
const IN_TURN = `
	SELECT entry, mark, tries FROM outbox WHERE entry >= 'feed:' AND entry < 'feed;' AND tries = 0 AND ${READY}
	UNION ALL SELECT entry, mark, tries FROM outbox WHERE entry < 'feed:' AND tries = 0 AND ${READY}
	UNION ALL SELECT entry, mark, tries FROM outbox WHERE entry >= 'feed;' AND tries = 0 AND ${READY}
	UNION ALL SELECT * FROM (SELECT entry, mark, tries FROM outbox INDEXED BY outbox_failing WHERE tries > 0 AND ${READY}
		ORDER BY tries, substr(entry, 1, 5) <> 'feed:', entry LIMIT ?3)
	LIMIT ?3`;

/**
 * Pending KV writes (a transactional outbox). A transaction marks the entries that must be written because of the
 * changes it makes; an entry is removed once it has been written. Marks are collected and stored at the end of the
 * transaction, so marking an entry twice costs nothing.
 */
export class Outbox {
	readonly #sql: SqlStorage;
	readonly #marked = new Set<string>();
	/** Feeds for which only the time of the next scheduled article changed. */
	readonly #expecting = new Set<string>();
	/** Entries that a run may currently be writing. */
	#taken: ReadonlySet<string> = new Set();

	constructor(sql: SqlStorage) {
		this.#sql = sql;
	}

	/** Marks an entry. Marking a feed also marks the list of feeds. */
	mark(entry: Entry): void {
		this.#marked.add("name" in entry ? `${entry.kind}:${entry.name}` : entry.kind);
		if (entry.kind === "feed") this.#marked.add("index");
	}

	/** Marks a feed in which a scheduled article will soon appear, so that the feed tells readers when to poll again. */
	expect(feed: string): void {
		this.#expecting.add(`feed:${feed}`);
	}

	/**
	 * Stores the collected marks, as the last step of a transaction. Returns the feeds that were marked with `mark`. An
	 * entry that is already waiting is left unchanged, unless a run may have rendered or deferred it in the meantime.
	 */
	note(now: number): string[] {
		if (this.#marked.size + this.#expecting.size === 0) return [];
		const entries = [...new Set([...this.#marked, ...this.#expecting])];
		const feeds = [...this.#marked].flatMap((key) => (isFeed(key) ? [nameIn(key)] : []));
		this.forget();
		this.#sql.exec(
			`INSERT INTO outbox (entry, mark, tries, since) SELECT value ->> 0, value ->> 1, 0, ?2 FROM json_each(?1) WHERE true
			ON CONFLICT DO UPDATE SET mark = mark + 1 WHERE excluded.mark = 1 OR deferred IS NOT NULL`,
			...[JSON.stringify(entries.map((entry) => [entry, this.#taken.has(entry) ? 1 : 0])), now],
		);
		return feeds;
	}

	/** Discards the collected marks after a rollback. */
	forget(): void {
		this.#marked.clear();
		this.#expecting.clear();
	}

	/** Whether any of these feeds is waiting to be written. */
	awaits(feeds: readonly string[]): boolean {
		return (
			this.#sql
				.exec(
					`SELECT 1 FROM outbox WHERE entry IN (SELECT 'feed:' || value FROM json_each(?)) AND ${WAITS} LIMIT 1`,
					JSON.stringify(feeds),
				)
				.toArray().length > 0
		);
	}

	/**
	 * Takes entries to write. Entries that have not failed come first. Among these, feeds come before pages and lists,
	 * because most readers fetch feeds.
	 *
	 * @param again which deferred entries to include: pages, all others, or both
	 */
	take(limit: number, again = { pages: true, others: true }): Taken[] {
		const rows = this.#sql.exec<{ entry: string; mark: number; tries: number }>(
			IN_TURN,
			...[again.pages ? 1 : 0, again.others ? 1 : 0, limit],
		);
		const taken = rows.toArray().map(({ entry, mark, tries }) => ({ entry: parse(entry), key: entry, mark, tries }));
		this.#taken = new Set(taken.map(({ key }) => key));
		return taken;
	}

	/** Records that writing an entry failed. */
	fail(taken: Taken, error: string, now: number): void {
		this.#sql.exec(
			"UPDATE outbox SET tries = tries + 1, failing = coalesce(failing, ?), error = ? WHERE entry = ?",
			...[now, error, taken.key],
		);
	}

	/** Defers an entry to the next day. Until then, the Publisher itself serves the entry to readers. */
	defer(taken: Taken): void {
		this.#sql.exec(
			"UPDATE outbox SET deferred = ?, tries = 0, failing = NULL, error = NULL WHERE entry = ?",
			...[taken.mark, taken.key],
		);
	}

	/** Returns the number of deferred entries. */
	deferred(): { pages: number; others: number } {
		return this.#sql
			.exec<{ pages: number; others: number }>(
				`SELECT coalesce(sum(entry LIKE 'article:%'), 0) AS pages, coalesce(sum(entry NOT LIKE 'article:%'), 0) AS others
				FROM outbox INDEXED BY outbox_deferred WHERE deferred IS NOT NULL AND deferred = mark`,
			)
			.one();
	}

	/** Whether an entry is in the outbox, including deferred entries. */
	has(key: string): boolean {
		return this.#sql.exec("SELECT 1 FROM outbox WHERE entry = ?", key).toArray().length > 0;
	}

	hasFailures(): boolean {
		return this.#sql.exec("SELECT 1 FROM outbox WHERE tries > 0 LIMIT 1").toArray().length > 0;
	}

	/**
	 * Removes an entry that was written. If it has been marked again in the meantime, keeps it and only resets its number
	 * of failures.
	 */
	clear(taken: Taken, now: number): void {
		this.#sql.exec("DELETE FROM outbox WHERE entry = ? AND mark = ?", taken.key, taken.mark);
		this.#sql.exec(
			"UPDATE outbox SET tries = 0, since = ?, failing = NULL, error = NULL WHERE entry = ?",
			...[now, taken.key],
		);
	}

	/** Whether there is nothing left to write today. */
	isEmpty(): boolean {
		return this.#sql.exec(`SELECT 1 FROM outbox WHERE ${WAITS} LIMIT 1`).toArray().length === 0;
	}

	/** Returns the number of feeds waiting to be written today. */
	dirtyFeeds(): number {
		return this.#sql
			.exec<{ feeds: number }>(
				`SELECT count(*) AS feeds FROM outbox WHERE entry >= 'feed:' AND entry < 'feed;' AND ${WAITS}`,
			)
			.one().feeds;
	}
}

function parse(key: string): Entry {
	if (!key.includes(":")) return { kind: key === "moves" || key === "menu" ? key : "index" };
	return { kind: isFeed(key) ? "feed" : "article", name: nameIn(key) };
}

function isFeed(key: string): boolean {
	return key.startsWith("feed:");
}

function nameIn(key: string): string {
	return key.slice(key.indexOf(":") + 1);
}

/**
 * The owners with incomplete uploads. Nothing is rendered until all of these uploads are complete or have timed out.
 */
export class OpenBatches {
	readonly #sql: SqlStorage;

	constructor(sql: SqlStorage) {
		this.#sql = sql;
	}

	/**
	 * Holds back rendering until an owner's upload is complete, or until this time at the latest (in milliseconds since
	 * 1970). 0 means that the upload is complete.
	 */
	set(owner: string, until: number): void {
		if (until === 0) this.#sql.exec("DELETE FROM hold WHERE owner = ?", owner);
		else this.#sql.exec("INSERT OR REPLACE INTO hold (owner, until) VALUES (?, ?)", owner, until);
	}

	/**
	 * Returns when the last incomplete upload times out; 0 if there is none. A timeout that is too far in the future was
	 * set before the clock was set back; it is ignored.
	 */
	end(now: number): number {
		return this.#sql
			.exec<{ until: number }>("SELECT coalesce(max(until), 0) AS until FROM hold WHERE until <= ?", now + HOLD)
			.one().until;
	}
}
