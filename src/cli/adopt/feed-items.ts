import type { IsOwnHost } from "../feeds/own-hosts.ts";
import type { FeedItem } from "../feeds/whole-feed.ts";

/** Returns the name that messages use for an item: its title or, without one, its link or id. */
export function titleOf({ title, link, id }: FeedItem): string {
	return title === "" ? link || id : `“${title}”`;
}

/** Returns the string by which feed readers recognize an item: its id or, without one, its link. */
export function idOf({ id, link }: FeedItem): string {
	return id || link;
}

/** Returns the path of an item's page on the old site; undefined if its link leads elsewhere or has a query. */
export function pathOf({ link }: FeedItem, isOwnHost: IsOwnHost): string | undefined {
	const url = URL.parse(link);
	return url !== null && isOwnHost(url) && url.search === "" ? url.pathname : undefined;
}

/** Whether two paths are equal, ignoring differences in percent-encoding. */
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
