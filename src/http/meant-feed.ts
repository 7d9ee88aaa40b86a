import { slugOf } from "../article/slug.ts";
import { feedsByName } from "../feed/called.ts";
import { feedPath, parseFeedPath } from "../feed/feed.ts";
import { findMove } from "../feed/moves.ts";
import { readIndex } from "./feed-list.ts";

/**
 * The path of the topic or provider that somebody means who writes its name as people do: `/topics/First%20Steps`,
 * `/providers/The%20Gazette`. Null if the site has none of that name. It costs a read of KV.
 *
 * @param moves what has become of addresses, as `findMove` searches it
 * @param path of a feed, where nothing is
 */
export async function meantFeed(kv: KVNamespace, moves: string, path: string): Promise<string | null> {
	const name = parseFeedPath(path)?.name;
	const [, kind, text = ""] = /^(topics|providers)\/(.+)$/.exec(name ?? "") ?? [];
	if (kind !== "topics" && kind !== "providers") return null;
	const slug = feedPath(`${kind}/${slugOf(text)}`);
	if (findMove(moves, slug) !== null) return slug;
	const meant = feedsByName((await readIndex(kv))?.index.feeds ?? [])(kind, text);
	// What is listed already, and not yet written, is where it is.
	return meant === undefined || feedPath(meant) === path ? null : feedPath(meant);
}
