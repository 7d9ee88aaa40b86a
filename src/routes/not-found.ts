import type { Context, MiddlewareHandler } from "hono";
import { canonicalPath, isOwnAddress, pagePath } from "../article/article-path.ts";
import { slugOf } from "../article/slug.ts";
import { type Offers, wordsIn } from "../components/error-page.tsx";
import { feedPath, parseFeedPath, SITE_FEED } from "../feed/feed.ts";
import type { NearFeed } from "../feed/feed-names.ts";
import { findRedirect } from "../feed/redirects.ts";
import { isNavigation } from "../http/conditional.ts";
import type { App } from "../http/context.ts";
import { gone, notFound } from "../http/errors.ts";
import { refuseMade } from "../http/rate-limit.ts";
import { redirect } from "../http/respond.ts";
import { articleKey, INDEX_KEY, REDIRECTS_KEY } from "../publisher/kv-keys.ts";
import { answered } from "../publisher/read/reader-queue.ts";
import { publisherOf } from "../publisher/stub.ts";
import { readNavigation } from "./feed-list.ts";
import { addressOfOldFeed, isUnknownPart, oldFeedAt } from "./old-feeds.ts";
import { readSummary } from "./stored-feeds.ts";

/** A request for which nothing was found. */
interface MissingFeed {
	/** The canonical path. The path of a feed does not include the file extension or archive period. */
	path: string;
	/** The part of a feed's path after the feed's name, such as `.rss`. */
	suffix?: string;
	/** Cache tag of the feed or page that might be published at this path later. */
	tag: string;
	/** Looks for content that has not been written to KV yet; returns null if there is none. */
	unwritten?: () => Promise<Response | null>;
	/** Creates the response if there is no redirect. If absent, the response is the 404 page. */
	otherwise?: (c: Context<App>, tag: string) => Response | Promise<Response>;
}

/** Maximum number of suggested feeds. */
const MAX_OFFERED = 5;

/** Maximum number of feeds to suggest on the page, and maximum number of articles. */
const MAX_NEAR = 3;

/**
 * Responds to a request for which nothing was found. Redirects (301 or 308) to the content's new URL, to the equivalent
 * of the feed that other software would serve at this URL, to the URL without a trailing slash, or to the feed with
 * this name. Otherwise, responds with 410 if the content was removed, or with 404 and, on pages, suggestions. This runs
 * last because it takes one more KV read and, for topics and providers, a call to the Publisher.
 */
export async function feedNotFound(
	c: Context<App>,
	{ path, suffix = "", tag, unwritten, otherwise }: MissingFeed,
): Promise<Response> {
	const tags = `${tag},${REDIRECTS_KEY}`;
	const moves = (await c.env.KV.get(REDIRECTS_KEY)) ?? "";
	const moved = redirectIn(c, moves, path, suffix, tags);
	if (moved) return moved;
	const url = new URL(c.req.url);
	const old = oldFeedAt(url);
	const feed = old && (await addressOfOldFeed(c.env, old, moves));
	if (feed !== null) return redirect(c, feed, 301, tags);
	if (otherwise) return otherwise(c, tags);
	const refusedBefore = unwritten && (await refuseMade(c));
	if (refusedBefore) return refusedBefore;
	const found = await unwritten?.();
	if (found) return found;
	const near = suffix === "" ? await nearPage(c.env, url.pathname) : null;
	if (near !== null) return shortly(c, near + url.search, tags);
	const slashless = slashlessPath(url.pathname);
	if (slashless !== null) return shortly(c, slashless + url.search, tags);
	const refused = unwritten ? null : await refuseMade(c);
	if (refused) return refused;
	const meant = await meantFeed(c.env, moves, path, suffix === "");
	if ("path" in meant) return redirect(c, meant.path + suffix, 301, `${tags},${INDEX_KEY}`);
	if (suffix === "") return isNavigation(c.req.raw) ? lost(c, meant.near) : notFound(c, tags, { near: meant.near });
	const [typo] = meant.near;
	return notFound(c, tags, { near: [] }, typo && feedPath(typo.name) + suffix);
}

/**
 * Returns the 404 page for people, with the most similar feeds and articles, the topics, and the newest articles. Bots
 * that probe URLs get a cached page that contains none of these.
 */
async function lost(c: Context<App>, near: readonly NearFeed[] = []): Promise<Response> {
	const { pathname } = new URL(c.req.url);
	const [offers, like] = await Promise.all([
		newestOffers(c.env),
		near.length > 0 ? { near: near.slice(0, MAX_NEAR), found: [] } : nearestTo(c, wordsIn(pathname)),
	]);
	return notFound(c, undefined, { ...offers, ...like });
}

/** Returns the suggestions that every error page for people may show: the topics and the newest articles. */
export async function newestOffers(env: Cloudflare.Env): Promise<Offers> {
	const [nav, newest] = await Promise.all([readNavigation(env), readSummary(env, SITE_FEED)]);
	return { near: [], nav, latest: newest?.items.slice(0, MAX_NEAR) ?? [] };
}

/** Returns articles that a URL containing these words may refer to, and the topics of these articles. */
async function nearestTo(c: Context<App>, words: string): Promise<Pick<Offers, "near" | "found">> {
	const found = words === "" ? null : answered(await publisherOf(c.env).library().like(words));
	return { near: found?.topics.slice(0, MAX_NEAR) ?? [], found: found?.items.slice(0, MAX_NEAR) ?? [] };
}

/**
 * Returns the redirect (or 410) for a path; null if there is none.
 *
 * @param moves all redirects, in the form that `findRedirect` searches
 * @param suffix the part of a feed's path after the feed's name; it is appended to the new name unless an author wrote
 * the redirect
 */
export function redirectIn(
	c: Context<App>,
	moves: string,
	path: string,
	suffix: string,
	tags: string,
): Response | null {
	const move = spellingsOf(path)
		.map((one) => findRedirect(moves, one))
		.find((found) => found !== null);
	if (!move) return null;
	if (move.status === 410) return gone(c, "This feed has ended. The home page lists all feeds.", tags);
	return redirect(c, move.status === 301 ? move.to : move.to + suffix, move.status, tags);
}

/**
 * Returns a path without its trailing slashes; null if there are none. Also returns null for a path with two leading
 * slashes, because a redirect to such a path would lead to another host. A regular expression such as `/+$` is not
 * used, because it would take quadratic time for a path with many slashes in the middle.
 */
function slashlessPath(pathname: string): string | null {
	let end = pathname.length;
	while (pathname[end - 1] === "/") end--;
	return end === pathname.length || end <= 1 || pathname[1] === "/" ? null : pathname.slice(0, end);
}

/** Returns all forms of a path that web servers treat as the same page. */
function spellingsOf(path: string): string[] {
	const folder = path.endsWith("/index.html") ? path.slice(0, -"index.html".length) : path;
	const bare = folder.replace(/(?<=[^/])\/$/, "").replace(/\.html$/, "");
	return [...new Set([path, bare, `${bare}/`, `${bare}.html`])];
}

/**
 * Returns the path of an article whose path differs from this one only in percent-encoding, a trailing slash or
 * `.html`. Takes at most three KV reads.
 */
async function nearPage(env: Cloudflare.Env, pathname: string): Promise<string | null> {
	const encoded = pagePath(pathname);
	const forms = /\.(?!html?$)\w{2,4}$/.test(encoded) ? [encoded] : spellingsOf(encoded);
	const candidates = [...forms, canonicalPath(pathname)].filter((one) => one !== pathname && !isOwnAddress(one));
	const found = await Promise.all(
		[...new Set(candidates)].slice(0, MAX_SPELLINGS).map(async (address) => {
			const { metadata, value } = await env.KV.getWithMetadata(articleKey(address), "stream");
			await value?.cancel();
			return metadata === null ? null : address;
		}),
	);
	return found.find((address) => address !== null) ?? null;
}

/** Maximum number of other forms of a path to look up. */
const MAX_SPELLINGS = 3;

/**
 * Returns a redirect that is cached for only a minute, because an article may yet be published at the requested URL.
 */
function shortly(c: Context<App>, location: string, tags: string): Response {
	const response = redirect(c, location, 301, tags);
	response.headers.set("Cache-Control", "public, max-age=60");
	return response;
}

/** Redirects URLs that other software uses for feeds (such as `/?feed=rss2`) to the equivalent feed. */
export const redirectOldFeedAddresses: MiddlewareHandler<App> = async (c, next) => {
	const url = new URL(c.req.url);
	if (isUnknownPart(url)) return notFound(c, REDIRECTS_KEY);
	const old = oldFeedAt(url);
	const feed = old && (await addressOfOldFeed(c.env, old, (await c.env.KV.get(REDIRECTS_KEY)) ?? ""));
	return feed === null ? next() : redirect(c, feed, 301, REDIRECTS_KEY);
};

/**
 * Returns the topic or provider that a path such as `/topics/First%20Steps` or `/providers/The%20Gazette` refers to or,
 * if there is none, feeds with similar names. Asks the Publisher only if the path is that of a topic or provider.
 *
 * @param moves all redirects, in the form that `findRedirect` searches
 * @param path the path of a feed that does not exist
 * @param isPage whether the request is for a page: people get several suggestions; a program that requests a feed gets
 * at most one suggestion, and only if the names are very similar
 */
async function meantFeed(
	env: Cloudflare.Env,
	moves: string,
	path: string,
	isPage: boolean,
): Promise<{ path: string } | { near: readonly NearFeed[] }> {
	const name = parseFeedPath(path)?.name;
	const [, kind, text = ""] = /^(topics|providers)\/(.+)$/.exec(name ?? "") ?? [];
	if (kind !== "topics" && kind !== "providers") return { near: [] };
	const slug = feedPath(`${kind}/${slugOf(text)}`);
	if (findRedirect(moves, slug) !== null) return { path: slug };
	const [count, edits] = isPage ? [MAX_OFFERED, undefined] : [1, Math.ceil(text.length / 4)];
	const meant = answered(await publisherOf(env).library().meant(kind, text, count, edits));
	if ("near" in meant) return meant;
	// If the two paths are equal, the feed exists but has not been written to KV yet, so a redirect would lead nowhere.
	return feedPath(meant.feed) === path ? { near: [] } : { path: feedPath(meant.feed) };
}
