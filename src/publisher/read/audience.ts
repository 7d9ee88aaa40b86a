import { resolveLocals } from "../../article/resolve-locals.ts";
import { newestArchive } from "../../feed/archive.ts";
import {
	FEED_BYTES,
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

/** Who a feed is made for, and what they may see. */
export interface Audience {
	finder: Finder;
	article(path: string): PublishedArticle | undefined;
	/** The name that most articles use for a feed. */
	catalog: { label(feed: string): string | undefined };
	/** Whether a feed has articles now. */
	has(feed: string): boolean;
	/** The name of an author; undefined if they never had an article. */
	authorName(author: string): string | undefined;
	/** A feed's name as it is in the URL. */
	named(feed: string): string;
	/**
	 * The page of a selection.
	 *
	 * @param query in canonical form
	 */
	pageOf(query: string): string;
	/**
	 * The hub for subscribing to selections. Undefined for external hubs, which do not learn of changes to selections.
	 */
	hub: string | undefined;
}

/** The audience that sees public articles only. */
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
 * The audience of a token's holder: public and members' articles.
 *
 * @param isOpen whether the token covers a feed; members-only feeds it does not cover do not exist for its holder
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

/** The data that private feeds are rendered from. */
export interface MemberRenderContext extends RenderContext {
	members: Members;
	references: References;
	files: Files;
}

/** A feed as a subscriber sees it, with public and members' articles; undefined if there is no such feed. */
export function privateFeedOf(context: MemberRenderContext, name: string, token: string): Feed | undefined {
	const { catalog, members, site } = context;
	if (!catalog.has(name) && !members.has(name)) return undefined;
	const head = feedHead(metadataOf(context), name);
	const size = sizeOf(head, site);
	const all = [catalog, members].flatMap((one) => one.articles(name, size, FEED_BYTES));
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

/** The title of a private feed: its subject. */
export function privateTitle(context: MemberRenderContext, name: string): string {
	return name === SITE_FEED ? context.site.title : feedSubject(metadataOf(context), name);
}

/** Feed metadata in which members-only feeds take their names from members' articles. */
function metadataOf({ catalog, members, descriptions, site }: MemberRenderContext): FeedMetadata {
	return { descriptions, site, catalog: { label: (feed) => catalog.label(feed) ?? members.label(feed) } };
}

/**
 * An article as a subscriber sees it: its page, anchors and members' files have addresses below the subscriber's own.
 * The guid is the same for everybody.
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
	// Pass a function: in a replacement string, `$&` has a special meaning, and permalinks may contain it.
	return { ...article, link: own, html: html.replaceAll(linkWithin(link), () => linkWithin(own)) };
}

function byDate(a: PublishedArticle, b: PublishedArticle): number {
	return b.published - a.published || (b.appeared ?? 0) - (a.appeared ?? 0) || (a.guid < b.guid ? -1 : 1);
}
