import { digestOf } from "../digest.ts";
import { FORMATS, type Format, feedPath } from "../feed/feed.ts";
import type { Rendering } from "../renditions/render.ts";
import type { Entry } from "./flush/outbox.ts";

/** KV key of the list of feeds: `Index` as JSON. */
export const INDEX_KEY = "index";

/** KV key of the part of the list of feeds that every page shows: `Navigation` as JSON. */
export const NAVIGATION_KEY = "navigation";

/** Maximum number of pages for the list of feeds, enough for more feeds than the Publisher can hold. */
const MAX_INDEX_PAGES = 10;

/** KV key of a page of the list of feeds, counted from 1: `index`, `index:2`. */
export function indexKey(page: number): string {
	return page === 1 ? INDEX_KEY : `${INDEX_KEY}:${page}`;
}

/** KV key of all redirects, in the form that `findRedirect` searches. */
export const REDIRECTS_KEY = "moves";

/** KV key of the links to site pages, such as an imprint: `Menu` as JSON. */
export const MENU_KEY = "menu";

/**
 * KV metadata of a list, an article or the redirects, and of a feed stored as one value per format (up to release
 * 0.1.0).
 */
export interface RenditionMetadata {
	/** Quoted, weak: `W/"…"`. */
	etag: string;
	/** Milliseconds since 1970, whole seconds. */
	modified: number;
	/** Number of pages of the list of feeds, if there are several. */
	pages?: number;
	/** Length of the document in bytes, if the summary for pages follows it. */
	length?: number;
}

/** Where one part of a stored feed is in the value, in bytes. */
export interface FeedPart {
	offset: number;
	length: number;
	/** Quoted, weak: `W/"…"`. Absent for the summary: pages have their own ETags. */
	etag?: string;
}

/** KV metadata of a feed; KV allows 1,024 bytes. */
export interface FeedMetadata {
	/** Milliseconds since 1970, whole seconds. */
	modified: number;
	parts: Record<Rendering, FeedPart>;
	/** How long readers may keep the feed, in seconds (`Rhythm`). */
	poll: number;
	next?: number;
}

/** The parts of a stored feed, in the order of the value. */
export const PARTS: readonly Rendering[] = [...FORMATS, "summary"];

/**
 * KV key of a feed: all formats, gzipped, followed by `FeedSummary` as JSON. They share one value so that formats
 * cannot disagree.
 */
export function feedKey(feed: string): string {
	return boundedKey("feeds:", feed);
}

/**
 * KV key of a feed in one format, up to release 0.1.0; JSON Feed is followed by `FeedSummary`. These values are read
 * until the feed's own value is written, and kept for one release to allow a rollback.
 */
export function formerKey(feed: string, format: Format): string {
	return boundedKey("feed:", `${feed}.${format}`);
}

/** The KV keys of a feed in all formats, up to release 0.1.0. */
export function formerKeys(feed: string): string[] {
	return FORMATS.map((format) => formerKey(feed, format));
}

/** Stored in place of a removed article. */
export interface Gone {
	gone: true;
}

/** KV key of an article: `PublishedArticle` as JSON, or `Gone`. */
export function articleKey(address: string): string {
	return boundedKey("article:", address);
}

/** The KV keys that an outbox entry writes or deletes. */
export function keysOf(entry: Entry): string[] {
	if (entry.kind === "feed") return [feedKey(entry.name), ...formerKeys(entry.name)];
	if (entry.kind === "article") return [articleKey(entry.name)];
	if (entry.kind === "moves") return [REDIRECTS_KEY];
	if (entry.kind === "menu") return [MENU_KEY];
	return [NAVIGATION_KEY, ...indexKeys()];
}

/** The KV keys of all pages of the list of feeds. */
export function indexKeys(): string[] {
	return Array.from({ length: MAX_INDEX_PAGES }, (_, index) => indexKey(index + 1));
}

/** Cache tag of every public response, purged when too much changed at once. */
export const SITE_TAG = "site";

/** Cache tag of everything that shows an outbox entry: short printable ASCII without commas. */
export function tagOf(entry: Entry): string {
	if (entry.kind === "index") return INDEX_KEY;
	if (entry.kind === "moves") return REDIRECTS_KEY;
	// The menu is on every page.
	if (entry.kind === "menu") return SITE_TAG;
	if (entry.kind === "article") return `article:${digestOf(entry.name)}`;
	const path = feedPath(entry.name);
	return path.length <= 200 ? path : `feed:${digestOf(entry.name)}`;
}

/** Cache tag of a file beside articles. */
export function fileTag(hash: string): string {
	return `media:${hash}`;
}

/** Cache tag of the site's icons and logo. */
export const ICONS_TAG = "icon";

/** A KV key within the limit of 512 bytes: longer names are replaced by their digest. */
function boundedKey(prefix: string, name: string): string {
	const isShort = name.length <= 160 || new TextEncoder().encode(name).byteLength <= 480;
	return prefix + (isShort ? name : digestOf(name));
}
