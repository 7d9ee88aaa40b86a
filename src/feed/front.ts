import { findFeeds } from "./find-feeds.ts";
import type { IndexedFeed } from "./index-of-feeds.ts";

/** So many topics, and so many providers, are on the first page; more where they are what was asked for. */
const SHOWN = 24;
const FOUND = 45;

/** What the first page shows of the list of feeds: those in which something was published last, or that are called so. */
export interface Front {
	/** When the newest article of all was published, in milliseconds since 1970; 0 if there is none. */
	newest: number;
	topics: FrontList;
	providers: FrontList;
}

export interface FrontList {
	/** How many there are, and how many of them are called like what is looked for. */
	all: number;
	found: number;
	/** Of these as many as are on the page, first those in which something was published last. */
	shown: IndexedFeed[];
}

/** @param find what they are to be called; empty: all of them */
export function frontOf(feeds: readonly IndexedFeed[], find = ""): Front {
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
