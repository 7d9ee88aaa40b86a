import { digestOf, etagOf } from "../publisher/digest.ts";
import { isNotModified } from "./conditional.ts";
import { tagged } from "./edge.ts";
import { CACHE_CONTROL } from "./feed.ts";

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
