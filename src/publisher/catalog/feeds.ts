import { monthOf, ordinalOf } from "../../feed/archive.ts";
import { SITE_FEED } from "../../feed/feed.ts";
import type { Activity } from "../../feed/feed-index.ts";

/**
 * SQL condition: a row of the table `feed` belongs to a feed with articles or to the site's own feed. Rows for empty
 * feeds are kept, too.
 */
export const HAS_ARTICLES = `(size > 0 OR name = '${SITE_FEED}')`;

/** Number of months that a feed's activity chart covers. */
const LATEST = 12;

/** Number of articles per month (UTC), such as `{ "2026-05": 3 }`. */
type Months = Record<string, number>;

/** How many articles a feed has gained (positive) or lost (negative), in total and per month. */
interface Change {
	size: number;
	months: Map<string, number>;
}

/**
 * All feeds, each with its article counts (in total and per UTC month) and the time of its last change. Changes are
 * collected and stored at the end of a transaction, so adding a hundred articles to a feed writes only one row.
 */
export class Feeds {
	readonly #sql: SqlStorage;
	readonly #changes = new Map<string, Change>();
	/** Feeds that have changed since the previous call of `takeChanged`. */
	readonly #changed = new Set<string>();

	constructor(sql: SqlStorage) {
		this.#sql = sql;
	}

	/** Records that an article was added to a feed (1) or removed from it (-1). */
	count(feed: string, published: number, change: 1 | -1): void {
		const { size, months } = this.#changes.get(feed) ?? { size: 0, months: new Map<string, number>() };
		const month = monthOf(published);
		months.set(month, (months.get(month) ?? 0) + change);
		this.#changes.set(feed, { size: size + change, months });
	}

	/**
	 * Stores the collected changes near the end of a transaction. A feed's modification time always advances by at least
	 * a second (the resolution of HTTP dates), even if the clock does not. The feed's cached line in the list of feeds is
	 * discarded.
	 *
	 * @param feeds all feeds that changed, even if their article counts did not
	 */
	note(feeds: readonly string[], now: number): void {
		const rows = feeds.map((feed) => [feed, this.#changes.get(feed)?.size ?? 0, this.#monthsAfter(feed)]);
		this.forget();
		if (rows.length === 0) return;
		for (const feed of feeds) this.#changed.add(feed);
		this.#sql.exec(
			`INSERT INTO feed (name, size, months, changed)
			SELECT value ->> 0, value ->> 1, value ->> 2, ?2 FROM json_each(?1) WHERE true
			ON CONFLICT DO UPDATE SET size = size + excluded.size, months = coalesce(excluded.months, months),
			changed = max(changed / 1000 * 1000 + 1000, excluded.changed), line = NULL`,
			...[JSON.stringify(rows), now],
		);
	}

	/** Discards the collected changes after a rollback. */
	forget(): void {
		this.#changes.clear();
	}

	/** Returns the feeds that have changed since the previous call of this method. */
	takeChanged(): string[] {
		const names = [...this.#changed];
		this.#changed.clear();
		return names;
	}

	/**
	 * Returns the time of the latest change to any of these feeds, in milliseconds since 1970; 0 if none has ever
	 * changed.
	 */
	lastChange(feeds: readonly string[]): number {
		return this.#sql
			.exec<{ changed: number }>(
				"SELECT coalesce(max(changed), 0) AS changed FROM feed WHERE name IN (SELECT value FROM json_each(?))",
				JSON.stringify(feeds),
			)
			.one().changed;
	}

	/** Returns all feeds that have ever had articles. */
	all(): string[] {
		const rows = this.#sql.exec<{ name: string }>("SELECT name FROM feed ORDER BY name");
		return rows.toArray().map(({ name }) => name);
	}

	/** Returns all feeds that have articles. */
	present(): string[] {
		const rows = this.#sql.exec<{ name: string }>(`SELECT name FROM feed WHERE ${HAS_ARTICLES} ORDER BY name`);
		return rows.toArray().map(({ name }) => name);
	}

	has(feed: string): boolean {
		return this.#sql.exec(`SELECT 1 FROM feed WHERE name = ? AND ${HAS_ARTICLES}`, feed).toArray().length > 0;
	}

	/** Returns the number of articles per month (UTC), newest month first. Months without articles are omitted. */
	months(feed: string): Months {
		const [row] = this.#sql.exec<{ months: string | null }>("SELECT months FROM feed WHERE name = ?", feed).toArray();
		const months = Object.entries(row?.months == null ? {} : parseMonths(row.months));
		return Object.fromEntries(months.sort(([a], [b]) => (a < b ? 1 : -1)));
	}

	/**
	 * Returns the number of articles in each of twelve months, of which the last is the month of the feed's newest
	 * article. Months without articles are included.
	 */
	activity(feed: string): Activity | undefined {
		const months = Object.entries(this.months(feed));
		const newest = months[0]?.[0];
		if (newest === undefined) return undefined;
		const last = ordinalOf(newest);
		const latest = months.filter(([month]) => last - ordinalOf(month) < LATEST);
		const from = latest.at(-1)?.[0] ?? newest;
		const counts = Array<number>(last - ordinalOf(from) + 1).fill(0);
		for (const [month, size] of latest) counts[ordinalOf(month) - ordinalOf(from)] = size;
		return { from, counts };
	}

	/** Returns a feed's monthly counts as JSON, including the collected changes; null if the counts stay the same. */
	#monthsAfter(feed: string): string | null {
		const changed = [...(this.#changes.get(feed)?.months ?? [])].filter(([, change]) => change !== 0);
		if (changed.length === 0) return null;
		const months = this.months(feed);
		for (const [month, change] of changed) {
			const size = (months[month] ?? 0) + change;
			if (size === 0) delete months[month];
			else months[month] = size;
		}
		return JSON.stringify(months);
	}
}

/** Parses a column that only this file writes. */
function parseMonths(json: string): Months {
	return JSON.parse(json);
}
