import { monthOf, ordinalOf } from "./archive.ts";

/** The list of all feeds, as stored in KV. */
export interface Index {
	/** Sorted by name; the site's feed is named `feed`. */
	feeds: IndexedFeed[];
	/**
	 * Sorted by key. Absent if there are no authors, or if the list was written by a release that did not support
	 * authors.
	 */
	authors?: IndexedAuthor[] | undefined;
}

/** An author of public articles. */
export interface IndexedAuthor {
	/** Identifies the author in the address of the page: `ada` in `/authors/ada`. */
	key: string;
	/** The author's name. */
	title: string;
	/** Number of articles. */
	count: number;
	/** Publication time of the newest article, in milliseconds since 1970. */
	newest: number;
}

export interface IndexedFeed {
	name: string;
	/** The name of the topic or provider. For the site's feed, this is the site's title. */
	title: string;
	description?: string | undefined;
	/** Total number of articles. */
	count: number;
	/** Publication time of the newest article, in milliseconds since 1970; null if the feed has no articles. */
	newest: number | null;
	/** Recent activity; absent if there are no articles. */
	activity?: Activity | undefined;
}

/**
 * Number of articles per month (UTC), for at most twelve months. The last of these months is the month of the newest
 * article.
 */
export interface Activity {
	/** The first month, such as `2025-12`. */
	from: string;
	/** Number of articles in the first month and in each month after it. */
	counts: number[];
}

/** Maximum number of topics in the navigation bar. */
const IN_BAR = 10;

/**
 * Number of recent months that are taken into account: the topics with the most articles in these months are in the
 * navigation bar.
 */
const RECENT = 3;

/** The part of the feed list that every page shows. */
export interface Navigation {
	/** The topics with the most recent articles. */
	topics: { name: string; title: string }[];
	/** Total number of topics (`allTopics`) and of providers (`sources`). */
	allTopics: number;
	sources: number;
	/** The primary languages of the site's articles; absent if there is only one. */
	languages?: string[];
}

/** Returns the navigation of a site: its most active topics, and how many topics and providers there are in total. */
export function navigationOf(feeds: readonly IndexedFeed[]): Navigation {
	const since = ordinalOf(monthOf(newestIn(feeds))) - RECENT;
	const topics = feeds.filter(({ name, count }) => name.startsWith("topics/") && count > 0);
	const sources = feeds.filter(({ name, count }) => name.startsWith("providers/") && count > 0);
	const ranked = topics
		.map((feed) => ({ feed, recent: countSince(feed, since) }))
		.toSorted((one, other) => other.recent - one.recent || other.feed.count - one.feed.count);
	return {
		topics: ranked.slice(0, IN_BAR).map(({ feed: { name, title } }) => ({ name, title })),
		allTopics: topics.length,
		sources: sources.length,
	};
}

/** Counts the articles in the months after a given month. */
function countSince({ activity }: IndexedFeed, since: number): number {
	if (activity === undefined) return 0;
	const skipped = Math.max(0, since + 1 - ordinalOf(activity.from));
	return activity.counts.slice(skipped).reduce((sum, count) => sum + count, 0);
}

/** Returns the publication time of the newest article in these feeds. */
function newestIn(feeds: readonly IndexedFeed[]): number {
	return feeds.reduce((latest, { newest }) => Math.max(latest, newest ?? 0), 0);
}

/** Maximum length of a search text, in characters. */
const MAX_LENGTH = 100;

/** Finds feeds with names that contain all words of a text, ignoring case and accents. */
export function findFeeds(feeds: readonly IndexedFeed[], text: string): IndexedFeed[] {
	const words = plain(text.slice(0, MAX_LENGTH)).split(/\s+/);
	return feeds.filter(({ name, title }) => {
		const known = plain(`${title} ${name.slice(name.indexOf("/") + 1)}`);
		return words.every((word) => known.includes(word));
	});
}

function plain(text: string): string {
	return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}
