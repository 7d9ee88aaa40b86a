import type { Context } from "hono";
import { type Format, feedLinks } from "../feed/feed.ts";
import type { Answer } from "../publisher/answer.ts";
import { SITE_TAG } from "../publisher/keys.ts";
import { MEDIA_TYPES } from "../renditions/media-types.ts";
import type { App } from "./app-env.ts";
import { isNotModified } from "./conditional.ts";
import { acceptsGzip } from "./encoding.ts";
import { errorResponse, notFound } from "./errors.ts";
import { CACHE_CONTROL } from "./feed.ts";
import { redirect } from "./redirect.ts";

/** Readers as with feeds; the edge, which is told when one changes, keeps an archive for a day. */
export const ARCHIVE_CACHE_CONTROL = CACHE_CONTROL.replace(",", ", s-maxage=86400,");

/** A feed that was made for this request, or a 304; the way to where it is; or a 404. */
export function libraryResponse(c: Context<App>, answer: Answer, format: Format, cacheControl: string): Response {
	if (answer.kind === "moved") {
		return redirect(c, answer.location, answer.isForNow ? 302 : 301, answer.tags.join(","));
	}
	// A subscriber is told of what is not there nothing more than of what is for others.
	const isPrivate = c.get("subscriber") !== undefined;
	if (answer.kind === "closed" || (answer.kind === "unknown" && isPrivate)) return notFound(c);
	if (answer.kind === "unknown") return errorResponse(c, 404, answer.name.message);
	if (answer.kind === "empty") return notFound(c, answer.tag);
	const { pathname, search } = new URL(c.req.url);
	const { url } = c.get("site");
	const page = pathname.slice(0, -`.${format}`.length);
	const headers = new Headers({
		"Content-Type": `${MEDIA_TYPES[format]}; charset=utf-8`,
		ETag: answer.etag,
		"Cache-Control": cacheControl,
		// The query is part of what was asked for here, and of the edge's key: it may keep it.
		"Cache-Tag": [...answer.tags, SITE_TAG].join(","),
		Vary: "Accept-Encoding",
		Link: feedLinks(url + pathname + search, answer.hub, url + page + search),
		"Access-Control-Allow-Origin": "*",
		"Access-Control-Expose-Headers": "ETag, Last-Modified, Link",
		"X-Content-Type-Options": "nosniff",
	});
	// What is for members changes at times that nobody else is told: such a feed is known by its ETag alone.
	const modified = isPrivate ? Number.POSITIVE_INFINITY : answer.modified;
	if (!isPrivate) headers.set("Last-Modified", new Date(modified).toUTCString());
	if (isNotModified(c.req.raw.headers, { etag: answer.etag, modified }, Date.now()))
		return new Response(null, { status: 304, headers });
	if (acceptsGzip(c.req.raw)) {
		headers.set("Content-Encoding", "gzip");
		return new Response(answer.body, { headers, encodeBody: "manual" });
	}
	return new Response(new Response(answer.body).body?.pipeThrough(new DecompressionStream("gzip")), { headers });
}
