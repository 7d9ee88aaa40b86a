import type { Context } from "hono";
import { digestOf, etagOf } from "../digest.ts";
import { lifetimesOf, type Rhythm } from "../feed/rhythm.ts";
import { SITE_TAG } from "../publisher/kv-keys.ts";
import { isNotModified } from "./conditional.ts";
import type { App } from "./context.ts";

/** An expired response may be served for an hour while a new one is fetched, and for a day if fetching fails. */
const STALE = "stale-while-revalidate=3600, stale-if-error=86400";

/** How long pages may be cached. */
const CACHE_CONTROL = `public, max-age=300, ${STALE}`;

/** `Cache-Control` for readers, and a separate header for Cloudflare's cache, which never forwards it. */
export interface CacheHeaders {
	"Cache-Control": string;
	"Cloudflare-CDN-Cache-Control": string;
}

/**
 * Archives rarely change, so Cloudflare may cache them for a day. `s-maxage` would forbid serving stale responses (RFC
 * 9111, section 4.2.4), so it is not used.
 */
export const ARCHIVE_CACHE: CacheHeaders = {
	"Cache-Control": `public, max-age=3600, ${STALE}`,
	"Cloudflare-CDN-Cache-Control": `max-age=86400, ${STALE}`,
};

/** Poll interval for feeds written by earlier releases, in seconds. */
export const FORMER_POLL = 300;

/** How long a feed may be cached, depending on how often new articles appear. */
export function feedCache(rhythm: Partial<Rhythm>, modified: number, now: number): CacheHeaders {
	const known = { poll: FORMER_POLL, ...rhythm };
	const { reader, edge, isCapped } = lifetimesOf(known, modified, now);
	return {
		"Cache-Control": `public, max-age=${reader}, ${STALE}`,
		"Cloudflare-CDN-Cache-Control": `max-age=${edge}, ${isCapped ? "stale-if-error=86400" : STALE}`,
	};
}

/**
 * Declares that a response depends on `Accept-Encoding`, where necessary. Cloudflare caches the gzipped response and
 * decompresses it for clients that do not accept gzip. With `Vary` it would store a copy for each spelling of the
 * header, so it only gets gzipped responses to cache.
 */
export function varyByEncoding(c: Context, headers: Headers, isZipped: boolean): void {
	if (!isBehindCache(c)) headers.append("Vary", "Accept-Encoding");
	else if (!isZipped) headers.set("Cloudflare-CDN-Cache-Control", "no-store");
}

/** Whether Cloudflare's cache is in front of the Worker; `wrangler dev` has no cache. */
function isBehindCache({ executionCtx }: Context): boolean {
	return "cache" in executionCtx && executionCtx.cache !== undefined;
}

/**
 * A page, or a 304. Only the ETag is compared: settings and releases change pages too, so the content's date does not
 * tell whether a page changed.
 */
export function pageResponse(request: Request, body: string, tag: string, headers: HeadersInit): Response {
	const all = new Headers(headers);
	all.set("Cache-Control", CACHE_CONTROL);
	all.set("X-Content-Type-Options", "nosniff");
	tagged(all, request, tag);
	return bytesResponse(request, new TextEncoder().encode(body), all);
}

/** Bytes with their ETag, or a 304. */
export function bytesResponse(request: Request, bytes: Uint8Array, headers: HeadersInit): Response {
	const etag = etagOf(digestOf(bytes));
	const all = new Headers(headers);
	all.set("ETag", etag);
	const validators = { etag, modified: Number.POSITIVE_INFINITY };
	if (isNotModified(request.headers, validators, Date.now())) return new Response(null, { status: 304, headers: all });
	return new Response(bytes, { headers: all });
}

/**
 * Redirects permanently (301, 308; cached for an hour) or temporarily (302; cached for a minute).
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

/** Redirects with 301 to the canonical path (percent-encoded), keeping the query. */
export function moved(c: Context<App>, path: string, tag: string): Response {
	return redirect(c, path + new URL(c.req.url).search, 301, tag);
}

/**
 * Sets the cache tags of a response. Responses to unknown query parameters, such as `?utm_source=…`, are not cached, so
 * that they do not fill the cache with copies.
 */
export function tagged(headers: Headers, request: Request, tag: string): void {
	headers.set("Cache-Tag", `${tag},${SITE_TAG}`);
	if (request.url.includes("?")) headers.set("Cloudflare-CDN-Cache-Control", "no-store");
}
