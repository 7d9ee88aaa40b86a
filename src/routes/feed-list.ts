import type { Context } from "hono";
import { authorPath, FORMATS, feedUrl, feedUrls } from "../feed/feed.ts";
import type { HomeSummary, Index } from "../feed/feed-index.ts";
import type { App } from "../http/context.ts";
import { errorResponse, notFound } from "../http/errors.ts";
import { pageResponse } from "../http/respond.ts";
import { INDEX_KEY, indexKey, type RenditionMetadata } from "../publisher/kv-keys.ts";

/** The list of feeds with its validators; null until something is published. */
export async function readIndex(kv: KVNamespace): Promise<{ index: Index; metadata: RenditionMetadata } | null> {
	const first = await readPage(kv, 1);
	if (first === null) return null;
	const others = Array.from({ length: (first.metadata.pages ?? 1) - 1 }, (_, index) => readPage(kv, index + 2));
	const feeds = (await Promise.all(others)).flatMap((page) => page?.index.feeds ?? []);
	return { index: { ...first.index, feeds: [...first.index.feeds, ...feeds] }, metadata: first.metadata };
}

/** A page of the list of feeds, from 1. */
async function readPage(kv: KVNamespace, page: number): Promise<{ index: Index; metadata: RenditionMetadata } | null> {
	const stored = await readList(kv, page);
	return stored && { index: JSON.parse(textOf(stored.list)), metadata: stored.metadata };
}

/** What the home page shows of the list of feeds; null until something is published. */
export async function readHomeSummary(kv: KVNamespace): Promise<HomeSummary | null> {
	const stored = await readList(kv, 1);
	if (stored === null) return null;
	return JSON.parse(textOf(stored.front));
}

async function readList(
	kv: KVNamespace,
	page: number,
): Promise<{ list: Uint8Array; front: Uint8Array; metadata: RenditionMetadata } | null> {
	const { value, metadata } = await kv.getWithMetadata<RenditionMetadata>(indexKey(page), "arrayBuffer");
	if (value === null || metadata === null || (page === 1 && metadata.length === undefined)) return null;
	const { length = value.byteLength } = metadata;
	return { list: new Uint8Array(value, 0, length), front: new Uint8Array(value, length), metadata };
}

function textOf(bytes: Uint8Array): string {
	return new TextDecoder().decode(bytes);
}

/**
 * `GET /feeds.json`: every feed and author with title, article count, newest date and URLs. A list too large for one KV value has
 * pages, `/feeds.json?page=2`; `next` is the address of the next one.
 */
export async function getFeedList(c: Context<App>): Promise<Response> {
	const { searchParams } = new URL(c.req.url);
	const page = /^[1-9]\d{0,2}$/.test(searchParams.get("page") ?? "") ? Number(searchParams.get("page")) : 1;
	const first = await readPage(c.env.KV, 1);
	const pages = first?.metadata.pages ?? 1;
	if (page > pages) return notFound(c, INDEX_KEY);
	const stored = page === 1 ? first : await readPage(c.env.KV, page);
	if (!stored) return errorResponse(c, 503, "Nothing is published yet. Try again in a minute.");
	const site = c.get("site");
	const feeds = stored.index.feeds.map(({ newest, ...feed }) => ({
		...feed,
		newest: newest === null ? null : new Date(newest).toISOString(),
		...Object.fromEntries(FORMATS.map((format) => [format, feedUrl(site, feed.name, format)])),
	}));
	const authors = stored.index.authors?.map(({ key, newest, ...author }) => ({
		...{ name: key, ...author, newest: new Date(newest).toISOString(), page: site.url + authorPath(key) },
		...feedUrls(site, "select", `?author=${encodeURIComponent(key)}`),
	}));
	const next = page < pages ? { next: `${site.url}/feeds.json?page=${page + 1}` } : {};
	return pageResponse(c.req.raw, JSON.stringify({ feeds, authors, ...next }), INDEX_KEY, {
		"Content-Type": "application/json; charset=utf-8",
		"Access-Control-Allow-Origin": "*",
	});
}
