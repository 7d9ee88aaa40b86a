import type { Article } from "../../article/article.ts";
import { monthOf, ordinalOf } from "../../feed/archive.ts";
import { SITE_FEED } from "../../feed/feed.ts";
import type { Activity } from "../../feed/feed-index.ts";
import { type Kind, spellings } from "../../feed/feed-names.ts";
import { fold } from "../../feed/selection.ts";
import { ALL_ARTICLES, collectionOf, type Membership } from "../../feed/taxonomy.ts";

/** Number of months shown as a feed's recent activity. */
const LATEST = 12;

/**
 * Adds an article to the count of its month (UTC).
 *
 * @param published in milliseconds since 1970
 */
export function countIn(sql: SqlStorage, feed: string, published: number): void {
	sql.exec(
		"INSERT INTO month VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET size = size + 1",
		...[feed, monthOf(published)],
	);
}

/** Removes an article from the count of its month. */
export function countOut(sql: SqlStorage, feed: string, published: number): void {
	const month = monthOf(published);
	sql.exec("UPDATE month SET size = size - 1 WHERE feed = ? AND month = ?", feed, month);
	sql.exec("DELETE FROM month WHERE feed = ? AND month = ? AND size = 0", feed, month);
}

/** Number of articles per month (UTC), newest first; months without articles are left out. */
export function monthsOf(sql: SqlStorage, feed: string): Record<string, number> {
	return Object.fromEntries(read(sql, feed, -1).map(({ month, size }) => [month, size]));
}

/**
 * Number of articles in each of a feed's latest twelve months, including zeros. The last month is the one of its newest
 * article, whatever the time is now.
 */
export function activityOf(sql: SqlStorage, feed: string): Activity | undefined {
	const rows = read(sql, feed, LATEST);
	const [newest] = rows;
	if (!newest) return undefined;
	const last = ordinalOf(newest.month);
	const latest = rows.filter(({ month }) => last - ordinalOf(month) < LATEST);
	const from = latest.at(-1)?.month ?? newest.month;
	const counts = Array<number>(last - ordinalOf(from) + 1).fill(0);
	for (const { month, size } of latest) counts[ordinalOf(month) - ordinalOf(from)] = size;
	return { from, counts };
}

function read(sql: SqlStorage, feed: string, limit: number): { month: string; size: number }[] {
	return sql
		.exec<{ month: string; size: number }>(
			"SELECT month, size FROM month WHERE feed = ? ORDER BY month DESC LIMIT ?",
			...[feed, limit],
		)
		.toArray();
}

/** Name of the list of articles that have a page on this site. */
export const OWN_PAGES = "pages";

/** Name of the list of site pages, such as an imprint. */
export const SITE_PAGES = "site pages";

/** Name of the list of a collection's articles, in a topic's feed or the site's. */
export function listName(collection: string, feed: string): string {
	return `${collection}:${feed}`;
}

/** Adds a newly published article to its lists. */
export function addToLists(
	sql: SqlStorage,
	article: Article,
	guid: string,
	memberships: readonly Membership[],
	siteUrl: string,
	appeared: number | null,
): void {
	const { path, published, category } = article;
	const collection = category === undefined ? ALL_ARTICLES : collectionOf(category);
	const feeds = memberships.map(({ feed }) => feed).filter((feed) => feed === SITE_FEED || feed.startsWith("topics/"));
	const lists = collection === ALL_ARTICLES ? [] : feeds.map((feed) => listName(collection, feed));
	if (article.link === siteUrl + article.address) lists.push(OWN_PAGES);
	if (article.page) lists.push(SITE_PAGES);
	for (const list of lists) {
		sql.exec("INSERT INTO listing VALUES (?, ?, ?, ?, ?)", list, published, guid, path, appeared);
	}
}

/** Whether a source is a site page, such as an imprint. */
export function isSitePage(sql: SqlStorage, path: string): boolean {
	const rows = sql.exec("SELECT 1 FROM listing WHERE path = ? AND list = ?", path, SITE_PAGES);
	return rows.toArray().length > 0;
}

/** Removes an article from all lists. */
export function removeFromLists(sql: SqlStorage, path: string): void {
	sql.exec("DELETE FROM listing WHERE path = ?", path);
}

/**
 * The names that articles use for their topics and providers, and how many articles use each. A name that differs from
 * the address is kept forever: people keep searching for a feed by its old name.
 */
export class FeedLabels {
	readonly #sql: SqlStorage;

	constructor(sql: SqlStorage) {
		this.#sql = sql;
	}

	/** Fills in search keys for names stored by an earlier release. */
	fill(): void {
		if (this.#sql.exec("SELECT 1 FROM label WHERE key IS NOT NULL LIMIT 1").toArray().length > 0) return;
		const labels = this.#sql.exec<{ feed: string; label: string }>("SELECT feed, label FROM label").toArray();
		for (const { feed, label } of labels) {
			const key = keyOf(feed, label);
			if (key === null) continue;
			this.#sql.exec("UPDATE label SET key = ? WHERE feed = ? AND label = ?", key, feed, label);
		}
	}

	/** Counts an article that uses this name for a feed. */
	add(feed: string, label: string): void {
		this.#sql.exec(
			"INSERT INTO label VALUES (?, ?, 1, ?) ON CONFLICT DO UPDATE SET size = size + 1",
			...[feed, label, keyOf(feed, label)],
		);
	}

	/** Removes an article from the count. */
	remove(feed: string, label: string): void {
		this.#sql.exec("UPDATE label SET size = size - 1 WHERE feed = ? AND label = ?", feed, label);
		this.#sql.exec("DELETE FROM label WHERE feed = ? AND label = ? AND size = 0 AND key IS NULL", feed, label);
	}

	/**
	 * The feed that most articles call by this name now, otherwise one that had this name in the past; undefined if there
	 * is none.
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

/** The key under which people find a feed by this name; null if the feed's address already matches the name. */
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
