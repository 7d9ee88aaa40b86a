import type { Context, MiddlewareHandler } from "hono";
import { findMove } from "../feed/moves.ts";
import { INDEX_KEY, MOVES_KEY } from "../publisher/keys.ts";
import type { App } from "./app-env.ts";
import { gone, notFound } from "./errors.ts";
import { meantFeed } from "./meant-feed.ts";
import { feedAtOldAddress } from "./old-addresses.ts";
import { redirect } from "./redirect.ts";

/** An address that nothing is at. */
interface Missing {
	/** The path in its canonical spelling; of a feed without what follows its name. */
	path: string;
	/** What follows the name of a feed: `.rss`. */
	suffix?: string;
	/** The cache tag of what may come to be there. */
	tag: string;
	/** Answers if the address does not lead elsewhere. */
	otherwise?: (c: Context<App>, tag: string) => Response;
}

/** So many feeds are offered to somebody who asked for one that is not there. */
const MOST_OFFERED = 5;

/**
 * Answers where nothing is: 301 or 308 to where it is now, as the author or the Publisher says, to the feed that other
 * programs have at that address, to the same address without its last slash, or to the feed that somebody means who writes
 * a name; 410 if it has ended; else 404, with the nearest feeds for people. It costs one more read of KV, and at the
 * address of a topic or provider a question to the Publisher, which is why it comes last.
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
	const url = new URL(c.req.url);
	const feed = feedAtOldAddress(url);
	if (feed !== null) return redirect(c, feed, 301, tags);
	if (otherwise) return otherwise(c, tags);
	const slashless = SLASH_AT_THE_END.exec(url.pathname)?.[1];
	if (slashless !== undefined) return withoutSlash(c, slashless + url.search, tags);
	// Programs, who ask again and again, are not offered anything.
	const meant = await meantFeed(c.env, moves, path, suffix === "" ? MOST_OFFERED : 0);
	if ("path" in meant) return redirect(c, meant.path + suffix, 301, `${tags},${INDEX_KEY}`);
	return notFound(c, tags, meant.near);
}

/** What begins with two slashes would lead to another host. */
const SLASH_AT_THE_END = /^(\/[^/].*?)\/+$/;

/** An article may come to be at the address with the slash: nobody is to be led away from it for long. */
function withoutSlash(c: Context<App>, location: string, tags: string): Response {
	const response = redirect(c, location, 301, tags);
	response.headers.set("Cache-Control", "public, max-age=60");
	return response;
}

/** Leads from the first page of another program, `/?feed=rss2`, to the feed. */
export const leadToFeed: MiddlewareHandler<App> = async (c, next) => {
	const feed = feedAtOldAddress(new URL(c.req.url));
	return feed === null ? next() : redirect(c, feed, 301, MOVES_KEY);
};
