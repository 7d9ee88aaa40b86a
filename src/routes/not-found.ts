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

/** An address without content. */
interface MissingFeed {
	/** The canonical path; for a feed, without what follows its name. */
	path: string;
	/** What follows a feed's name: `.rss`. */
	suffix?: string;
	/** Cache tag of what could appear here. */
	tag: string;
	/** The response if the Publisher has what KV does not have yet; null if it has not. */
	unwritten?: () => Promise<Response | null>;
	/** Responds if there is no redirect. */
	otherwise?: (c: Context<App>, tag: string) => Response | Promise<Response>;
}

/** Maximum number of suggested feeds. */
const MAX_OFFERED = 5;

/** Feeds, and articles, that a page for people offers. */
const MAX_NEAR = 3;

/**
 * The response where nothing is: a redirect (301 or 308) to where it moved, to the feed that other software has at
 * this address, without the trailing slash, or to the feed whose name was meant; 410 if it was removed; otherwise 404,
 * with suggestions for people. Takes one more KV read, and for topics and providers a call to the Publisher, so it
 * runs last.
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
 * 404 page for people: the nearest feeds and articles, the topics, and the newest articles. Bots that probe addresses
 * get a cached page without them.
 */
async function lost(c: Context<App>, near: readonly NearFeed[] = []): Promise<Response> {
	const { pathname } = new URL(c.req.url);
	const [offers, like] = await Promise.all([
		newestOffers(c.env),
		near.length > 0 ? { near: near.slice(0, MAX_NEAR), found: [] } : nearestTo(c, wordsIn(pathname)),
	]);
	return notFound(c, undefined, { ...offers, ...like });
}

/** What every error page for people may offer: the topics, and the newest articles. */
export async function newestOffers(env: Cloudflare.Env): Promise<Offers> {
	const [nav, newest] = await Promise.all([readNavigation(env), readSummary(env, SITE_FEED)]);
	return { near: [], nav, latest: newest?.items.slice(0, MAX_NEAR) ?? [] };
}

/** The articles that an address may mean, and their topics. */
async function nearestTo(c: Context<App>, words: string): Promise<Pick<Offers, "near" | "found">> {
	const found = words === "" ? null : answered(await publisherOf(c.env).library().like(words));
	return { near: found?.topics.slice(0, MAX_NEAR) ?? [], found: found?.items.slice(0, MAX_NEAR) ?? [] };
}

/**
 * The response if one of the redirects is for this path: a redirect or 410; null if none is.
 *
 * @param moves as `findRedirect` searches them
 * @param suffix what follows a feed's name: it is kept after its new name; an author's redirect is used as it is
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
 * A path without trailing slashes; null if it has none. Two leading slashes would lead to another host. Not a regular
 * expression: `/+$` takes quadratic time for slashes in the middle.
 */
function slashlessPath(pathname: string): string | null {
	let end = pathname.length;
	while (pathname[end - 1] === "/") end--;
	return end === pathname.length || end <= 1 || pathname[1] === "/" ? null : pathname.slice(0, end);
}

/** An address in the other forms that hosts take for the same page. */
function spellingsOf(path: string): string[] {
	const folder = path.endsWith("/index.html") ? path.slice(0, -"index.html".length) : path;
	const bare = folder.replace(/(?<=[^/])\/$/, "").replace(/\.html$/, "");
	return [...new Set([path, bare, `${bare}/`, `${bare}.html`])];
}

/**
 * The page of an article whose address differs only in its percent-encoding, its final slash or `.html`. At most three
 * KV reads; none for files of other kinds, which strangers try out most.
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

/** How many other spellings of an address are looked for. */
const MAX_SPELLINGS = 3;

/** A short redirect: an article may appear at the address itself. */
function shortly(c: Context<App>, location: string, tags: string): Response {
	const response = redirect(c, location, 301, tags);
	response.headers.set("Cache-Control", "public, max-age=60");
	return response;
}

/** Redirects from another program's home page, `/?feed=rss2`, to the feed. */
export const redirectOldFeedAddresses: MiddlewareHandler<App> = async (c, next) => {
	const url = new URL(c.req.url);
	if (isUnknownPart(url)) return notFound(c, REDIRECTS_KEY);
	const old = oldFeedAt(url);
	const feed = old && (await addressOfOldFeed(c.env, old, (await c.env.KV.get(REDIRECTS_KEY)) ?? ""));
	return feed === null ? next() : redirect(c, feed, 301, REDIRECTS_KEY);
};

/**
 * The topic or provider that is meant by a name: `/topics/First%20Steps`, `/providers/The%20Gazette`; otherwise those
 * with similar names. Other addresses have neither, and do not reach the Publisher.
 *
 * @param moves the redirects, as `findRedirect` searches them
 * @param path of a feed that does not exist
 * @param isPage whether a person asks, who gets several suggestions; a program gets one, if it is very similar
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
	// It exists, but is not written yet.
	return feedPath(meant.feed) === path ? { near: [] } : { path: feedPath(meant.feed) };
}
