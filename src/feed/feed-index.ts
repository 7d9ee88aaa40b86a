import { monthOf, ordinalOf } from "./archive.ts";

/** The list of all feeds, as stored in KV. */
export interface Index {
	/** Ordered by name; the site's feed is `feed`. */
	feeds: IndexedFeed[];
	/** Ordered by key; absent: there are none, or an earlier release wrote the list. */
	authors?: IndexedAuthor[] | undefined;
}

/** An author of public articles. */
export interface IndexedAuthor {
	/** Of their page: `ada` in `/authors/ada`. */
	key: string;
	/** The name. */
	title: string;
	/** Number of articles. */
	count: number;
	/** Publication time of the newest, in milliseconds since 1970. */
	newest: number;
}

export interface IndexedFeed {
	name: string;
	/** Its subject: name of the topic or provider, title of the site. */
	title: string;
	description?: string | undefined;
	/** Total number of articles. */
	count: number;
	/** Publication time of the newest, in milliseconds since 1970; null if there is none. */
	newest: number | null;
	/** Recent activity; absent if there are no articles. */
	activity?: Activity | undefined;
}

/** Articles per month (UTC), up to the month of the newest: at most twelve months. */
export interface Activity {
	/** The first month: `2025-12`. */
	from: string;
	/** Counts of that and each following month. */
	counts: number[];
}

/** Topics in the bar of every page. */
const IN_BAR = 10;

/** Months that count for the bar. */
const RECENT = 3;

/** What every page offers of the list of feeds. */
export interface Navigation {
	/** The topics with most articles of late. */
	topics: { name: string; title: string }[];
	/** Number of all topics, and of sources. */
	allTopics: number;
	sources: number;
	/** The primary languages of its articles; absent if there is only one. */
	languages?: string[];
}

/** The most active topics; the others are counted. */
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

/** Articles in the months after one. */
function countSince({ activity }: IndexedFeed, since: number): number {
	if (activity === undefined) return 0;
	const skipped = Math.max(0, since + 1 - ordinalOf(activity.from));
	return activity.counts.slice(skipped).reduce((sum, count) => sum + count, 0);
}

/** Publication time of the newest article in any of these feeds. */
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
