import { digestOf } from "../publisher/digest.ts";
import { isNotModified } from "./conditional.ts";
import { CACHE_CONTROL } from "./feed.ts";

/** A page with its validators, or a 304. `modified` is in milliseconds since 1970. */
export function pageResponse(request: Request, body: string, modified: number, headers: HeadersInit): Response {
	const etag = `W/"${digestOf(body)}"`;
	const all = new Headers(headers);
	all.set("ETag", etag);
	all.set("Last-Modified", new Date(modified).toUTCString());
	all.set("Cache-Control", CACHE_CONTROL);
	all.set("X-Content-Type-Options", "nosniff");
	if (isNotModified(request.headers, { etag, modified }, Date.now()))
		return new Response(null, { status: 304, headers: all });
	return new Response(body, { headers: all });
}
