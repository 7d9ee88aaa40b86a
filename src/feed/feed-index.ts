import { monthOf, ordinalOf } from "./archive.ts";

/** The list of all feeds, as stored in KV. */
export interface Index {
	/** Ordered by name; the site's feed is named `feed`. */
	feeds: IndexedFeed[];
	/** Ordered by key. Absent if there are none, or in lists written by an earlier release. */
	authors?: IndexedAuthor[] | undefined;
}

/** An author of public articles. */
export interface IndexedAuthor {
	/** The name in the page's address: `ada` in `/authors/ada`. */
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
	/** Name of the topic or provider; for the site's feed, the site's title. */
	title: string;
	description?: string | undefined;
	/** Total number of articles. */
	count: number;
	/** Publication time of the newest article, in milliseconds since 1970; null if there is none. */
	newest: number | null;
	/** Recent activity; absent if there are no articles. */
	activity?: Activity | undefined;
}

/** Articles per month (UTC), for at most twelve months up to the month of the newest article. */
export interface Activity {
	/** The first month: `2025-12`. */
	from: string;
	/** Number of articles in this and each following month. */
	counts: number[];
}

/** Maximum number of topics in the navigation bar. */
const IN_BAR = 10;

/** Number of recent months that decide which topics are in the navigation bar. */
const RECENT = 3;

/** The part of the list of feeds that every page shows. */
export interface Navigation {
	/** The topics with the most articles recently. */
	topics: { name: string; title: string }[];
	/** Total number of topics, and of providers. */
	allTopics: number;
	sources: number;
	/** The primary languages of the site's articles; absent if there is only one. */
	languages?: string[];
}

/** The navigation of a site: its most active topics, and how many others there are. */
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

/** Number of articles in the months after a given one. */
function countSince({ activity }: IndexedFeed, since: number): number {
	if (activity === undefined) return 0;
	const skipped = Math.max(0, since + 1 - ordinalOf(activity.from));
	return activity.counts.slice(skipped).reduce((sum, count) => sum + count, 0);
}

/** Publication time of the newest article in these feeds. */
function newestIn(feeds: readonly IndexedFeed[]): number {
	return feeds.reduce((latest, { newest }) => Math.max(latest, newest ?? 0), 0);
}

/** Maximum length of a search text. */
const MAX_LENGTH = 100;

/** Feeds whose names contain all words of a text, ignoring case and accents. */
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
