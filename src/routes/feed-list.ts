import type { Context } from "hono";
import { FORMATS, feedUrl } from "../feed/feed.ts";
import type { HomeSummary, Index } from "../feed/feed-index.ts";
import type { App } from "../http/context.ts";
import { errorResponse } from "../http/errors.ts";
import { pageResponse } from "../http/respond.ts";
import { INDEX_KEY, type RenditionMetadata } from "../publisher/kv-keys.ts";

/** The list of feeds with its validators; null as long as nothing was ever published. */
export async function readIndex(kv: KVNamespace): Promise<{ index: Index; metadata: RenditionMetadata } | null> {
	const stored = await readList(kv);
	return stored && { index: JSON.parse(textOf(stored.list)), metadata: stored.metadata };
}

/** What the first page shows of the list of feeds; null as long as nothing was ever published. */
export async function readHomeSummary(kv: KVNamespace): Promise<HomeSummary | null> {
	const stored = await readList(kv);
	if (stored === null) return null;
	return JSON.parse(textOf(stored.front));
}

async function readList(
	kv: KVNamespace,
): Promise<{ list: Uint8Array; front: Uint8Array; metadata: RenditionMetadata } | null> {
	const { value, metadata } = await kv.getWithMetadata<RenditionMetadata>(INDEX_KEY, "arrayBuffer");
	if (value === null || metadata?.length === undefined) return null;
	const { length } = metadata;
	return { list: new Uint8Array(value, 0, length), front: new Uint8Array(value, length), metadata };
}

function textOf(bytes: Uint8Array): string {
	return new TextDecoder().decode(bytes);
}

/** `GET /feeds.json`: every feed with its title, number of articles, newest date and URLs. */
export async function getFeedList(c: Context<App>): Promise<Response> {
	const stored = await readIndex(c.env.KV);
	if (!stored) return errorResponse(c, 503, "Nothing is published yet. Try again in a minute.");
	const site = c.get("site");
	const feeds = stored.index.feeds.map(({ newest, ...feed }) => ({
		...feed,
		newest: newest === null ? null : new Date(newest).toISOString(),
		...Object.fromEntries(FORMATS.map((format) => [format, feedUrl(site, feed.name, format)])),
	}));
	return pageResponse(c.req.raw, JSON.stringify({ feeds }), INDEX_KEY, {
		"Content-Type": "application/json; charset=utf-8",
		"Access-Control-Allow-Origin": "*",
	});
}
