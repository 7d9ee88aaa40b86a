import { slugOf } from "../article/slug.ts";
import { feedPath, parseFeedPath } from "../feed/feed.ts";
import { findMove } from "../feed/moves.ts";
import type { NearFeed } from "../publisher/resolve-selection.ts";
import { publisherOf } from "../publisher/stub.ts";

/**
 * The path of the topic or provider that somebody means who writes its name as people do: `/topics/First%20Steps`,
 * `/providers/The%20Gazette`. If the site has none of that name, those that are most like it. What is no address of a topic
 * or provider means none, and asks nobody.
 *
 * @param moves what has become of addresses, as `findMove` searches it
 * @param path of a feed, where nothing is
 * @param count so many that are like it at most
 */
export async function meantFeed(
	env: Cloudflare.Env,
	moves: string,
	path: string,
	count: number,
): Promise<{ path: string } | { near: readonly NearFeed[] }> {
	const name = parseFeedPath(path)?.name;
	const [, kind, text = ""] = /^(topics|providers)\/(.+)$/.exec(name ?? "") ?? [];
	if (kind !== "topics" && kind !== "providers") return { near: [] };
	const slug = feedPath(`${kind}/${slugOf(text)}`);
	if (findMove(moves, slug) !== null) return { path: slug };
	const meant = await publisherOf(env).library().meant(kind, text, count);
	if ("near" in meant) return meant;
	// What is there already, and not yet written, is where it is.
	return feedPath(meant.feed) === path ? { near: [] } : { path: feedPath(meant.feed) };
}
