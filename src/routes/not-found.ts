import type { Context, MiddlewareHandler } from "hono";
import { slugOf } from "../article/slug.ts";
import { type Format, feedPath, parseFeedPath, SITE_FEED } from "../feed/feed.ts";
import { type NearFeed, nearest } from "../feed/feed-names.ts";
import { findRedirect } from "../feed/redirects.ts";
import type { App } from "../http/context.ts";
import { gone, notFound } from "../http/errors.ts";
import { refuseMade } from "../http/rate-limit.ts";
import { redirect } from "../http/respond.ts";
import { INDEX_KEY, REDIRECTS_KEY } from "../publisher/kv-keys.ts";
import { answered } from "../publisher/read/reader-queue.ts";
import { publisherOf } from "../publisher/stub.ts";

/** An address without content. */
interface MissingFeed {
	/** The canonical path; for a feed, without what follows its name. */
	path: string;
	/** What follows a feed's name: `.rss`. */
	suffix?: string;
	/** Cache tag of what could appear here. */
	tag: string;
	/** Responds if there is no redirect. */
	otherwise?: (c: Context<App>, tag: string) => Response;
}

/** Maximum number of suggested feeds. */
const MAX_OFFERED = 5;

/**
 * The response where nothing is: a redirect (301 or 308) to where it moved, to the feed that other software has at
 * this address, without the trailing slash, or to the feed whose name was meant; 410 if it was removed; otherwise 404,
 * with suggestions for people. Takes one more KV read, and for topics and providers a call to the Publisher, so it
 * runs last.
 */
export async function feedNotFound(
	c: Context<App>,
	{ path, suffix = "", tag, otherwise }: MissingFeed,
): Promise<Response> {
	const tags = `${tag},${REDIRECTS_KEY}`;
	const moves = (await c.env.KV.get(REDIRECTS_KEY)) ?? "";
	const move = findRedirect(moves, path);
	if (move?.status === 410) {
		return gone(c, "This feed has ended. The home page lists all feeds.", tags);
	}
	// What follows a feed's name is kept after its new name; an author's redirect is used as it is.
	if (move) return redirect(c, move.status === 301 ? move.to : move.to + suffix, move.status, tags);
	const url = new URL(c.req.url);
	const feed = feedAtOldAddress(url);
	if (feed !== null) return redirect(c, feed, 301, tags);
	if (otherwise) return otherwise(c, tags);
	const slashless = slashlessPath(url.pathname);
	if (slashless !== null) return withoutSlash(c, slashless + url.search, tags);
	const refused = await refuseMade(c);
	if (refused) return refused;
	const meant = await meantFeed(c.env, moves, path, suffix === "" ? MAX_OFFERED : 1);
	if ("path" in meant) return redirect(c, meant.path + suffix, 301, `${tags},${INDEX_KEY}`);
	return suffix === "" ? notFound(c, tags, meant.near) : notFound(c, tags, [], typoOf(path, suffix, meant.near));
}

/** The address of the feed whose name differs by a few letters; undefined if there is none. */
function typoOf(path: string, suffix: string, near: readonly NearFeed[]): string | undefined {
	const nameOf = (address: string) => address.slice(address.lastIndexOf("/") + 1);
	const addresses = near.map(({ name }) => feedPath(name));
	const names = addresses.map(nameOf);
	const [meant] = nearest(nameOf(path), names, 1, Math.ceil(nameOf(path).length / 4));
	const address = meant === undefined ? undefined : addresses[names.indexOf(meant)];
	return address && address + suffix;
}

/**
 * A path without trailing slashes; null if it has none. Two leading slashes would lead to another host. Not a regular
 * expression: `/+$` takes quadratic time for slashes in the middle.
 */
function slashlessPath(pathname: string): string | null {
	let end = pathname.length;
	while (pathname[end - 1] === "/") end--;
	return end === pathname.length || end <= 1 || pathname[1] === "/" ? null : pathname.slice(0, end);
}

/** A short redirect: an article may appear at the address with the slash. */
function withoutSlash(c: Context<App>, location: string, tags: string): Response {
	const response = redirect(c, location, 301, tags);
	response.headers.set("Cache-Control", "public, max-age=60");
	return response;
}

/** Redirects from another program's home page, `/?feed=rss2`, to the feed. */
export const redirectOldFeedAddresses: MiddlewareHandler<App> = async (c, next) => {
	const feed = feedAtOldAddress(new URL(c.req.url));
	return feed === null ? next() : redirect(c, feed, 301, REDIRECTS_KEY);
};

/**
 * The topic or provider that is meant by a name: `/topics/First%20Steps`, `/providers/The%20Gazette`; otherwise those
 * with similar names. Other addresses have neither, and do not reach the Publisher.
 *
 * @param moves the redirects, as `findRedirect` searches them
 * @param path of a feed that does not exist
 * @param count maximum number of similar ones
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
	// It exists, but is not written yet.
	return feedPath(meant.feed) === path ? { near: [] } : { path: feedPath(meant.feed) };
}

/** Where common programs have the site's feed, and in which format. */
const SITE_FEEDS: [address: RegExp, format: Format][] = [
	// WordPress
	[/^\/feed\/(?:rss2?|rdf)?\/?$/, "rss"],
	[/^\/feed$/, "rss"],
	[/^\/feed\/atom\/?$/, "atom"],
	[/^\/feed\/json\/?$/, "json"],
	// Ghost, Tumblr, Drupal, Hugo, Movable Type
	[/^\/(?:rss\/?|rss\.xml|index\.xml|index\.rdf)$/, "rss"],
	[/^\/(?:atom\/?|atom\.xml)$/, "atom"],
	// Jekyll: Atom.
	[/^\/feed\.xml$/, "atom"],
];

/** Topics: `/tag/<x>/feed/` and `/category/<above>/<x>/feed/atom/` of WordPress, `/tags/<x>/index.xml` of Hugo. */
const TOPIC_FEED =
	/^\/(?:tags?|category|categories|topics)\/(?:[^/]+\/)*([^/]+)\/(?:index\.xml|rss\.xml|(?:feed|rss)(?:\/(?:rss2?|rdf|(atom|json)))?\/?)$/;

/** Blogger: the site or a label; the format is a parameter. */
const BLOGGER_FEED = /^\/feeds\/posts\/(?:default|summary)(?:\/-\/([^/]+))?\/?$/;

/** Parameters of WordPress without permalinks and of Blogger. */
const PARAMETERS = new Map<string | null | undefined, Format>([
	["rss2", "rss"],
	["rss", "rss"],
	["rdf", "rss"],
	["atom", "atom"],
	["json", "json"],
]);

/**
 * The feed that another program would have at this address; null if it is not such an address. The feed may not exist.
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
		// `c_sharp` is a slug already, and would otherwise be read as a name.
		const slug = /^[a-z0-9]+(?:_[a-z0-9]+)+$/.test(given) ? given : slugOf(given);
		return slug === "" ? null : feedPath(`topics/${slug}`, format);
	} catch {
		return null;
	}
}
