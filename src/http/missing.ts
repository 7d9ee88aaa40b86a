import type { Context, MiddlewareHandler } from "hono";
import { findMove } from "../feed/moves.ts";
import { INDEX_KEY, MOVES_KEY } from "../publisher/keys.ts";
import type { App } from "./app-env.ts";
import { tagged } from "./edge.ts";
import { gone, notFound } from "./errors.ts";
import { meantFeed } from "./meant-feed.ts";
import { nearFeeds } from "./near-feeds.ts";
import { feedAtOldAddress } from "./old-addresses.ts";

/** An address that nothing is at. */
interface Missing {
	/** The path in its canonical spelling; of a feed without what follows its name. */
	path: string;
	/** What follows the name of a feed: `.rss`. */
	suffix?: string;
	/** The cache tag of what may come to be there. */
	tag: string;
	/** Answers if nothing is known of the address; 404 if it is not given, with the nearest feeds. */
	otherwise?: (c: Context<App>, tag: string) => Response;
}

/**
 * Answers where nothing is: 301 or 308 to where it is now, as the author or the Publisher says, or to the feed that other
 * programs have at that address; 410 if it has ended; else 404. It costs one more read of KV, which is why it comes last.
 */
export async function missing(c: Context<App>, { path, suffix = "", tag, otherwise }: Missing): Promise<Response> {
	const tags = `${tag},${MOVES_KEY}`;
	const moves = (await c.env.KV.get(MOVES_KEY)) ?? "";
	const move = findMove(moves, path);
	if (move?.status === 410) {
		return gone(c, "This feed has ended. The others are listed on the first page of this site.", tags);
	}
	// What follows a feed's name follows the name that it has now; an author's own address is taken as it is.
	if (move) return redirect(c, move.status === 301 ? move.to : move.to + suffix, move.status, tags);
	const feed = feedAtOldAddress(new URL(c.req.url));
	if (feed !== null) return redirect(c, feed, 301, tags);
	const meant = await meantFeed(c.env.KV, moves, path);
	if (meant !== null) return redirect(c, meant + suffix, 301, `${tags},${INDEX_KEY}`);
	if (otherwise) return otherwise(c, tags);
	return notFound(c, tags, suffix === "" ? await nearFeeds(c.env.KV, path) : []);
}

/** Leads from the first page of another program, `/?feed=rss2`, to the feed. */
export const leadToFeed: MiddlewareHandler<App> = async (c, next) => {
	const feed = feedAtOldAddress(new URL(c.req.url));
	return feed === null ? next() : redirect(c, feed, 301, MOVES_KEY);
};

function redirect(c: Context<App>, to: string, status: 301 | 308, tag: string): Response {
	const headers = new Headers({
		Location: to,
		"Cache-Control": "public, max-age=3600",
		"Access-Control-Allow-Origin": "*",
	});
	tagged(headers, c.req.raw, tag);
	return new Response(null, { status, headers });
}
