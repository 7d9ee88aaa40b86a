import type { Context } from "hono";
import { type Format, feedLinks, feedPath, feedUrl, pageUrl, parseFeedPath } from "../feed/feed.ts";
import { type RenditionMetadata, renditionKey, tagOf } from "../publisher/keys.ts";
import { MEDIA_TYPES } from "../renditions/media-types.ts";
import { TTL_MINUTES } from "../renditions/rss.ts";
import type { Site } from "../settings.ts";
import type { App } from "./app-env.ts";
import { isNotModified } from "./conditional.ts";
import { tagged } from "./edge.ts";
import { acceptsGzip } from "./encoding.ts";
import { notFound } from "./errors.ts";
import { missing } from "./missing.ts";
import { moved } from "./redirect.ts";

/** Readers ask again after five minutes; the edge may serve an older copy while it fetches, or while we are down. */
export const CACHE_CONTROL = `public, max-age=${TTL_MINUTES * 60}, stale-while-revalidate=3600, stale-if-error=86400`;

/**
 * `GET /feed.rss`, `/topics/ai.atom`, `/providers/gizmochina.com.json`: one read of KV, streamed as it was stored,
 * or a 304. Other spellings of the same name are led to the canonical one.
 */
export async function serveFeed(c: Context<App>): Promise<Response> {
	const { pathname } = new URL(c.req.url);
	const feed = parseFeedPath(pathname);
	if (!feed?.format) return notFound(c);
	const canonical = feedPath(feed.name, feed.format);
	if (pathname !== canonical) return moved(c, canonical, tagOf({ kind: "feed", name: feed.name }));

	const { value, metadata } = await c.env.KV.getWithMetadata<RenditionMetadata>(
		renditionKey(feed.name, feed.format),
		"stream",
	);
	if (value === null || metadata === null) {
		const tag = tagOf({ kind: "feed", name: feed.name });
		return missing(c, { path: feedPath(feed.name), suffix: `.${feed.format}`, tag });
	}
	const headers = headersOf(feed.name, feed.format, metadata, c.get("site"), c.req.raw);
	if (isNotModified(c.req.raw.headers, metadata, Date.now())) {
		await value.cancel();
		return new Response(null, { status: 304, headers });
	}
	const isZipped = acceptsGzip(c.req.raw);
	if (isZipped) headers.set("Content-Encoding", "gzip");
	if (c.req.raw.method === "HEAD") {
		await value.cancel();
		return new Response(null, { headers, encodeBody: "manual" });
	}
	const document = await documentIn(value, metadata);
	if (isZipped) return new Response(document, { headers, encodeBody: "manual" });
	const plain = new Response(document).body?.pipeThrough(new DecompressionStream("gzip"));
	return new Response(plain, { headers });
}

/** The document without what may come after it. */
async function documentIn(value: ReadableStream, { length }: RenditionMetadata): Promise<BodyInit> {
	return length === undefined ? value : new Uint8Array(await new Response(value).arrayBuffer(), 0, length);
}

function headersOf(name: string, format: Format, metadata: RenditionMetadata, site: Site, request: Request): Headers {
	const headers = new Headers({
		"Content-Type": `${MEDIA_TYPES[format]}; charset=utf-8`,
		ETag: metadata.etag,
		"Last-Modified": new Date(metadata.modified).toUTCString(),
		"Cache-Control": CACHE_CONTROL,
		Vary: "Accept-Encoding",
		Link: feedLinks(feedUrl(site, name, format), site.hub, pageUrl(site, name)),
		"Access-Control-Allow-Origin": "*",
		"Access-Control-Expose-Headers": "ETag, Last-Modified, Link",
		"X-Content-Type-Options": "nosniff",
	});
	tagged(headers, request, tagOf({ kind: "feed", name }));
	return headers;
}
