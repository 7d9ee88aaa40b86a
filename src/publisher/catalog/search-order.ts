import { plainText } from "../../article/body/plain-text.ts";
import type { PublishedArticle } from "../../feed/feed.ts";
import { searchable } from "../../feed/search-terms.ts";
import type { Meta } from "../meta.ts";
import type { TablePrefix } from "./bylines.ts";

/** The time from which row ids count minutes, in milliseconds since 1970. */
const Y2000 = Date.UTC(2000, 0, 1);

const MINUTE = 60_000;

/**
 * Number of row ids reserved for each minute. If a minute's ids run out, further articles get ids that are reserved for
 * the following minutes.
 */
const IDS_A_MINUTE = 1024;

/**
 * Maximum number of minutes by which the minute of an article's id may be later than its publication. This allows for a
 * million articles published in the same minute.
 */
const MAX_LATE = 1024;

/**
 * Limits per run: how many rows are checked, and how many articles are assigned a new id. A full run takes about a
 * fifth of a second.
 */
const CHECKED_PER_RUN = 5000;
const MOVED_PER_RUN = 200;

/**
 * Converts a time to minutes since the year 2000.
 *
 * @param time in milliseconds since 1970
 */
export function minuteOf(time: number): number {
	return Math.floor((time - Y2000) / MINUTE);
}

/** Returns the minute that an id belongs to: the article's minute of publication, or a later one. */
export function minuteOfId(id: number): number {
	return Math.floor(id / IDS_A_MINUTE);
}

/** Returns the first id for an article published at this time. */
export function firstIdOf(time: number): number {
	return minuteOf(time) * IDS_A_MINUTE;
}

/** Returns an id greater than the id of any article published before this time. */
export function endOfIds(time: number): number {
	return firstIdOf(time) + (MAX_LATE + 1) * IDS_A_MINUTE;
}

/** Whether `freeId` could have returned this id for an article published at this time. */
export function isInOrder(id: number, published: number): boolean {
	const late = minuteOfId(id) - minuteOf(published);
	return late >= 0 && late <= MAX_LATE;
}

/** Returns the next free id for an article published at this time. */
export function freeId(sql: SqlStorage, audience: TablePrefix, published: number): number {
	for (let first = firstIdOf(published); ; first += IDS_A_MINUTE) {
		const { last } = sql
			.exec<{ last: number | null }>(
				`SELECT max(id) AS last FROM ${audience}facet WHERE id >= ? AND id < ?`,
				...[first, first + IDS_A_MINUTE],
			)
			.one();
		const next = last === null ? first : last + 1;
		if (next < first + IDS_A_MINUTE) return next;
	}
}

/**
 * Tracks whether the row ids of the search index follow the order of publication, so that a search can read the newest
 * rows first and stop early. Up to release 0.1.0, ids followed the order in which articles arrived, so later releases
 * check all existing ids, a few at a time.
 */
export class SearchOrder {
	readonly #sql: SqlStorage;
	readonly #meta: Meta;
	readonly #audience: TablePrefix;

	constructor(sql: SqlStorage, meta: Meta, audience: TablePrefix) {
		this.#sql = sql;
		this.#meta = meta;
		this.#audience = audience;
	}

	isComplete(): boolean {
		return this.#meta.get(this.#key) === undefined;
	}

	/** Schedules a check of all ids, unless the search index is empty. */
	begin(): void {
		if (this.#sql.exec(`SELECT 1 FROM ${this.#audience}facet LIMIT 1`).toArray().length === 0) return;
		this.#meta.set(this.#key, Number.MIN_SAFE_INTEGER);
	}

	/**
	 * Checks some of the ids that have not been checked yet, and assigns new ids where necessary.
	 *
	 * @param attempt runs the action for one article in a transaction, so that a failure does not affect other articles
	 */
	continue(
		articleOf: (path: string) => PublishedArticle | undefined,
		attempt: (path: string, action: () => void) => void,
	): void {
		const rows = this.#sql
			.exec<{ id: number; path: string; published: number }>(
				`SELECT f.id, f.path, a.published FROM ${this.#audience}facet f JOIN ${this.#audience}article a USING (path)
				WHERE f.id > ? ORDER BY f.id LIMIT ?`,
				...[this.#meta.number(this.#key), CHECKED_PER_RUN],
			)
			.toArray();
		let moved = 0;
		for (const { id, path, published } of rows) {
			if (isInOrder(id, published)) continue;
			attempt(path, () => {
				const article = articleOf(path);
				if (article) this.#move(id, article);
			});
			moved++;
			if (moved < MOVED_PER_RUN) continue;
			this.#meta.set(this.#key, id);
			return;
		}
		const last = rows.at(-1);
		if (last && rows.length === CHECKED_PER_RUN) this.#meta.set(this.#key, last.id);
		else this.#meta.forget(this.#key);
	}

	#move(from: number, article: PublishedArticle): void {
		const id = freeId(this.#sql, this.#audience, article.published);
		this.#sql.exec(`UPDATE ${this.#audience}facet SET id = ? WHERE id = ?`, id, from);
		this.#sql.exec(`DELETE FROM ${this.#audience}word WHERE rowid = ?`, from);
		indexWords(this.#sql, this.#audience, id, article);
	}

	get #key(): string {
		return `${this.#audience}search_order`;
	}
}

/** Adds the words of an article to the index. */
export function indexWords(
	sql: SqlStorage,
	audience: TablePrefix,
	id: number,
	{ title, excerpt, html }: Pick<PublishedArticle, "title" | "excerpt" | "html">,
): void {
	sql.exec(
		`INSERT OR REPLACE INTO ${audience}word (rowid, title, excerpt, body) VALUES (?, ?, ?, ?)`,
		...[id, searchable(title), searchable(excerpt), searchable(plainText(html))],
	);
}
