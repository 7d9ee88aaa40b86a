import type { Context, MiddlewareHandler } from "hono";
import { digestOf, etagOf } from "../digest.ts";
import { parseArchivePath } from "../feed/archive.ts";
import { feedPath, parseFeedPath, privatePath } from "../feed/feed.ts";
import { isNavigation, isNotModified } from "../http/conditional.ts";
import type { App } from "../http/context.ts";
import { notFound } from "../http/errors.ts";
import { idIn, privateSecretsOf } from "../http/private-token.ts";
import { answered } from "../publisher/read/reader-queue.ts";
import { publisherOf } from "../publisher/stub.ts";
import { MEDIA_TYPES } from "../renditions/media-types.ts";
import { libraryResponse, selected } from "./feeds.ts";

/** Headers of all responses under `/private/`. They forbid caching, indexing and sending a referrer. */
const PRIVATE_HEADERS = {
	"Cache-Control": "private, no-store",
	"X-Robots-Tag": "noindex",
	"Referrer-Policy": "no-referrer",
	"X-Content-Type-Options": "nosniff",
};

/** Matches headers that would expose a private response to other sites or caches. */
const PUBLIC_HEADERS = /^(access-control-.*|cache-tag|cloudflare-cdn-cache-control|link)$/i;

/** Requires a signed token in the path. Without a valid token, the response is the same as for an unknown path. */
export const requireSubscriber: MiddlewareHandler<App> = async (c, next) => {
	const [, , token = ""] = new URL(c.req.url).pathname.split("/");
	const id = await idIn(token, privateSecretsOf(c.env));
	if (id === null) c.res = notFound(c);
	else {
		c.set("subscriber", { id, token });
		await next();
	}
	const { headers } = c.res;
	// Chromium shows feeds with their own media types as plain text, but applies a feed's stylesheet if the type is XML.
	if (isNavigation(c.req.raw) && /^application\/(rss|atom)\+xml/.test(headers.get("Content-Type") ?? "")) {
		headers.set("Content-Type", "application/xml; charset=utf-8");
	}
	for (const name of [...headers.keys()]) if (PUBLIC_HEADERS.test(name)) headers.delete(name);
	for (const [name, value] of Object.entries(PRIVATE_HEADERS)) headers.set(name, value);
};

/** `GET /private/<token>/topics/ai.atom`: a feed as this subscriber sees it, including members' articles, or a 304. */
export async function servePrivateFeed(c: Context<App>): Promise<Response> {
	const { id, token } = c.get("subscriber");
	const { pathname } = new URL(c.req.url);
	const feed = parseFeedPath(withinPrivate(pathname));
	if (!feed?.format) return notFound(c);
	const found = answered(await publisherOf(c.env).subscribers().feed(id, token, feed.name, feed.format));
	if (found === null) return notFound(c);
	const canonical = privatePath(token) + feedPath(found.name, feed.format);
	if (pathname !== canonical) return c.redirect(canonical, 308);
	return privateResponse(c.req.raw, found.text, { "Content-Type": `${MEDIA_TYPES[feed.format]}; charset=utf-8` });
}

/** `GET /private/<token>/select.rss?…`, and its archive: a selection that includes members' articles. */
export async function servePrivateSelection(c: Context<App>): Promise<Response> {
	const { id, token } = c.get("subscriber");
	const path = withinPrivate(new URL(c.req.url).pathname);
	const response = await selected(c, path, (...args) => {
		return publisherOf(c.env)
			.subscribers()
			.select(id, token, ...args);
	});
	// Errors in the query are reported only to the holder of a valid token.
	const isFault = response.status === 400 || response.status === 414;
	return isFault && !(await publisherOf(c.env).subscribers().isCurrent(id)) ? notFound(c) : response;
}

/** `GET /private/<token>/topics/ai/archive/2026-05.atom`: a feed's archive with members' articles. */
export async function servePrivateArchive(c: Context<App>): Promise<Response> {
	const { id, token } = c.get("subscriber");
	const archive = parseArchivePath(withinPrivate(new URL(c.req.url).pathname));
	if (!archive) return notFound(c);
	const { name, period, format } = archive;
	const answer = answered(await publisherOf(c.env).subscribers().archive(id, token, name, period, format));
	return libraryResponse(c, answer, format);
}

/** Returns a response to a subscriber, or a 304 if the ETag matches. */
export function privateResponse(request: Request, body: string, headers: HeadersInit): Response {
	const all = new Headers(headers);
	const etag = etagOf(digestOf(body));
	all.set("ETag", etag);
	const validators = { etag, modified: Number.POSITIVE_INFINITY };
	if (isNotModified(request.headers, validators, Date.now())) return new Response(null, { status: 304, headers: all });
	return new Response(body, { headers: all });
}

/** Returns the part of a private path that follows the token, such as `/topics/ai.atom`. */
export function withinPrivate(pathname: string): string {
	return pathname.replace(/^\/private\/[^/]*/, "");
}
