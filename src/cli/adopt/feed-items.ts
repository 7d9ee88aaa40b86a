import type { IsOwnHost } from "../feeds/own-hosts.ts";
import type { FeedItem } from "../feeds/whole-feed.ts";

/** The name of an item in messages. */
export function titleOf({ title, link, id }: FeedItem): string {
	return title === "" ? link || id : `“${title}”`;
}

/** The id by which feed readers recognize an item. Without an id they use its link. */
export function idOf({ id, link }: FeedItem): string {
	return id || link;
}

/** The path of an item's page on the old site; undefined if it links elsewhere. */
export function pathOf({ link }: FeedItem, isOwnHost: IsOwnHost): string | undefined {
	const url = URL.parse(link);
	return url !== null && isOwnHost(url) && url.search === "" ? url.pathname : undefined;
}

/** Whether two paths are the same apart from their escapes. */
export function samePath(one: string | undefined, other: string | undefined): boolean {
	return one !== undefined && other !== undefined && decoded(one) === decoded(other);
}

function decoded(path: string): string {
	try {
		return decodeURIComponent(path);
	} catch {
		return path;
	}
}
