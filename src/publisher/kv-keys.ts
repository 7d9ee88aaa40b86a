import { digestOf } from "../digest.ts";
import { FORMATS, type Format, feedPath } from "../feed/feed.ts";
import type { Rendering } from "../renditions/render.ts";
import type { Entry } from "./flush/outbox.ts";

/** KV key of the list of feeds, stored as JSON (`Index`). */
export const INDEX_KEY = "index";

/**
 * KV key of the site's navigation, stored as JSON (`Navigation`): the part of the list of feeds that appears on every
 * page.
 */
export const NAVIGATION_KEY = "navigation";

/** Maximum number of pages of the list of feeds: enough for more feeds than the Publisher can store. */
const MAX_INDEX_PAGES = 10;

/** Returns the KV key of a page of the list of feeds, counting from 1: `index`, `index:2`. */
export function indexKey(page: number): string {
	return page === 1 ? INDEX_KEY : `${INDEX_KEY}:${page}`;
}

/** KV key of all redirects, in the form that `findRedirect` searches. */
export const REDIRECTS_KEY = "moves";

/** KV key of the links to site pages such as an imprint, stored as JSON (`Menu`). */
export const MENU_KEY = "menu";

/**
 * KV metadata of a list, an article or the redirects. Also the metadata of feeds that releases up to 0.1.0 wrote, with
 * one value per format.
 */
export interface RenditionMetadata {
	/** Quoted and weak: `W/"…"`. */
	etag: string;
	/** In milliseconds since 1970, rounded to whole seconds. */
	modified: number;
	/** Number of pages of the list of feeds, if there are several. */
	pages?: number;
	/** Length of the document in bytes, if the same value also contains the summary for pages, after the document. */
	length?: number;
}

/** The position of one part of a stored feed within the value, in bytes. */
export interface FeedPart {
	offset: number;
	length: number;
	/** Quoted and weak: `W/"…"`. The summary has no ETag, because the pages that show it have their own. */
	etag?: string;
}

/** KV metadata of a feed. KV allows up to 1,024 bytes of metadata. */
export interface FeedMetadata {
	/** In milliseconds since 1970, rounded to whole seconds. */
	modified: number;
	parts: Record<Rendering, FeedPart>;
	/** How long readers may cache the feed, in seconds (`Rhythm`). */
	poll: number;
	next?: number;
}

/** The parts of a stored feed, in the order in which the value contains them. */
export const PARTS: readonly Rendering[] = [...FORMATS, "summary"];

/**
 * Returns the KV key of a feed. The value contains the feed in all formats, gzipped, followed by `FeedSummary` as JSON.
 * They share one value so that they are always consistent.
 */
export function feedKey(feed: string): string {
	return boundedKey("feeds:", feed);
}

/**
 * Returns the KV key that releases up to 0.1.0 used for a feed in one format. In the value for JSON Feed, the document
 * is followed by `FeedSummary`. The old values are read until the feed's new value is written, and kept for one release
 * so that a rollback is possible.
 */
export function formerKey(feed: string, format: Format): string {
	return boundedKey("feed:", `${feed}.${format}`);
}

/** Returns the KV keys that releases up to 0.1.0 used for a feed, one per format. */
export function formerKeys(feed: string): string[] {
	return FORMATS.map((format) => formerKey(feed, format));
}

/** Stored in place of a removed article. */
export interface Gone {
	gone: true;
}

/** Returns the KV key of an article. The value is a `PublishedArticle` as JSON, or `Gone`. */
export function articleKey(address: string): string {
	return boundedKey("article:", address);
}

/** Returns the KV keys that an outbox entry writes or deletes. */
export function keysOf(entry: Entry): string[] {
	if (entry.kind === "feed") return [feedKey(entry.name), ...formerKeys(entry.name)];
	if (entry.kind === "article") return [articleKey(entry.name)];
	if (entry.kind === "moves") return [REDIRECTS_KEY];
	if (entry.kind === "menu") return [MENU_KEY];
	return [NAVIGATION_KEY, ...indexKeys()];
}

/** Returns the KV keys of all pages of the list of feeds. */
export function indexKeys(): string[] {
	return Array.from({ length: MAX_INDEX_PAGES }, (_, index) => indexKey(index + 1));
}

/** Cache tag of every public response. It is purged when too much has changed to purge individual tags. */
export const SITE_TAG = "site";

/**
 * Returns the cache tag of all responses that show an outbox entry. The tag is short printable ASCII without commas.
 */
export function tagOf(entry: Entry): string {
	if (entry.kind === "index") return INDEX_KEY;
	if (entry.kind === "moves") return REDIRECTS_KEY;
	// The menu appears on every page, so a change to it purges the whole site.
	if (entry.kind === "menu") return SITE_TAG;
	if (entry.kind === "article") return `article:${digestOf(entry.name)}`;
	const path = feedPath(entry.name);
	return path.length <= 200 ? path : `feed:${digestOf(entry.name)}`;
}

/** Returns the cache tag of an uploaded file. */
export function fileTag(hash: string): string {
	return `media:${hash}`;
}

/** Cache tag of the site's icons and logo. */
export const ICONS_TAG = "icon";

/** Returns a KV key within the limit of 512 bytes. Longer names are replaced with their digest. */
function boundedKey(prefix: string, name: string): string {
	const isShort = name.length <= 160 || new TextEncoder().encode(name).byteLength <= 480;
	return prefix + (isShort ? name : digestOf(name));
}
