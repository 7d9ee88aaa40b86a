import { HOLD } from "../timing.ts";

/** Something to write to KV: a feed in all formats, an article's page, the list of feeds, the redirects, or the menu. */
export type Entry =
	| { kind: "feed"; name: string }
	| { kind: "article"; name: string }
	| { kind: "index" }
	| { kind: "moves" }
	| { kind: "menu" };

/** An entry as read from the outbox. It is only cleared if it was not marked again in the meantime. */
export interface Taken {
	entry: Entry;
	key: string;
	mark: number;
	/** Number of failures since the last success. */
	tries: number;
}

/** SQL order: entries without failures first, then feeds. The index `outbox_order` has the same order. */
/** SQL condition: the entry is to be written as soon as possible, not deferred to the next day. */
const WAITS = "deferred IS NOT mark";

const ORDER = "tries, substr(entry, 1, 5) <> 'feed:', entry";

/**
 * Pending KV writes (a transactional outbox). Entries are marked in the transaction that makes them necessary, and
 * cleared when written. Marking twice costs nothing: marks are collected and stored at the end of the transaction.
 */
export class Outbox {
	readonly #sql: SqlStorage;
	readonly #marked = new Set<string>();
	/** Feeds that only have a new time for their next scheduled article. */
	readonly #expecting = new Set<string>();

	constructor(sql: SqlStorage) {
		this.#sql = sql;
	}

	/** Marking a feed also marks the list of feeds. */
	mark(entry: Entry): void {
		this.#marked.add("name" in entry ? `${entry.kind}:${entry.name}` : entry.kind);
		if (entry.kind === "feed") this.#marked.add("index");
	}

	/** Marks a feed because one of its articles appears soon, so that readers learn when to ask. */
	expect(feed: string): void {
		this.#expecting.add(`feed:${feed}`);
	}

	/**
	 * Stores the marks as the last step of a transaction. A feed's modification time always advances by at least a second
	 * (the resolution of HTTP dates), whatever the clock says. Its cached line in the list of feeds is discarded.
	 */
	note(now: number): void {
		if (this.#marked.size + this.#expecting.size === 0) return;
		const marked = JSON.stringify([...new Set([...this.#marked, ...this.#expecting])]);
		const feeds = JSON.stringify([...this.#marked].flatMap((key) => (isFeed(key) ? [nameIn(key)] : [])));
		this.forget();
		this.#sql.exec(
			`INSERT INTO outbox (entry, mark, tries, since) SELECT value, 0, 0, ?2 FROM json_each(?1) WHERE true
			ON CONFLICT DO UPDATE SET mark = mark + 1`,
			...[marked, now],
		);
		this.#sql.exec(
			`INSERT INTO feed (name, size, changed) SELECT value, 0, ?2 FROM json_each(?1) WHERE true
			ON CONFLICT DO UPDATE SET changed = max(changed / 1000 * 1000 + 1000, excluded.changed), line = NULL`,
			...[feeds, now],
		);
	}

	/** Discards marks after a rollback. */
	forget(): void {
		this.#marked.clear();
		this.#expecting.clear();
	}

	/** When any of these feeds last changed, in milliseconds since 1970; 0 if none ever did. */
	lastChange(feeds: readonly string[]): number {
		return this.#sql
			.exec<{ changed: number }>(
				"SELECT coalesce(max(changed), 0) AS changed FROM feed WHERE name IN (SELECT value FROM json_each(?))",
				JSON.stringify(feeds),
			)
			.one().changed;
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
	 * Entries to write: first those without failures, and among them feeds before pages and the list of feeds, since
	 * readers come for feeds.
	 *
	 * @param again whether to include deferred entries: pages, and all others
	 */
	take(limit: number, again = { pages: true, others: true }): Taken[] {
		const rows = this.#sql.exec<{ entry: string; mark: number; tries: number }>(
			`SELECT entry, mark, tries FROM outbox WHERE ${WAITS} OR iif(entry LIKE 'article:%', ?, ?) ORDER BY ${ORDER} LIMIT ?`,
			...[again.pages ? 1 : 0, again.others ? 1 : 0, limit],
		);
		return rows.toArray().map(({ entry, mark, tries }) => ({ entry: parse(entry), key: entry, mark, tries }));
	}

	/** Records that writing an entry failed. */
	fail(taken: Taken, error: string, now: number): void {
		this.#sql.exec(
			"UPDATE outbox SET tries = tries + 1, failing = coalesce(failing, ?), error = ? WHERE entry = ?",
			...[now, error, taken.key],
		);
	}

	/** Defers an entry to the next day; until then, the Publisher answers readers. */
	defer(taken: Taken): void {
		this.#sql.exec(
			"UPDATE outbox SET deferred = ?, tries = 0, failing = NULL, error = NULL WHERE entry = ?",
			...[taken.mark, taken.key],
		);
	}

	/** Number of deferred entries. */
	deferred(): { pages: number; others: number } {
		return this.#sql
			.exec<{ pages: number; others: number }>(
				`SELECT coalesce(sum(entry LIKE 'article:%'), 0) AS pages, coalesce(sum(entry NOT LIKE 'article:%'), 0) AS others
				FROM outbox WHERE deferred = mark`,
			)
			.one();
	}

	/** Whether an entry is waiting to be written. */
	has(key: string): boolean {
		return this.#sql.exec("SELECT 1 FROM outbox WHERE entry = ?", key).toArray().length > 0;
	}

	hasFailures(): boolean {
		return this.#sql.exec("SELECT 1 FROM outbox WHERE tries > 0 LIMIT 1").toArray().length > 0;
	}

	/** Clears a written entry. If it was marked again in the meantime, its failures are reset instead. */
	clear(taken: Taken, now: number): void {
		this.#sql.exec("DELETE FROM outbox WHERE entry = ? AND mark = ?", taken.key, taken.mark);
		this.#sql.exec(
			"UPDATE outbox SET tries = 0, since = ?, failing = NULL, error = NULL WHERE entry = ?",
			...[now, taken.key],
		);
	}

	/** Whether nothing has to be written today. */
	isEmpty(): boolean {
		return this.#sql.exec(`SELECT 1 FROM outbox WHERE ${WAITS} LIMIT 1`).toArray().length === 0;
	}

	/** Number of feeds waiting to be written today. */
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

/** Owners with an incomplete upload. Nothing is rendered until it is complete or times out. */
export class OpenBatches {
	readonly #sql: SqlStorage;

	constructor(sql: SqlStorage) {
		this.#sql = sql;
	}

	/** Waits for an owner's upload until a time in milliseconds since 1970; 0 to stop waiting. */
	set(owner: string, until: number): void {
		if (until === 0) this.#sql.exec("DELETE FROM hold WHERE owner = ?", owner);
		else this.#sql.exec("INSERT OR REPLACE INTO hold VALUES (?, ?)", owner, until);
	}

	/**
	 * When the last open batch times out; 0 if there is none. Timeouts too far ahead were set before the clock was set
	 * back, and are ignored.
	 */
	end(now: number): number {
		return this.#sql
			.exec<{ until: number }>("SELECT coalesce(max(until), 0) AS until FROM hold WHERE until <= ?", now + HOLD)
			.one().until;
	}
}
