import type { PublishedArticle } from "../feed/feed.ts";
import { privateName, privatePath } from "../feed/private.ts";
import type { Selection } from "../feed/selection.ts";
import { hasOwnHub } from "../settings.ts";
import { mastheadOf, type PrivatePress, shownPrivately } from "./private-feed.ts";
import { type Finder, newestOf, type Range, Search } from "./search.ts";
import type { Press } from "./stored-feed.ts";

/** Through whose eyes feeds are made. */
export interface View {
	finder: Finder;
	article(path: string): PublishedArticle | undefined;
	/** What a feed is called by most of its articles. */
	catalog: { label(feed: string): string | undefined };
	/** Whether a feed has articles now. */
	has(feed: string): boolean;
	/** The name of a feed as its URL has it. */
	named(feed: string): string;
	/** The page that goes with a selection, by its canonical query. */
	pageOf(query: string): string;
	/** The hub at which selections can be subscribed to: another's is not told when one changes. */
	hub: string | undefined;
}

/** What everybody sees. */
export function publicView({ sql, catalog, site }: Press): View {
	return {
		finder: new Search(sql, "", site.language),
		article: (path) => catalog.articleOf(path),
		catalog,
		has: (feed) => catalog.has(feed),
		named: (feed) => feed,
		pageOf: (query) => `${site.url}/select${query}`,
		hub: hasOwnHub(site) ? (site.hub ?? undefined) : undefined,
	};
}

/**
 * What the holder of a token sees: what everybody does, and what is for members.
 *
 * @param isOpen whether the token opens a feed: those of members alone that it does not open are not there
 */
export function privateView(press: PrivatePress, token: string, isOpen: (feed: string) => boolean): View {
	const { sql, catalog, members, site } = press;
	const finders = (["", "members_"] as const).map((audience) => new Search(sql, audience, site.language));
	return {
		finder: {
			newest: (selection: Selection, range?: Range) => newestOf(finders.map((one) => one.newest(selection, range))),
			oldest: (selection, range) =>
				finders.flatMap((one) => one.oldest(selection, range) ?? []).sort((a, b) => a - b)[0],
		},
		article: (path) => {
			const article = catalog.articleOf(path) ?? members.articleOf(path);
			return article && shownPrivately(article, site, token);
		},
		catalog: {
			label: (feed) => (catalog.has(feed) || isOpen(feed) ? mastheadOf(press).catalog.label(feed) : undefined),
		},
		has: (feed) => catalog.has(feed) || (isOpen(feed) && members.has(feed)),
		named: (feed) => privateName(token, feed),
		pageOf: () => `${site.url}${privatePath(token)}/`,
		hub: undefined,
	};
}
