import { parseFeedPath } from "../feed/feed.ts";
import type { IndexedFeed } from "../feed/index-of-feeds.ts";
import { nearest } from "../feed/nearest.ts";
import { readIndex } from "./feed-list.ts";

/** So many feeds are offered to somebody who asked for one that is not there. */
const MOST_OFFERED = 5;

/** Of more feeds than this only the largest are compared with what was asked for. */
const MOST_COMPARED = 1000;

/**
 * The topics or providers that are most like one that is not there, the nearest first; none if the path is of neither. One
 * read of KV.
 *
 * @param path of a feed, such as `/topics/clmate`
 */
export async function nearFeeds(kv: KVNamespace, path: string): Promise<IndexedFeed[]> {
	const [kind = "", asked] = parseFeedPath(path)?.name.split("/") ?? [];
	if (asked === undefined) return [];
	const feeds = (await readIndex(kv))?.index.feeds.filter(({ name }) => name.startsWith(`${kind}/`)) ?? [];
	const known = new Map(
		feeds
			.toSorted((a, b) => b.count - a.count)
			.slice(0, MOST_COMPARED)
			.map((feed) => [feed.name.slice(kind.length + 1), feed]),
	);
	return nearest(asked, [...known.keys()], MOST_OFFERED).flatMap((name) => known.get(name) ?? []);
}
