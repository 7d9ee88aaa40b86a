import type { Article } from "../article/article.ts";
import { ALL_ARTICLES, collectionOf } from "../feed/collection.ts";
import { SITE_FEED } from "../feed/feed.ts";
import type { Membership } from "../feed/membership.ts";

/** The list of the articles whose pages are their own. */
export const OWN_PAGES = "pages";

/** The list of a collection's articles; in a topic's feed, or in the site's. */
export function listName(collection: string, feed: string): string {
	return `${collection}:${feed}`;
}

/** Puts an article that becomes public into the lists that it belongs to. */
export function enlist(
	sql: SqlStorage,
	article: Article,
	guid: string,
	memberships: readonly Membership[],
	siteUrl: string,
): void {
	const { path, published, category } = article;
	const collection = category === undefined ? ALL_ARTICLES : collectionOf(category);
	const feeds = memberships.map(({ feed }) => feed).filter((feed) => feed === SITE_FEED || feed.startsWith("topics/"));
	const lists = collection === ALL_ARTICLES ? [] : feeds.map((feed) => listName(collection, feed));
	if (article.link === siteUrl + article.address) lists.push(OWN_PAGES);
	for (const list of lists) sql.exec("INSERT INTO listing VALUES (?, ?, ?, ?)", list, published, guid, path);
}

/** Takes an article out of all lists. */
export function delist(sql: SqlStorage, path: string): void {
	sql.exec("DELETE FROM listing WHERE path = ?", path);
}
