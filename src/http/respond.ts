import type { Context } from "hono";
import { digestOf, etagOf } from "../digest.ts";
import { STALE, tagged } from "./cache-headers.ts";
import { isNotModified } from "./conditional.ts";
import type { App } from "./context.ts";

/** How long pages may be cached. */
const CACHE_CONTROL = `public, max-age=300, ${STALE}`;

/**
 * Responds with a page or a 304. Compares only the ETag. The date of the content does not show whether a page has
 * changed, because new settings and new releases of Newsstand change pages, too.
 */
export function pageResponse(request: Request, body: string, tag: string, headers: HeadersInit): Response {
	const all = new Headers(headers);
	all.set("Cache-Control", CACHE_CONTROL);
	all.set("X-Content-Type-Options", "nosniff");
	tagged(all, request, tag);
	return bytesResponse(request, new TextEncoder().encode(body), all);
}

/** Responds with bytes and their ETag, or a 304. */
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
 * @param location a path on this site with its query, or a URL, percent-encoded
 * @param tag cache tags of everything that could change the target
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
