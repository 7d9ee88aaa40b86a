import { parseFeedPath } from "../feed/feed.ts";

/** A request for one of the site's feeds. */
export interface FeedRead {
	/** The name of a stored feed (such as `topics/ai`), `SELECTIONS` or `PRIVATE_FEEDS`. */
	feed: string;
	/**
	 * The feed's format. Formats are distinguished because aggregators treat each one as a separate feed with its own
	 * number of subscribers. For selections, whose number is unlimited, one of 64 buckets.
	 */
	variant: string;
}

/** The feed name under which all selections are counted. */
export const SELECTIONS = "select";

/** The feed name under which all private feeds are counted, so that their secret addresses are not stored. */
export const PRIVATE_FEEDS = "private";

const BUCKETS = 64;

const FEED = /\.(rss|atom|json)$/;

/**
 * Returns the feed or selection at an address, public or private; null for other addresses. Requests for archives are
 * not counted, because readers that fetch archives also fetch the feed.
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

/** Returns the query that a short address such as `/languages/de.rss` stands for. */
function languageQuery(path: string): string | undefined {
	const tag = /^\/languages\/([\w-]+)\.\w+$/.exec(path)?.[1];
	return tag === undefined ? undefined : `?lang=${tag}`;
}

function bucketOf(query: string): number {
	let sum = 0;
	for (let index = 0; index < query.length; index++) sum = (sum * 31 + query.charCodeAt(index)) | 0;
	return Math.abs(sum) % BUCKETS;
}
