import { type Kind, spellings } from "../../feed/feed-names.ts";
import { fold } from "../../feed/selection.ts";
import type { Membership } from "../../feed/taxonomy.ts";

/**
 * The topic and provider names that articles use, and how many articles use each name. A name that cannot be derived
 * from the feed's URL is kept forever, because people keep searching for a feed by its old name.
 */
export class FeedLabels {
	readonly #sql: SqlStorage;
	readonly #changes = new Map<string, number>();

	constructor(sql: SqlStorage) {
		this.#sql = sql;
	}

	/** Adds search keys to names that were stored by a release without search keys. */
	fill(): void {
		if (this.#sql.exec("SELECT 1 FROM label WHERE key IS NOT NULL LIMIT 1").toArray().length > 0) return;
		const labels = this.#sql.exec<{ feed: string; label: string }>("SELECT feed, label FROM label").toArray();
		for (const { feed, label } of labels) {
			const key = keyOf(feed, label);
			if (key === null) continue;
			this.#sql.exec("UPDATE label SET key = ? WHERE feed = ? AND label = ?", key, feed, label);
		}
	}

	/** Records that an article uses this name for a feed (1) or no longer uses it (-1). */
	count({ feed, label }: Membership, change: 1 | -1): void {
		const row = JSON.stringify([feed, label, keyOf(feed, label)]);
		this.#changes.set(row, (this.#changes.get(row) ?? 0) + change);
	}

	/** Stores the collected changes near the end of a transaction: one row per name, however many articles changed. */
	note(): void {
		const changes = [...this.#changes].filter(([, change]) => change !== 0);
		this.forget();
		if (changes.length === 0) return;
		const rows = `[${changes.map(([row, change]) => `${row.slice(0, -1)},${change}]`).join(",")}]`;
		this.#sql.exec(
			`INSERT INTO label (feed, label, key, size) SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3
			FROM json_each(?) WHERE true ON CONFLICT DO UPDATE SET size = size + excluded.size`,
			rows,
		);
		this.#sql.exec(
			`DELETE FROM label WHERE size = 0 AND key IS NULL
			AND (feed, label) IN (SELECT value ->> 0, value ->> 1 FROM json_each(?))`,
			rows,
		);
	}

	/** Discards the collected changes after a rollback. */
	forget(): void {
		this.#changes.clear();
	}

	/**
	 * Returns the feed for which the most articles currently use this name. If no article uses the name, returns a feed
	 * that had it in the past, or undefined if there is none.
	 *
	 * @param title as returned by `fold`
	 */
	findFeedByName(kind: Kind, title: string): string | undefined {
		return this.#sql
			.exec<{ feed: string }>(
				"SELECT feed FROM label WHERE key = ? ORDER BY size DESC, feed LIMIT 1",
				`${kind}/${title}`,
			)
			.toArray()[0]?.feed;
	}
}

/** Returns the key for finding a feed by this name, or null if the name already leads to the feed's URL. */
function keyOf(feed: string, label: string): string | null {
	const kind = kindOf(feed);
	if (kind === null) return null;
	const title = fold(label);
	return spellings(kind, title).includes(feed) ? null : `${kind}/${title}`;
}

function kindOf(feed: string): Kind | null {
	if (feed.startsWith("topics/")) return "topics";
	return feed.startsWith("providers/") ? "providers" : null;
}
