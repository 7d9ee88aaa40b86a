import { SITE_TAG } from "../publisher/keys.ts";

/**
 * Tells the edge by which tags it can be made to forget a response. Its key holds the query, which means nothing to us:
 * `?utm_source=…` must not fill it with copies.
 */
export function tagged(headers: Headers, request: Request, tag: string): void {
	headers.set("Cache-Tag", `${tag},${SITE_TAG}`);
	if (request.url.includes("?")) headers.set("Cloudflare-CDN-Cache-Control", "no-store");
}
