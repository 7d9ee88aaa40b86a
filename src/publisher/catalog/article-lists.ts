import type { Article } from "../../article/article.ts";
import { SITE_FEED } from "../../feed/feed.ts";
import { ALL_ARTICLES, collectionOf, type Membership } from "../../feed/taxonomy.ts";

/** Name of the list of articles whose page is on this site. */
export const OWN_PAGES = "pages";

/** Name of the list of site pages, such as an imprint. */
export const SITE_PAGES = "site pages";

/**
 * Returns the name of the list of articles that belong to both a collection and a feed (a topic's feed or the site's
 * feed).
 */
export function listName(collection: string, feed: string): string {
	return `${collection}:${feed}`;
}

/** Returns the names of the lists that contain an article. */
export function listsOf(article: Article, memberships: readonly Membership[], siteUrl: string): string[] {
	const { category } = article;
	const collection = category === undefined ? ALL_ARTICLES : collectionOf(category);
	const feeds = memberships.map(({ feed }) => feed).filter((feed) => feed === SITE_FEED || feed.startsWith("topics/"));
	const lists = collection === ALL_ARTICLES ? [] : feeds.map((feed) => listName(collection, feed));
	if (article.link === siteUrl + article.address) lists.push(OWN_PAGES);
	if (article.page) lists.push(SITE_PAGES);
	return lists;
}

/** Adds an article to the lists that it belongs to, and removes it from all other lists. */
export function keepInLists(
	sql: SqlStorage,
	{ path, published }: Pick<Article, "path" | "published">,
	guid: string,
	lists: readonly string[],
	appeared: number | null,
): void {
	const old = sql
		.exec<{ list: string; published: number; guid: string }>(
			"SELECT list, published, guid FROM listing WHERE path = ?",
			path,
		)
		.toArray();
	const isSame = (one: (typeof old)[number]) => {
		return lists.includes(one.list) && one.published === published && one.guid === guid;
	};
	if (old.length === lists.length && old.every(isSame)) return;
	removeFromLists(sql, path);
	for (const list of lists) {
		sql.exec(
			"INSERT INTO listing (list, published, guid, path, appeared) VALUES (?, ?, ?, ?, ?)",
			...[list, published, guid, path, appeared],
		);
	}
}

/** Whether the article from a source is a site page, such as an imprint. */
export function isSitePage(sql: SqlStorage, path: string): boolean {
	const rows = sql.exec("SELECT 1 FROM listing WHERE path = ? AND list = ?", path, SITE_PAGES);
	return rows.toArray().length > 0;
}

/** Removes an article from all lists. */
export function removeFromLists(sql: SqlStorage, path: string): void {
	sql.exec("DELETE FROM listing WHERE path = ?", path);
}
