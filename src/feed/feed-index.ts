/** The list of all feeds, as it is kept in KV. */
export interface Index {
	/** In the order of names; the feed of the whole site is `feed`. */
	feeds: IndexedFeed[];
}

export interface IndexedFeed {
	name: string;
	/** What it is about: the name of the topic or provider, the title of the site. */
	title: string;
	description?: string | undefined;
	/** How many articles it has in all. */
	count: number;
	/** When the newest was published, in milliseconds since 1970; null if there is none. */
	newest: number | null;
	/** How much was published lately; absent if nothing ever was. */
	activity?: Activity | undefined;
}

/** How many articles there are of each month (UTC), up to that of the newest article: twelve at most. */
export interface Activity {
	/** The first of the months: `2025-12`. */
	from: string;
	/** Of this and each following month. */
	counts: number[];
}

/** So many topics, and so many providers, are on the first page; more where they are what was asked for. */
const SHOWN = 24;
const FOUND = 45;

/** What the first page shows of the list of feeds: those in which something was published last, or that are called so. */
export interface HomeSummary {
	/** When the newest article of all was published, in milliseconds since 1970; 0 if there is none. */
	newest: number;
	topics: FrontList;
	providers: FrontList;
}

interface FrontList {
	/** How many there are, and how many of them are called like what is looked for. */
	all: number;
	found: number;
	/** Of these as many as are on the page, first those in which something was published last. */
	shown: IndexedFeed[];
}

/** @param find what they are to be called; empty: all of them */
export function homeSummaryOf(feeds: readonly IndexedFeed[], find = ""): HomeSummary {
	const list = (kind: string): FrontList => {
		const all = feeds.filter(({ name }) => name.startsWith(`${kind}/`));
		const found = find === "" ? all : findFeeds(all, find);
		const shown = found.toSorted(byNewest).slice(0, find === "" ? SHOWN : FOUND);
		return { all: all.length, found: found.length, shown };
	};
	return { newest: newestIn(feeds), topics: list("topics"), providers: list("providers") };
}

/** When something was last published in any of the feeds. */
export function newestIn(feeds: readonly IndexedFeed[]): number {
	return feeds.reduce((latest, { newest }) => Math.max(latest, newest ?? 0), 0);
}

function byNewest(a: IndexedFeed, b: IndexedFeed): number {
	return (b.newest ?? 0) - (a.newest ?? 0);
}

/** More than this nobody types to find a name, in characters. */
const MAX_LENGTH = 100;

/** The feeds whose name has all words of a text somewhere in it. Neither case nor accents matter. */
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
