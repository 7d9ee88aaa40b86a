import { digestOf } from "../digest.ts";
import { FORMATS, type Format, feedPath } from "../feed/feed.ts";
import type { Entry } from "./flush/outbox.ts";

/** Where the feeds' list is kept in KV: `Index` as JSON, and after it `Front`. */
export const INDEX_KEY = "index";

/** How many values the list of feeds may have; more feeds than fit there do not fit into the Publisher. */
const MAX_INDEX_PAGES = 10;

/** Where a page of the list of feeds is kept in KV, from 1: `index`, `index:2`. */
export function indexKey(page: number): string {
	return page === 1 ? INDEX_KEY : `${INDEX_KEY}:${page}`;
}

/** Where in KV it is kept what has become of addresses: the text that `findMove` searches. */
export const REDIRECTS_KEY = "moves";

/** What stands beside a rendition in KV. */
export interface RenditionMetadata {
	/** Quoted, weak: `W/"…"`. */
	etag: string;
	/** Milliseconds since 1970, whole seconds. */
	modified: number;
	/** Of the list of feeds: how many pages it has, if there are several. */
	pages?: number;
	/** Of the document, in bytes, where what pages are made from comes after it. */
	length?: number;
}

/** The KV key of a rendition: the gzipped bytes. After those of JSON Feed comes `TeaserFeed` as JSON. */
export function renditionKey(feed: string, format: Format): string {
	return boundedKey("feed:", `${feed}.${format}`);
}

/** What is kept in the place of an article that was taken back. */
export interface Gone {
	gone: true;
}

/** The KV key of an article: `PublishedArticle` as JSON, or `Gone`. */
export function articleKey(address: string): string {
	return boundedKey("article:", address);
}

/** The KV keys that an entry of the outbox writes. */
export function keysOf(entry: Entry): string[] {
	if (entry.kind === "feed") return FORMATS.map((format) => renditionKey(entry.name, format));
	if (entry.kind === "article") return [articleKey(entry.name)];
	if (entry.kind === "moves") return [REDIRECTS_KEY];
	return Array.from({ length: MAX_INDEX_PAGES }, (_, index) => indexKey(index + 1));
}

/** Every public answer has this cache tag: where too much changed at once, all of them are purged. */
export const SITE_TAG = "site";

/** The cache tag of what an entry of the outbox is shown in: printable ASCII, no comma, short. */
export function tagOf(entry: Entry): string {
	if (entry.kind === "index") return INDEX_KEY;
	if (entry.kind === "moves") return REDIRECTS_KEY;
	if (entry.kind === "article") return `article:${digestOf(entry.name)}`;
	const path = feedPath(entry.name);
	return path.length <= 200 ? path : `feed:${digestOf(entry.name)}`;
}

/** KV takes keys of 512 bytes; a longer name is replaced by its digest. */
function boundedKey(prefix: string, name: string): string {
	const isShort = name.length <= 160 || new TextEncoder().encode(name).byteLength <= 480;
	return prefix + (isShort ? name : digestOf(name));
}
