import { digestOf } from "../digest.ts";
import { FORMATS, type Format, feedPath } from "../feed/feed.ts";
import type { Entry } from "./flush/outbox.ts";

/** KV key of the list of feeds: `Index` as JSON, followed by `HomeSummary`. */
export const INDEX_KEY = "index";

/** Maximum number of values for the list of feeds; it would hold more feeds than the Publisher can. */
const MAX_INDEX_PAGES = 10;

/** KV key of a page of the list of feeds, from 1: `index`, `index:2`. */
export function indexKey(page: number): string {
	return page === 1 ? INDEX_KEY : `${INDEX_KEY}:${page}`;
}

/** KV key of all redirects: the text that `findRedirect` searches. */
export const REDIRECTS_KEY = "moves";

/** KV metadata of a rendition. */
export interface RenditionMetadata {
	/** Quoted, weak: `W/"…"`. */
	etag: string;
	/** Milliseconds since 1970, whole seconds. */
	modified: number;
	/** For the list of feeds: number of pages, if there are several. */
	pages?: number;
	/** Length of the document in bytes, if the summary for pages follows it. */
	length?: number;
	/** Of a feed: how its news come (`Rhythm`). Feeds written by earlier releases lack it. */
	poll?: number;
	next?: number;
}

/** KV key of a rendition: gzipped bytes. JSON Feed is followed by `FeedSummary` as JSON. */
export function renditionKey(feed: string, format: Format): string {
	return boundedKey("feed:", `${feed}.${format}`);
}

/** Stored in place of a removed article. */
export interface Gone {
	gone: true;
}

/** KV key of an article: `PublishedArticle` as JSON, or `Gone`. */
export function articleKey(address: string): string {
	return boundedKey("article:", address);
}

/** The KV keys that an outbox entry writes. */
export function keysOf(entry: Entry): string[] {
	if (entry.kind === "feed") return FORMATS.map((format) => renditionKey(entry.name, format));
	if (entry.kind === "article") return [articleKey(entry.name)];
	if (entry.kind === "moves") return [REDIRECTS_KEY];
	return Array.from({ length: MAX_INDEX_PAGES }, (_, index) => indexKey(index + 1));
}

/** Cache tag of every public response: purged when too much changed at once. */
export const SITE_TAG = "site";

/** Cache tag of everything that shows an outbox entry: printable ASCII, no comma, short. */
export function tagOf(entry: Entry): string {
	if (entry.kind === "index") return INDEX_KEY;
	if (entry.kind === "moves") return REDIRECTS_KEY;
	if (entry.kind === "article") return `article:${digestOf(entry.name)}`;
	const path = feedPath(entry.name);
	return path.length <= 200 ? path : `feed:${digestOf(entry.name)}`;
}

/** Cache tag of a file beside articles. */
export function fileTag(hash: string): string {
	return `media:${hash}`;
}

/** KV keys have at most 512 bytes; longer names are replaced by their digest. */
function boundedKey(prefix: string, name: string): string {
	const isShort = name.length <= 160 || new TextEncoder().encode(name).byteLength <= 480;
	return prefix + (isShort ? name : digestOf(name));
}
