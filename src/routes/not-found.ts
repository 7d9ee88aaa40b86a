import type { Context, MiddlewareHandler } from "hono";
import { slugOf } from "../article/slug.ts";
import { type Format, feedPath, parseFeedPath, SITE_FEED } from "../feed/feed.ts";
import type { NearFeed } from "../feed/feed-names.ts";
import { findRedirect } from "../feed/redirects.ts";
import type { App } from "../http/context.ts";
import { gone, notFound } from "../http/errors.ts";
import { refuseMade } from "../http/rate-limit.ts";
import { redirect } from "../http/respond.ts";
import { INDEX_KEY, REDIRECTS_KEY } from "../publisher/kv-keys.ts";
import { answered } from "../publisher/read/reader-queue.ts";
import { publisherOf } from "../publisher/stub.ts";

/** An address that nothing is at. */
interface MissingFeed {
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
const MAX_OFFERED = 5;

/**
 * Answers where nothing is: 301 or 308 to where it is now, as the author or the Publisher says, to the feed that other
 * programs have at that address, to the same address without its last slash, or to the feed that somebody means who writes
 * a name; 410 if it has ended; else 404, with the nearest feeds for people. It costs one more read of KV, and at the
 * address of a topic or provider a question to the Publisher, which is why it comes last.
 */
export async function feedNotFound(
	c: Context<App>,
	{ path, suffix = "", tag, otherwise }: MissingFeed,
): Promise<Response> {
	const tags = `${tag},${REDIRECTS_KEY}`;
	const moves = (await c.env.KV.get(REDIRECTS_KEY)) ?? "";
	const move = findRedirect(moves, path);
	if (move?.status === 410) {
		return gone(c, "This feed has ended. The others are listed on the first page of this site.", tags);
	}
	// What follows a feed's name follows the name that it has now; an author's own address is taken as it is.
	if (move) return redirect(c, move.status === 301 ? move.to : move.to + suffix, move.status, tags);
	const url = new URL(c.req.url);
	const feed = feedAtOldAddress(url);
	if (feed !== null) return redirect(c, feed, 301, tags);
	if (otherwise) return otherwise(c, tags);
	const slashless = slashlessPath(url.pathname);
	if (slashless !== null) return withoutSlash(c, slashless + url.search, tags);
	const refused = await refuseMade(c);
	if (refused) return refused;
	// Programs, who ask again and again, are not offered anything.
	const meant = await meantFeed(c.env, moves, path, suffix === "" ? MAX_OFFERED : 0);
	if ("path" in meant) return redirect(c, meant.path + suffix, 301, `${tags},${INDEX_KEY}`);
	return notFound(c, tags, meant.near);
}

/**
 * A path without the slashes at its end; null if it has none. What begins with two slashes would lead to another host.
 * Not a regular expression: `/+$` takes quadratic time for slashes that are not at the end.
 */
function slashlessPath(pathname: string): string | null {
	let end = pathname.length;
	while (pathname[end - 1] === "/") end--;
	return end === pathname.length || end <= 1 || pathname[1] === "/" ? null : pathname.slice(0, end);
}

/** An article may come to be at the address with the slash: nobody is to be led away from it for long. */
function withoutSlash(c: Context<App>, location: string, tags: string): Response {
	const response = redirect(c, location, 301, tags);
	response.headers.set("Cache-Control", "public, max-age=60");
	return response;
}

/** Leads from the first page of another program, `/?feed=rss2`, to the feed. */
export const redirectOldFeedAddresses: MiddlewareHandler<App> = async (c, next) => {
	const feed = feedAtOldAddress(new URL(c.req.url));
	return feed === null ? next() : redirect(c, feed, 301, REDIRECTS_KEY);
};

/**
 * The path of the topic or provider that somebody means who writes its name as people do: `/topics/First%20Steps`,
 * `/providers/The%20Gazette`. If the site has none of that name, those that are most like it. What is no address of a topic
 * or provider means none, and asks nobody.
 *
 * @param moves what has become of addresses, as `findMove` searches it
 * @param path of a feed, where nothing is
 * @param count so many that are like it at most
 */
async function meantFeed(
	env: Cloudflare.Env,
	moves: string,
	path: string,
	count: number,
): Promise<{ path: string } | { near: readonly NearFeed[] }> {
	const name = parseFeedPath(path)?.name;
	const [, kind, text = ""] = /^(topics|providers)\/(.+)$/.exec(name ?? "") ?? [];
	if (kind !== "topics" && kind !== "providers") return { near: [] };
	const slug = feedPath(`${kind}/${slugOf(text)}`);
	if (findRedirect(moves, slug) !== null) return { path: slug };
	const meant = answered(await publisherOf(env).library().meant(kind, text, count));
	if ("near" in meant) return meant;
	// What is there already, and not yet written, is where it is.
	return feedPath(meant.feed) === path ? { near: [] } : { path: feedPath(meant.feed) };
}

/** Where the usual programs have the feed of the whole site, and in which format. */
const SITE_FEEDS: [address: RegExp, format: Format][] = [
	// WordPress
	[/^\/feed\/(?:rss2?|rdf)?\/?$/, "rss"],
	[/^\/feed$/, "rss"],
	[/^\/feed\/atom\/?$/, "atom"],
	[/^\/feed\/json\/?$/, "json"],
	// Ghost, Tumblr, Drupal, Hugo, Movable Type
	[/^\/(?:rss\/?|rss\.xml|index\.xml|index\.rdf)$/, "rss"],
	[/^\/(?:atom\/?|atom\.xml)$/, "atom"],
	// Jekyll, whose feed is Atom.
	[/^\/feed\.xml$/, "atom"],
];

/** A topic's: `/tag/<x>/feed/` and `/category/<above>/<x>/feed/atom/` of WordPress, `/tags/<x>/index.xml` of Hugo. */
const TOPIC_FEED =
	/^\/(?:tags?|category|categories|topics)\/(?:[^/]+\/)*([^/]+)\/(?:index\.xml|rss\.xml|(?:feed|rss)(?:\/(?:rss2?|rdf|(atom|json)))?\/?)$/;

/** Blogger's, of the site or of a label; the format is a parameter. */
const BLOGGER_FEED = /^\/feeds\/posts\/(?:default|summary)(?:\/-\/([^/]+))?\/?$/;

/** WordPress without permalinks, and Blogger: what their parameters mean. */
const PARAMETERS = new Map<string | null | undefined, Format>([
	["rss2", "rss"],
	["rss", "rss"],
	["rdf", "rss"],
	["atom", "atom"],
	["json", "json"],
]);

/**
 * The path of the feed that is meant by an address which another program than this one would have given it; null if
 * none is. That feed need not be there.
 */
function feedAtOldAddress({ pathname, searchParams }: URL): string | null {
	if (pathname === "/") {
		const format = PARAMETERS.get(searchParams.get("feed"));
		return format === undefined ? null : feedPath(SITE_FEED, format);
	}
	const site = SITE_FEEDS.find(([address]) => address.test(pathname));
	if (site) return feedPath(SITE_FEED, site[1]);
	const topic = TOPIC_FEED.exec(pathname);
	if (topic) return topicFeed(topic[1], PARAMETERS.get(topic[2]));
	const blogger = BLOGGER_FEED.exec(pathname);
	if (!blogger) return null;
	const format = PARAMETERS.get(searchParams.get("alt")) ?? "atom";
	return blogger[1] === undefined ? feedPath(SITE_FEED, format) : topicFeed(blogger[1], format);
}

function topicFeed(name = "", format: Format = "rss"): string | null {
	try {
		const given = decodeURIComponent(name);
		// `c_sharp` is the address of a topic already, and would be taken for a name.
		const slug = /^[a-z0-9]+(?:_[a-z0-9]+)+$/.test(given) ? given : slugOf(given);
		return slug === "" ? null : feedPath(`topics/${slug}`, format);
	} catch {
		return null;
	}
}
