import type { Context } from "hono";
import { authorPath, FORMATS, feedUrl, feedUrls } from "../feed/feed.ts";
import type { Index, Navigation } from "../feed/feed-index.ts";
import { languageFeed } from "../feed/language-feed.ts";
import type { App } from "../http/context.ts";
import { errorResponse, notFound } from "../http/errors.ts";
import { pageResponse } from "../http/respond.ts";
import { INDEX_KEY, indexKey, NAVIGATION_KEY, type RenditionMetadata } from "../publisher/kv-keys.ts";

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
	const { value, metadata } = await kv.getWithMetadata<Index, RenditionMetadata>(indexKey(page), "json");
	return value === null || metadata === null ? null : { index: value, metadata };
}

/** What every page offers of the list of feeds: one small KV read. Null until something is published. */
export async function readNavigation(kv: KVNamespace): Promise<Navigation | null> {
	return kv.get<Navigation>(NAVIGATION_KEY, "json");
}

/**
 * `GET /feeds.json`: every feed and author with title, article count, newest date and URLs. A list too large for one KV value
 * has pages, `/feeds.json?page=2`; `next` is the address of the next one. A site in several languages has a feed for each.
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
	const languages = page === 1 ? (await readNavigation(c.env.KV))?.languages : undefined;
	const inLanguages = languages?.map((language) => ({
		language,
		...Object.fromEntries(FORMATS.map((format) => [format, feedUrl(site, languageFeed(language), format)])),
	}));
	const next = page < pages ? { next: `${site.url}/feeds.json?page=${page + 1}` } : {};
	return pageResponse(c.req.raw, JSON.stringify({ feeds, authors, languages: inLanguages, ...next }), INDEX_KEY, {
		"Content-Type": "application/json; charset=utf-8",
		"Access-Control-Allow-Origin": "*",
	});
}
