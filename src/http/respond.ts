import type { Context } from "hono";
import { digestOf, etagOf } from "../digest.ts";
import { SITE_TAG } from "../publisher/kv-keys.ts";
import { TTL_MINUTES } from "../renditions/rss.ts";
import { isNotModified } from "./conditional.ts";
import type { App } from "./context.ts";

/**
 * How long feeds and pages may be cached: readers for `ttl`, and stale for an hour, or for a day while the origin
 * fails.
 */
export const CACHE_CONTROL = `public, max-age=${TTL_MINUTES * 60}, stale-while-revalidate=3600, stale-if-error=86400`;

/** Archives change rarely: Cloudflare may cache them for a day. */
export const ARCHIVE_CACHE_CONTROL = CACHE_CONTROL.replace(",", ", s-maxage=86400,");

/**
 * A page, or a 304. Only the ETag counts: settings and releases change pages too, so the date of the content does not
 * tell whether a page changed.
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
 * Redirects: permanently (301, 308; cached for an hour) or for now (302; cached for a minute).
 *
 * @param location a path of this site with its query, or a URL; percent-encoded
 * @param tag cache tags of whatever would change the target
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

/** 301 to the canonical path (percent-encoded), keeping the query. */
export function moved(c: Context<App>, path: string, tag: string): Response {
	return redirect(c, path + new URL(c.req.url).search, 301, tag);
}

/**
 * Sets the cache tags of a response. Responses to unknown queries, such as `?utm_source=…`, must not fill the cache
 * with copies.
 */
export function tagged(headers: Headers, request: Request, tag: string): void {
	headers.set("Cache-Tag", `${tag},${SITE_TAG}`);
	if (request.url.includes("?")) headers.set("Cloudflare-CDN-Cache-Control", "no-store");
}
