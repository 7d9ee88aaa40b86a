import type { Lifetimes } from "../feed/rhythm.ts";
import { SITE_TAG } from "../publisher/kv-keys.ts";

/** An expired response may be used for an hour while a new one is fetched, and for a day while that fails. */
export const STALE = "stale-while-revalidate=3600, stale-if-error=86400";

/** `Cache-Control` for readers, and the one for Cloudflare's cache alone, which never passes it on. */
export interface CacheHeaders {
	"Cache-Control": string;
	"Cloudflare-CDN-Cache-Control": string;
}

/**
 * Archives change rarely: Cloudflare may cache them for a day. Not with `s-maxage`, which forbids to serve them stale
 * (RFC 9111, section 4.2.4).
 */
export const ARCHIVE_CACHE: CacheHeaders = {
	"Cache-Control": `public, max-age=3600, ${STALE}`,
	"Cloudflare-CDN-Cache-Control": `max-age=86400, ${STALE}`,
};

/** How long a feed may be cached, by how often it has news. */
export function feedCache({ reader, edge, isCapped }: Lifetimes): CacheHeaders {
	return {
		"Cache-Control": `public, max-age=${reader}, ${STALE}`,
		"Cloudflare-CDN-Cache-Control": `max-age=${edge}, ${isCapped ? "stale-if-error=86400" : STALE}`,
	};
}

/**
 * Says that a response depends on `Accept-Encoding`, where that has to be said. Cloudflare keeps the gzipped response and
 * decompresses it for clients that do not accept gzip; with `Vary` it would keep a copy for each spelling of the header. So
 * its cache gets nothing but gzip.
 *
 * @param context of the execution
 */
export function varyByEncoding(context: object, headers: Headers, isZipped: boolean): void {
	if (!isBehindCache(context)) headers.append("Vary", "Accept-Encoding");
	else if (!isZipped) headers.set("Cloudflare-CDN-Cache-Control", "no-store");
}

/** Whether Cloudflare's cache is in front of the Worker; `wrangler dev` has none. */
export function isBehindCache(context: object): boolean {
	return "cache" in context && context.cache !== undefined;
}

/**
 * Sets the cache tags of a response. Responses to unknown queries, such as `?utm_source=…`, must not fill the cache
 * with copies.
 */
export function tagged(headers: Headers, request: Request, tag: string): void {
	headers.set("Cache-Tag", `${tag},${SITE_TAG}`);
	if (request.url.includes("?")) headers.set("Cloudflare-CDN-Cache-Control", "no-store");
}
