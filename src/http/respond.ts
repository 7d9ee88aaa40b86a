import type { Context } from "hono";
import { digestOf, etagOf } from "../digest.ts";
import { SITE_TAG } from "../publisher/kv-keys.ts";
import { TTL_MINUTES } from "../renditions/rss.ts";
import { isNotModified } from "./conditional.ts";
import type { App } from "./context.ts";

/** How long feeds and pages may be kept: readers for `ttl`, and stale for an hour, or a day while the origin fails. */
export const CACHE_CONTROL = `public, max-age=${TTL_MINUTES * 60}, stale-while-revalidate=3600, stale-if-error=86400`;

/** Archives change rarely: the edge keeps them for a day. */
export const ARCHIVE_CACHE_CONTROL = CACHE_CONTROL.replace(",", ", s-maxage=86400,");

/**
 * A page, or a 304. It is known by its ETag alone: what it was made from may be older than the settings and the release
 * that made it, so a date could not say whether it changed.
 */
export function pageResponse(request: Request, body: string, tag: string, headers: HeadersInit): Response {
	const bytes = new TextEncoder().encode(body);
	const etag = etagOf(digestOf(bytes));
	const all = new Headers(headers);
	all.set("ETag", etag);
	all.set("Cache-Control", CACHE_CONTROL);
	all.set("X-Content-Type-Options", "nosniff");
	tagged(all, request, tag);
	const validators = { etag, modified: Number.POSITIVE_INFINITY };
	if (isNotModified(request.headers, validators, Date.now())) return new Response(null, { status: 304, headers: all });
	return new Response(bytes, { headers: all });
}

/**
 * Leads elsewhere: for good (301, 308), which clients keep for an hour, or for now (302), which they keep for a minute.
 *
 * @param location a path of this site with its query, or a URL; percent-encoded
 * @param tag the cache tags of what would change where it leads
 */
export function redirect(c: Context<App>, location: string, status: 301 | 302 | 308, tag: string): Response {
	const headers = new Headers({
		Location: location,
		"Cache-Control": `public, max-age=${status === 302 ? 60 : 3600}`,
		"Access-Control-Allow-Origin": "*",
	});
	tagged(headers, c.req.raw, tag);
	return new Response(null, { status, headers });
}

/** 301 to the canonical spelling of a path (percent-encoded), with the query as it is. */
export function moved(c: Context<App>, path: string, tag: string): Response {
	return redirect(c, path + new URL(c.req.url).search, 301, tag);
}

/**
 * Tells the edge by which tags it can be made to forget a response. Its key holds the query, which means nothing to us:
 * `?utm_source=…` must not fill it with copies.
 */
export function tagged(headers: Headers, request: Request, tag: string): void {
	headers.set("Cache-Tag", `${tag},${SITE_TAG}`);
	if (request.url.includes("?")) headers.set("Cloudflare-CDN-Cache-Control", "no-store");
}
