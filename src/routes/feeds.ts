import type { Context } from "hono";
import { archiveName, parseArchivePath } from "../feed/archive.ts";
import { FORMATS, type Format, feedLinks, feedPath, parseFeedPath, SITE_FEED } from "../feed/feed.ts";
import { MAX_QUERY_LENGTH, parseSelection } from "../feed/parse-selection.ts";
import { lifetimesOf } from "../feed/rhythm.ts";
import type { Selection } from "../feed/selection.ts";
import { ARCHIVE_CACHE, feedCache, isBehindCache, varyByEncoding } from "../http/cache-headers.ts";
import { acceptsGzip, isConditional, isNotModified } from "../http/conditional.ts";
import type { App } from "../http/context.ts";
import { errorResponse, notFound } from "../http/errors.ts";
import { handedOver } from "../http/handed-over.ts";
import { refuseEager } from "../http/rate-limit.ts";
import { moved, redirect } from "../http/respond.ts";
import { SITE_TAG, tagOf } from "../publisher/kv-keys.ts";
import type { Answer } from "../publisher/read/library.ts";
import { answered, type Busy } from "../publisher/read/reader-queue.ts";
import { publisherOf } from "../publisher/stub.ts";
import { MEDIA_TYPES } from "../renditions/media-types.ts";
import { feedNotFound } from "./not-found.ts";
import { feedHeaders, feedResponse } from "./read-feed.ts";
import { askForFeed, openFeed, type StoredPart } from "./stored-feeds.ts";

/**
 * `GET /feed.rss`, `/topics/ai.atom`, `/providers/gizmochina.com.json`: a stored feed, or a 304. Takes one KV read, and
 * sends the feed as it is stored. Other spellings of the URL redirect to the canonical URL.
 */
export async function serveFeed(c: Context<App>): Promise<Response> {
	const { pathname } = new URL(c.req.url);
	const feed = parseFeedPath(pathname);
	if (!feed?.format) return notFound(c);
	const canonical = feedPath(feed.name, feed.format);
	if (pathname !== canonical) return moved(c, canonical, tagOf({ kind: "feed", name: feed.name }));

	const tag = tagOf({ kind: "feed", name: feed.name });
	const { name, format } = feed;
	const found = handedOver.get(c.req.raw);
	if (found?.kind === "eager") return refuseEager(c, found.retryAfter);
	const stored =
		found?.kind === "missing" ? null : await openFeed(c.env.KV, name, format, !isConditional(c.req.raw.headers));
	if (stored !== null) return storedFeed(c, name, format, stored);
	const unwritten = async () => {
		const made = await askForFeed(c.env, name, format);
		return made && storedFeed(c, name, format, made);
	};
	return feedNotFound(c, { path: feedPath(name), suffix: `.${format}`, tag, unwritten });
}

/** Responds with the feed as it is stored, or a 304. Clients that poll too eagerly get a 429. */
async function storedFeed(c: Context<App>, name: string, format: Format, stored: StoredPart): Promise<Response> {
	const site = { ...c.get("site"), isBehindCache: isBehindCache(c.executionCtx) };
	const response = await feedResponse(c.req.raw, c.env, name, stored, (variant, lifetimes) =>
		feedHeaders(c.req.raw, site, { name, format }, stored, variant, lifetimes),
	);
	return response instanceof Response ? response : refuseEager(c, response.retryAfter);
}

/**
 * `GET /feed/archive/2026-05.rss`, `/topics/ai/archive/2026-05.atom`: all articles of a feed that were published in one
 * month.
 */
export async function serveArchive(c: Context<App>): Promise<Response> {
	const { pathname, search } = new URL(c.req.url);
	const archive = parseArchivePath(pathname);
	if (!archive) return notFound(c);
	const { name, period, format } = archive;
	const canonical = feedPath(archiveName(name, period), format);
	// Archives have no parameters. Requests with unknown parameters are redirected, so that these parameters do not fill
	// the cache with copies.
	if (pathname + search !== canonical) return redirect(c, canonical, 301, tagOf({ kind: "feed", name }));
	const answer = answered(await publisherOf(c.env).library().archive(name, period, format));
	// There are no articles, perhaps because the feed was renamed or removed.
	if (answer.kind === "empty" && name !== SITE_FEED) {
		return feedNotFound(c, { path: feedPath(name), suffix: `/archive/${period}.${format}`, tag: answer.tag });
	}
	return libraryResponse(c, answer, format);
}

const SELECTION_PATH = /^\/select(?:\/archive\/([\d-]+))?\.(\w+)$/;

/**
 * `GET /select.rss?topic=ai&lang=de`, and its archive `/select/archive/2026-05.rss?topic=ai&lang=de`: a feed described
 * by a query. Other spellings of the URL redirect to the canonical URL or, if there is an equivalent stored feed, to
 * that feed.
 */
export function serveSelection(c: Context<App>): Promise<Response> {
	return selected(c, new URL(c.req.url).pathname, (...args) =>
		publisherOf(c.env)
			.library()
			.select(...args),
	);
}

/**
 * Parses the selection in the request's query, and responds with the answer that `find` returns for it.
 *
 * @param pathname such as `/select.rss` or `/select/archive/2026-05.rss`
 */
export async function selected(
	c: Context<App>,
	pathname: string,
	find: (selection: Selection, period: string | null, format: Format, query: string) => Promise<Answer | Busy>,
): Promise<Response> {
	const { search } = new URL(c.req.url);
	if (search.length > MAX_QUERY_LENGTH) {
		return errorResponse(c, 414, `The query is too long: a selection may have at most ${MAX_QUERY_LENGTH} characters.`);
	}
	const [, period = null, extension] = SELECTION_PATH.exec(pathname) ?? [];
	const format: Format = FORMATS.find((known) => known === extension) ?? "rss";
	const selection = parseSelection(new URLSearchParams(search), c.get("site").feedSize);
	if ("problem" in selection) return errorResponse(c, 400, selection.problem);
	const answer = answered(await find(selection, period, format, search));
	return libraryResponse(c, answer, format);
}

/**
 * Turns the answer to a request for a selection or an archive into a response: the document, a 304, a redirect or a
 * 404.
 */
export function libraryResponse(c: Context<App>, answer: Answer, format: Format): Response {
	if (answer.kind === "moved") {
		return redirect(c, answer.location, answer.isForNow ? 302 : 301, answer.tags.join(","));
	}
	// A 404 for a subscriber must not reveal more than a public 404 does.
	const isPrivate = c.get("subscriber") !== undefined;
	if (answer.kind === "closed" || (answer.kind === "unknown" && isPrivate)) return notFound(c);
	if (answer.kind === "unknown") return errorResponse(c, 404, answer.name.message);
	if (answer.kind === "empty") return notFound(c, answer.tag);
	const { pathname, search } = new URL(c.req.url);
	const { url } = c.get("site");
	const page = pathname.slice(0, -`.${format}`.length);
	const headers = new Headers({
		"Content-Type": `${MEDIA_TYPES[format]}; charset=utf-8`,
		ETag: answer.etag,
		...(answer.rhythm ? feedCache(lifetimesOf(answer.rhythm, answer.modified, Date.now())) : ARCHIVE_CACHE),
		// The query is canonical, and part of the cache key, so Cloudflare may cache the response.
		"Cache-Tag": [...answer.tags, SITE_TAG].join(","),
		Link: feedLinks(url + pathname + search, answer.hub, url + page + search),
		"Access-Control-Allow-Origin": "*",
		"Access-Control-Expose-Headers": "ETag, Last-Modified, Link",
		"X-Content-Type-Options": "nosniff",
	});
	// Responses with private feeds have an ETag but no modification time, because that would reveal when members'
	// articles change.
	const modified = isPrivate ? Number.POSITIVE_INFINITY : answer.modified;
	if (!isPrivate) headers.set("Last-Modified", new Date(modified).toUTCString());
	const isZipped = acceptsGzip(c.req.raw);
	const isUnchanged = isNotModified(c.req.raw.headers, { etag: answer.etag, modified }, Date.now());
	varyByEncoding(isBehindCache(c.executionCtx), headers, isZipped || isUnchanged);
	if (isUnchanged) return new Response(null, { status: 304, headers });
	if (isZipped) {
		headers.set("Content-Encoding", "gzip");
		return new Response(answer.body, { headers, encodeBody: "manual" });
	}
	return new Response(new Response(answer.body).body?.pipeThrough(new DecompressionStream("gzip")), { headers });
}
