import { resolveLocals } from "../../article/resolve-locals.ts";
import { newestArchive } from "../../feed/archive.ts";
import {
	type Feed,
	feedPath,
	fitting,
	type PublishedArticle,
	privateName,
	privatePath,
	SITE_FEED,
} from "../../feed/feed.ts";
import type { Selection } from "../../feed/selection.ts";
import { linkWithin } from "../../renditions/xml.ts";
import { hasOwnHub } from "../../settings.ts";
import type { TablePrefix } from "../catalog/bylines.ts";
import { Bylines } from "../catalog/bylines.ts";
import type { Members } from "../catalog/members.ts";
import { newestOf } from "../catalog/newest-first.ts";
import { type Finder, type Range, Search } from "../catalog/search.ts";
import { SearchOrder } from "../catalog/search-order.ts";
import type { Files } from "../files/files.ts";
import type { References } from "../files/references.ts";
import { type FeedMetadata, feedHead, feedSubject, newestUpdate, type RenderContext, sizeOf } from "./stored-feed.ts";

/** The readers for whom a feed is rendered, and the means of accessing the content that they may read. */
export interface Audience {
	finder: Finder;
	article(path: string): PublishedArticle | undefined;
	/** The name that most articles use for a feed. */
	catalog: { label(feed: string): string | undefined };
	/** Whether a feed currently has articles. */
	has(feed: string): boolean;
	/** Returns an author's name, or undefined if the author has never had an article. */
	authorName(author: string): string | undefined;
	/** Returns a feed's name as it appears in the URL. */
	named(feed: string): string;
	/**
	 * Returns the page URL of a selection.
	 *
	 * @param query in canonical form
	 */
	pageOf(query: string): string;
	/**
	 * The hub that announces changes to selections. Undefined if the site uses an external hub, which is not notified of
	 * these changes.
	 */
	hub: string | undefined;
}

/** Returns the audience that may read public articles only. */
export function publicAudience(context: RenderContext): Audience {
	const { catalog, site } = context;
	return {
		finder: searchIn(context, ""),
		article: (path) => catalog.articleOf(path),
		catalog,
		has: (feed) => catalog.has(feed),
		authorName: (author) => new Bylines(context.sql, "").nameOf(author),
		named: (feed) => feed,
		pageOf: (query) => `${site.url}/select${query}`,
		hub: hasOwnHub(site) ? (site.hub ?? undefined) : undefined,
	};
}

function searchIn({ sql, meta, site }: RenderContext, audience: TablePrefix): Search {
	return new Search(sql, audience, site.language, new SearchOrder(sql, meta, audience).isComplete());
}

/**
 * Returns the audience that consists of a token's holder, who may read both public and members' articles.
 *
 * @param isOpen whether the token covers a feed; a members-only feed that it does not cover is treated as if it did not
 * exist
 */
export function memberAudience(
	context: MemberRenderContext,
	token: string,
	isOpen: (feed: string) => boolean,
): Audience {
	const { catalog, members, site } = context;
	const finders = (["", "members_"] as const).map((audience) => searchIn(context, audience));
	return {
		finder: {
			newest: (selection: Selection, range?: Range) => newestOf(finders.map((one) => one.newest(selection, range))),
			oldest: (selection, range) =>
				finders.flatMap((one) => one.oldest(selection, range) ?? []).sort((a, b) => a - b)[0],
			count(selection) {
				const all = finders.map((one) => one.count(selection));
				return { count: all.reduce((sum, { count }) => sum + count, 0), isMore: all.some(({ isMore }) => isMore) };
			},
		},
		article: (path) => {
			const article = catalog.articleOf(path) ?? members.articleOf(path);
			return article && shownPrivately(context, article, token);
		},
		catalog: {
			label: (feed) => (catalog.has(feed) || isOpen(feed) ? metadataOf(context).catalog.label(feed) : undefined),
		},
		has: (feed) => catalog.has(feed) || (isOpen(feed) && members.has(feed)),
		authorName: (author) => new Bylines(context.sql, "members_").nameOf(author),
		named: (feed) => privateName(token, feed),
		pageOf: () => `${site.url}${privatePath(token)}/`,
		hub: undefined,
	};
}

/** The data from which private feeds are rendered. */
export interface MemberRenderContext extends RenderContext {
	members: Members;
	references: References;
	files: Files;
}

/**
 * Returns a feed as a subscriber sees it, with both public and members' articles; undefined if the feed does not exist.
 */
export function privateFeedOf(context: MemberRenderContext, name: string, token: string): Feed | undefined {
	const { catalog, members, site } = context;
	if (!catalog.has(name) && !members.has(name)) return undefined;
	const head = feedHead(metadataOf(context), name);
	const size = sizeOf(head, site);
	const all = [catalog, members].flatMap((one) => one.articles(name, size));
	const newest = fitting(all.sort(byDate).slice(0, size));
	const articles = newest.map((article) => shownPrivately(context, article, token));
	return {
		...head,
		name: privateName(token, name),
		url: `${site.url}${privatePath(token)}/${name === SITE_FEED ? "" : `#${feedPath(name).slice(1)}`}`,
		updated: newestUpdate(context, articles),
		articles,
		archives: newestArchive(privateName(token, name), articles),
	};
}

/** Returns the title of a private feed, which is only its subject (without the site's title). */
export function privateTitle(context: MemberRenderContext, name: string): string {
	return name === SITE_FEED ? context.site.title : feedSubject(metadataOf(context), name);
}

/**
 * Returns the data for generating feed metadata for subscribers. Members-only feeds take their names from members'
 * articles.
 */
function metadataOf({ catalog, members, descriptions, site }: MemberRenderContext): FeedMetadata {
	return { descriptions, site, catalog: { label: (feed) => catalog.label(feed) ?? members.label(feed) } };
}

/**
 * Returns an article as a subscriber sees it: the URLs of its page, anchors and members' files contain the subscriber's
 * token. The guid is the same for everybody.
 */
export function shownPrivately(
	{ site, references }: MemberRenderContext,
	stored: PublishedArticle,
	token: string,
): PublishedArticle {
	if (stored.audience === undefined) return stored;
	const article = resolveLocals(stored, references.targetsOf(stored.path, site.url + privatePath(token)));
	const { link, address, html } = article;
	if (link !== site.url + address) return article;
	const own = site.url + privatePath(token) + address;
	// This uses a replacement function because `$&` has a special meaning in a replacement string, and permalinks may
	// contain it.
	return { ...article, link: own, html: html.replaceAll(linkWithin(link), () => linkWithin(own)) };
}

function byDate(a: PublishedArticle, b: PublishedArticle): number {
	return b.published - a.published || (b.appeared ?? 0) - (a.appeared ?? 0) || (a.guid < b.guid ? -1 : 1);
}
