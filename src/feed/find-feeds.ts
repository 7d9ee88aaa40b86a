import type { IndexedFeed } from "./index-of-feeds.ts";

/** More than this nobody types to find a name, in characters. */
const LONGEST = 100;

/** The feeds whose name has all words of a text somewhere in it. Neither case nor accents matter. */
export function findFeeds(feeds: readonly IndexedFeed[], text: string): IndexedFeed[] {
	const words = plain(text.slice(0, LONGEST)).split(/\s+/);
	return feeds.filter(({ name, title }) => {
		const known = plain(`${title} ${name.slice(name.indexOf("/") + 1)}`);
		return words.every((word) => known.includes(word));
	});
}

function plain(text: string): string {
	return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}
