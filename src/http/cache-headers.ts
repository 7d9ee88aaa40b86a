import type { Lifetimes } from "../feed/rhythm.ts";
import { SITE_TAG } from "../publisher/kv-keys.ts";

/** An expired response may be served for an hour while a new one is fetched, and for a day if fetching fails. */
export const STALE = "stale-while-revalidate=3600, stale-if-error=86400";

/** `Cache-Control` for readers, and a header that Cloudflare's cache obeys but does not pass on to readers. */
export interface CacheHeaders {
	"Cache-Control": string;
	"Cloudflare-CDN-Cache-Control": string;
}

/**
 * Archives rarely change, so Cloudflare may cache them for a day. We do not use `s-maxage`, because that directive
 * forbids serving stale responses (RFC 9111, section 4.2.4).
 */
export const ARCHIVE_CACHE: CacheHeaders = {
	"Cache-Control": `public, max-age=3600, ${STALE}`,
	"Cloudflare-CDN-Cache-Control": `max-age=86400, ${STALE}`,
};

/** Returns the headers that say how long a feed may be cached. */
export function feedCache({ reader, edge, isCapped }: Lifetimes): CacheHeaders {
	return {
		"Cache-Control": `public, max-age=${reader}, ${STALE}`,
		"Cloudflare-CDN-Cache-Control": `max-age=${edge}, ${isCapped ? "stale-if-error=86400" : STALE}`,
	};
}

/**
 * Declares that a response depends on `Accept-Encoding`, but not behind Cloudflare's cache, which would store a copy
 * for each value of that header. Instead, Cloudflare caches only the gzipped response, and decompresses it for clients
 * that do not accept gzip.
 */
export function varyByEncoding(isBehindCache: boolean, headers: Headers, isZipped: boolean): void {
	if (!isBehindCache) headers.append("Vary", "Accept-Encoding");
	else if (!isZipped) headers.set("Cloudflare-CDN-Cache-Control", "no-store");
}

/** Whether Cloudflare's cache is in front of the Worker. `wrangler dev` does not have a cache. */
export function isBehindCache(context: object): boolean {
	return "cache" in context && context.cache !== undefined;
}

/**
 * Sets the cache tags of a response. If the request has a query, for example `?utm_source=…`, the response is not
 * cached, because such responses would fill the cache with copies.
 */
export function tagged(headers: Headers, request: Request, tag: string): void {
	headers.set("Cache-Tag", `${tag},${SITE_TAG}`);
	if (request.url.includes("?")) headers.set("Cloudflare-CDN-Cache-Control", "no-store");
}
