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
	/** The canonical path. For a feed, it does not include the file extension or archive period. */
	path: string;
	/** The remainder of a feed's path after its name, such as `.rss`. */
	suffix?: string;
	/** Cache tag of the feed or page that could be published here. */
	tag: string;
	/** Looks for content that has not been written to KV yet; returns null if there is none. */
	unwritten?: () => Promise<Response | null>;
	/** Creates the response if there is no redirect. */
	otherwise?: (c: Context<App>, tag: string) => Response | Promise<Response>;
}

/** Maximum number of suggested feeds. */
const MAX_OFFERED = 5;

/** Maximum number of feeds, and of articles, to suggest on the page. */
const MAX_NEAR = 3;

/**
 * Responds if nothing was found. Redirects (301 or 308) to the new address, to the feed that other software has at this
 * address, to the address without a trailing slash, or to the feed with this name. If the content was removed, responds
 * with 410, otherwise with 404 and suggestions for people. Takes one more KV read, and for topics and providers a call
 * to the Publisher, so it runs last.
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
 * Returns the 404 page for people: the most similar feeds and articles, the topics, and the newest articles. Bots that
 * probe addresses get a cached page without these.
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

/** Returns articles that an address may refer to, and their topics. */
async function nearestTo(c: Context<App>, words: string): Promise<Pick<Offers, "near" | "found">> {
	const found = words === "" ? null : answered(await publisherOf(c.env).library().like(words));
	return { near: found?.topics.slice(0, MAX_NEAR) ?? [], found: found?.items.slice(0, MAX_NEAR) ?? [] };
}

/**
 * Returns the redirect (or 410) for a path; null if there is none.
 *
 * @param moves all redirects, in the form that `findRedirect` searches
 * @param suffix the remainder of a feed's path after its name, which is appended to the new name unless an author wrote
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
 * Returns a path without its trailing slashes; null if it does not end with one. Paths with two leading slashes are
 * excluded, because they would redirect to another host. A regular expression such as `/+$` would take quadratic time
 * for slashes in the middle.
 */
function slashlessPath(pathname: string): string | null {
	let end = pathname.length;
	while (pathname[end - 1] === "/") end--;
	return end === pathname.length || end <= 1 || pathname[1] === "/" ? null : pathname.slice(0, end);
}

/** Returns other forms of an address that web hosts treat as the same page. */
function spellingsOf(path: string): string[] {
	const folder = path.endsWith("/index.html") ? path.slice(0, -"index.html".length) : path;
	const bare = folder.replace(/(?<=[^/])\/$/, "").replace(/\.html$/, "");
	return [...new Set([path, bare, `${bare}/`, `${bare}.html`])];
}

/**
 * Returns the page of an article whose address differs from this one only in percent-encoding, a trailing slash or
 * `.html`. Takes at most three KV reads, and none for other file types, which bots probe most often.
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

/** Maximum number of other spellings to look up. */
const MAX_SPELLINGS = 3;

/** Returns a redirect that is cached for only a minute, because an article may yet be published at this address. */
function shortly(c: Context<App>, location: string, tags: string): Response {
	const response = redirect(c, location, 301, tags);
	response.headers.set("Cache-Control", "public, max-age=60");
	return response;
}

/** Redirects other software's feed addresses on the home page, such as `/?feed=rss2`, to the feed. */
export const redirectOldFeedAddresses: MiddlewareHandler<App> = async (c, next) => {
	const url = new URL(c.req.url);
	if (isUnknownPart(url)) return notFound(c, REDIRECTS_KEY);
	const old = oldFeedAt(url);
	const feed = old && (await addressOfOldFeed(c.env, old, (await c.env.KV.get(REDIRECTS_KEY)) ?? ""));
	return feed === null ? next() : redirect(c, feed, 301, REDIRECTS_KEY);
};

/**
 * Returns the topic or provider that a name such as `/topics/First%20Steps` or `/providers/The%20Gazette` refers to,
 * otherwise feeds with similar names. Addresses outside topics and providers do not reach the Publisher.
 *
 * @param moves all redirects, in the form that `findRedirect` searches
 * @param path the path of a feed that does not exist
 * @param isPage whether a person made the request, who gets several suggestions; a program gets only one, and only if
 * it is very similar
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
	// The feed exists but has not been written to KV yet.
	return feedPath(meant.feed) === path ? { near: [] } : { path: feedPath(meant.feed) };
}
