import type { Context } from "hono";
import type { Format } from "../feed/feed.ts";
import { SITE_TAG } from "../publisher/keys.ts";
import type { Answer } from "../publisher/library.ts";
import { MEDIA_TYPES } from "../renditions/media-types.ts";
import type { App } from "./app-env.ts";
import { isNotModified } from "./conditional.ts";
import { acceptsGzip } from "./encoding.ts";
import { errorResponse, movedTo, notFound } from "./errors.ts";
import { CACHE_CONTROL } from "./feed.ts";

/** Readers as with feeds; the edge, which is told when one changes, keeps an archive for a day. */
export const ARCHIVE_CACHE_CONTROL = CACHE_CONTROL.replace(",", ", s-maxage=86400,");

/** A feed that was made for this request, or a 304; the way to where it is; or a 404. */
export function libraryResponse(c: Context<App>, answer: Answer, format: Format, cacheControl: string): Response {
	if (answer.kind === "moved") return movedTo(c, answer.location);
	if (answer.kind === "unknown") return errorResponse(c, 404, answer.message);
	if (answer.kind === "closed") return notFound(c);
	if (answer.kind === "empty") return notFound(c, answer.tag);
	const { pathname, search } = new URL(c.req.url);
	const headers = new Headers({
		"Content-Type": `${MEDIA_TYPES[format]}; charset=utf-8`,
		ETag: answer.etag,
		"Last-Modified": new Date(answer.modified).toUTCString(),
		"Cache-Control": cacheControl,
		// The query is part of what was asked for here, and of the edge's key: it may keep it.
		"Cache-Tag": [...answer.tags, SITE_TAG].join(","),
		Vary: "Accept-Encoding",
		Link: `<${c.get("site").url}${pathname}${search}>; rel="self"`,
		"Access-Control-Allow-Origin": "*",
		"Access-Control-Expose-Headers": "ETag, Last-Modified, Link",
		"X-Content-Type-Options": "nosniff",
	});
	if (isNotModified(c.req.raw.headers, answer, Date.now())) return new Response(null, { status: 304, headers });
	if (acceptsGzip(c.req.raw)) {
		headers.set("Content-Encoding", "gzip");
		return new Response(answer.body, { headers, encodeBody: "manual" });
	}
	return new Response(new Response(answer.body).body?.pipeThrough(new DecompressionStream("gzip")), { headers });
}
