import type { Format } from "../feed/feed.ts";
import { digestOf } from "./digest.ts";

/** Where the feeds' list is kept in KV: `Index` as JSON. */
export const INDEX_KEY = "index";

/** What stands beside a rendition in KV. */
export interface RenditionMetadata {
	/** Quoted, weak: `W/"…"`. */
	etag: string;
	/** Milliseconds since 1970, whole seconds. */
	modified: number;
}

/** The KV key of a rendition: the gzipped bytes. */
export function renditionKey(feed: string, format: Format): string {
	return boundedKey("feed:", `${feed}.${format}`);
}

/** The KV key of an article: `PublishedArticle` as JSON. */
export function articleKey(address: string): string {
	return boundedKey("article:", address);
}

/** KV takes keys of 512 bytes; a longer name is replaced by its digest. */
function boundedKey(prefix: string, name: string): string {
	const isShort = new TextEncoder().encode(name).byteLength <= 480;
	return prefix + (isShort ? name : digestOf(name));
}
