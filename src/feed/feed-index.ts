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

/** Topics, and providers, shown on the home page; a search shows more. */
const SHOWN = 24;
const FOUND = 45;

/** What the home page shows of the list of feeds: the most recently active, or search results. */
export interface HomeSummary {
	/** Publication time of the newest article, in milliseconds since 1970; 0 if there is none. */
	newest: number;
	topics: FrontList;
	providers: FrontList;
}

interface FrontList {
	/** Total, and number of matches. */
	all: number;
	found: number;
	/** The matches shown, most recently active first. */
	shown: IndexedFeed[];
}

/** @param find search text; empty: all */
export function homeSummaryOf(feeds: readonly IndexedFeed[], find = ""): HomeSummary {
	const list = (kind: string): FrontList => {
		const all = feeds.filter(({ name }) => name.startsWith(`${kind}/`));
		const found = find === "" ? all : findFeeds(all, find);
		const shown = found.toSorted(byNewest).slice(0, find === "" ? SHOWN : FOUND);
		return { all: all.length, found: found.length, shown };
	};
	return { newest: newestIn(feeds), topics: list("topics"), providers: list("providers") };
}

/** Publication time of the newest article in any of these feeds. */
export function newestIn(feeds: readonly IndexedFeed[]): number {
	return feeds.reduce((latest, { newest }) => Math.max(latest, newest ?? 0), 0);
}

function byNewest(a: IndexedFeed, b: IndexedFeed): number {
	return (b.newest ?? 0) - (a.newest ?? 0);
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
