import { parseFeedPath } from "../feed/feed.ts";

/** A read of one of the site's feeds. */
export interface FeedRead {
	/** Name of a stored feed (`topics/ai`), or one of the two below. */
	feed: string;
	/**
	 * What an aggregator counts as a feed of its own, with its own number: a format. Selections, whose number is
	 * unlimited, share 64 buckets.
	 */
	variant: string;
}

/** Stands for all selections. */
export const SELECTIONS = "select";

/** Stands for all private feeds; their addresses are not stored. */
export const PRIVATE_FEEDS = "private";

const BUCKETS = 64;

const FEED = /\.(rss|atom|json)$/;

/**
 * The feed or selection at an address, public or private; null otherwise. Archives do not count: readers that fetch
 * archives also fetch the feed.
 */
export function feedReadAt(pathname: string, search: string): FeedRead | null {
	const format = FEED.exec(pathname)?.[1];
	if (format === undefined) return null;
	const path = pathname.replace(/^\/private\/[^/]+/, "");
	const query = path === `/select.${format}` ? search : languageQuery(path);
	const isSelection = query !== undefined;
	const name = isSelection ? SELECTIONS : parseFeedPath(path)?.name;
	if (name === undefined) return null;
	if (path !== pathname) return { feed: PRIVATE_FEEDS, variant: format };
	return { feed: name, variant: isSelection ? `heap ${bucketOf(query)}` : format };
}

/** The query that a short address stands for: `/languages/de.rss`. */
function languageQuery(path: string): string | undefined {
	const tag = /^\/languages\/([\w-]+)\.\w+$/.exec(path)?.[1];
	return tag === undefined ? undefined : `?lang=${tag}`;
}

function bucketOf(query: string): number {
	let sum = 0;
	for (let index = 0; index < query.length; index++) sum = (sum * 31 + query.charCodeAt(index)) | 0;
	return Math.abs(sum) % BUCKETS;
}
