import type { Article, Picture } from "../article/article.ts";
import type { Site } from "../settings.ts";

/** An article with the identity and the time that the Publisher gave it. */
export interface PublishedArticle extends Article {
	/** Absolute IRI, minted at first publication and never changed. RSS `guid`, Atom `id`, JSON Feed `id`. */
	guid: string;
	/** The last change that a reader can see. */
	updated: number;
}

/** A titled, ordered set of articles with its own URL. */
export interface Feed {
	/** The path of its URL without the extension: `feed`, `topics/ai`, `providers/gizmochina.com`. */
	name: string;
	/** The query of its URL, with its question mark; empty if it has none. */
	query?: string | undefined;
	title: string;
	description: string;
	/** Atom `id`, where the page does not identify it. */
	id?: string | undefined;
	/** The page that shows the same articles to people. */
	url: string;
	image?: Picture | undefined;
	/** The newest change among its articles. */
	updated: number;
	/** Newest first. */
	articles: PublishedArticle[];
	/** Where its older articles are. */
	archives?: Archives | undefined;
	/** Of a stored feed: how many articles its archive has of each month (UTC), newest first. */
	months?: Record<string, number> | undefined;
	/** Articles that it had until lately. */
	deleted?: Deletion[] | undefined;
	/** The WebSub hub at which it can be subscribed to. */
	hub?: string | undefined;
}

/** How a feed and its archives hang together (RFC 5005, section 4): the names of feeds, with the query of this one. */
export interface Archives {
	/** Of an archive: the feed that it belongs to. */
	current?: string | undefined;
	/** The archive that holds what was published before. */
	previous?: string | undefined;
	/** Of an archive: the one that holds what was published after it. */
	next?: string | undefined;
}

/** An article that is no more (RFC 6721). */
export interface Deletion {
	guid: string;
	/** When it was taken back, in milliseconds since 1970. */
	time: number;
}

export const SITE_FEED = "feed";

export type Format = "rss" | "atom" | "json";
export const FORMATS: readonly Format[] = ["rss", "atom", "json"];

/** A name that is its own encoding, as most are. */
const UNRESERVED = /^[\w.~/-]*$/;

/** The path of a feed's URL, percent-encoded (RFC 3986). */
export function feedPath(name: string, format?: Format): string {
	const path = UNRESERVED.test(name) ? name : name.split("/").map(encodeURIComponent).join("/");
	return format ? `/${path}.${format}` : `/${path}`;
}

const FEED_PATH = /^\/(feed|(?:topics|providers)\/[^/]+?)(?:\.(rss|atom|json))?$/;

/**
 * What a path names: the feed in its canonical spelling (lower case, NFKC), and the format if the path has one.
 * Null if it is no feed's. The inverse of `feedPath`.
 */
export function parseFeedPath(pathname: string): { name: string; format: Format | undefined } | null {
	const match = FEED_PATH.exec(pathname);
	if (!match?.[1]) return null;
	try {
		const name = decodeURIComponent(match[1]).normalize("NFKC").toLowerCase();
		return { name, format: FORMATS.find((format) => format === match[2]) };
	} catch {
		return null;
	}
}

/** The canonical URL of a feed, byte for byte: its self link, and the topic of WebSub. */
export function feedUrl(site: Site, name: string, format: Format, query = ""): string {
	return site.url + feedPath(name, format) + query;
}

/** The same in all formats. */
export function feedUrls(site: Site, name: string, query = ""): Record<Format, string> {
	const url = (format: Format) => feedUrl(site, name, format, query);
	return { rss: url("rss"), atom: url("atom"), json: url("json") };
}

/** The `Link` header in which a subscriber finds a topic's URL, and the hub if it has one (WebSub, section 4). */
export function topicLinks(topic: string, hub?: string | null): string {
	return [`<${topic}>; rel="self"`, ...(hub ? [`<${hub}>; rel="hub"`] : [])].join(", ");
}

/** The `Link` header of a feed that somebody asks for: those of its topic, and the page that shows the same to people. */
export function feedLinks(topic: string, hub: string | null | undefined, page: string): string {
	return `${topicLinks(topic, hub)}, <${page}>; rel="alternate"; type="text/html"`;
}

/** The page that belongs to a feed. */
export function pageUrl(site: Site, name: string): string {
	return name === SITE_FEED ? `${site.url}/` : site.url + feedPath(name);
}

/** A feed's articles together have at most so many bytes as JSON; escaped for XML it is more, and readers give up at 15 MB. */
export const FEED_BYTES = 2_500_000;

/** The articles that a feed has room for, the newest first; at least one. */
export function fitting<T extends Article>(articles: readonly T[]): T[] {
	const encoder = new TextEncoder();
	let room = FEED_BYTES;
	return articles.filter((article, index) => {
		room -= encoder.encode(JSON.stringify(article)).byteLength;
		return index === 0 || room >= 0;
	});
}

/** The name of a subscriber's feed, which makes its URL: `private/<token>/topics/ai`. */
export function privateName(token: string, feed: string): string {
	return `private/${token}/${feed}`;
}

/** Where a subscriber's feeds and articles are: `/private/<token>`, without a slash at its end. */
export function privatePath(token: string): string {
	return `/private/${token}`;
}

/** A text in which no subscriber's token can be read any more: for logs and errors. */
export function withoutTokens(text: string): string {
	return text.replaceAll(/(\/private\/)[^/\s"'?#]+/gi, "$1…");
}
