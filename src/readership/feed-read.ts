import { parseFeedPath } from "../feed/feed.ts";

/** What of the site was read. */
export interface FeedRead {
	/** The name of a stored feed (`topics/ai`), or one of the two below. */
	feed: string;
	/**
	 * What an aggregator has as a feed of its own, with its own number: a format. Of the selections, which are without number,
	 * those that fall into one of 64 heaps.
	 */
	variant: string;
}

/** All selections together. */
export const SELECTIONS = "select";

/** All private feeds together: nothing of their addresses is kept. */
export const PRIVATE_FEEDS = "private";

const BUCKETS = 64;

const FEED = /\.(rss|atom|json)$/;

/** What a path and its query name, if that is a feed or a selection, be it private. Not their archives: whoever reads those has the feed. */
export function feedReadAt(pathname: string, search: string): FeedRead | null {
	const format = FEED.exec(pathname)?.[1];
	if (format === undefined) return null;
	const path = pathname.replace(/^\/private\/[^/]+/, "");
	const isSelection = path === `/select.${format}`;
	const name = isSelection ? SELECTIONS : parseFeedPath(path)?.name;
	if (name === undefined) return null;
	if (path !== pathname) return { feed: PRIVATE_FEEDS, variant: format };
	return { feed: name, variant: isSelection ? `heap ${bucketOf(search)}` : format };
}

function bucketOf(query: string): number {
	let sum = 0;
	for (let index = 0; index < query.length; index++) sum = (sum * 31 + query.charCodeAt(index)) | 0;
	return Math.abs(sum) % BUCKETS;
}
