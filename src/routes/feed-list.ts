import type { Context } from "hono";
import { authorPath, FORMATS, feedUrl, feedUrls } from "../feed/feed.ts";
import { type Index, type Navigation, navigationOf } from "../feed/feed-index.ts";
import { languageFeed } from "../feed/language-feed.ts";
import type { App } from "../http/context.ts";
import { errorResponse, notFound } from "../http/errors.ts";
import { pageResponse } from "../http/respond.ts";
import { INDEX_KEY, indexKey, NAVIGATION_KEY, type RenditionMetadata } from "../publisher/kv-keys.ts";
import { answered } from "../publisher/read/reader-queue.ts";
import { publisherOf } from "../publisher/stub.ts";

/** A page of the list of feeds. */
interface ListedPage {
	index: Index;
	/** When the list last changed, in milliseconds since 1970. */
	modified: number;
	/** Number of pages of the list. */
	pages: number;
}

/** Returns the list of feeds, and when the list last changed; null if nothing has been published yet. */
export async function readIndex(env: Cloudflare.Env): Promise<Pick<ListedPage, "index" | "modified"> | null> {
	const first = await readPage(env, 1);
	if (first === null) return null;
	const others = Array.from({ length: first.pages - 1 }, (_, index) => readPage(env, index + 2));
	const feeds = (await Promise.all(others)).flatMap((page) => page?.index.feeds ?? []);
	return { index: { ...first.index, feeds: [...first.index.feeds, ...feeds] }, modified: first.modified };
}

/**
 * Returns a page of the list of feeds. Pages are counted from 1. Takes one KV read. A page that has not been written to
 * KV yet is requested from the Publisher.
 */
async function readPage(env: Cloudflare.Env, page: number): Promise<ListedPage | null> {
	const { value, metadata } = await env.KV.getWithMetadata<RenditionMetadata>(indexKey(page), "arrayBuffer");
	if (value !== null && metadata !== null) {
		// Up to release 0.1.0, the value of the first page contained more data after the page.
		const { modified, pages = 1, length = value.byteLength } = metadata;
		return { index: JSON.parse(new TextDecoder().decode(new Uint8Array(value, 0, length))), modified, pages };
	}
	const list = answered(await publisherOf(env).unwritten().list());
	const text = list?.pages[page - 1];
	return list && text !== undefined
		? { index: JSON.parse(text), modified: list.modified, pages: list.pages.length }
		: null;
}

/**
 * Returns the navigation that every page shows; null if nothing has been published yet. Takes one KV read of a small
 * value.
 */
export async function readNavigation(env: Cloudflare.Env): Promise<Navigation | null> {
	const stored = await env.KV.get<Navigation>(NAVIGATION_KEY, "json");
	if (stored !== null) return stored;
	const list = await readIndex(env);
	return list && navigationOf(list.index.feeds);
}

/**
 * `GET /feeds.json`: all feeds and authors, each with its title, article count, date of the newest article, and URLs.
 * If the list is too large for one KV value, it continues on pages such as `/feeds.json?page=2`, and `next` is the URL
 * of the next page. If the site publishes in several languages, there is also a feed for each language.
 */
export async function getFeedList(c: Context<App>): Promise<Response> {
	const { searchParams } = new URL(c.req.url);
	const page = /^[1-9]\d{0,2}$/.test(searchParams.get("page") ?? "") ? Number(searchParams.get("page")) : 1;
	const first = await readPage(c.env, 1);
	const pages = first?.pages ?? 1;
	if (page > pages) return notFound(c, INDEX_KEY);
	const stored = page === 1 ? first : await readPage(c.env, page);
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
	const languages = page === 1 ? (await readNavigation(c.env))?.languages : undefined;
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
