import type { Article, Author, Picture } from "../article/article.ts";
import type { Show } from "../article/podcast.ts";
import type { Site } from "../settings.ts";

/** An article, with the guid and update time that the Publisher assigned to it. */
export interface PublishedArticle extends Article {
	/**
	 * An absolute IRI, set at first publication and never changed. It is the RSS `guid`, Atom `id` and JSON Feed `id`.
	 */
	guid: string;
	/** Time of the last change that readers can see, in milliseconds since 1970. */
	updated: number;
	/**
	 * When the article was first published, in milliseconds since 1970; undefined if the release of Newsstand that
	 * published it did not record the time. If two articles have the same date, the one that was published later counts
	 * as newer.
	 */
	appeared?: number | undefined;
}

/** A titled, ordered list of articles with its own URL. */
export interface Feed {
	/**
	 * The path of the feed's URL, without the leading slash and the extension: `feed`, `topics/ai`,
	 * `providers/gizmochina.com`.
	 */
	name: string;
	/** The query of the feed's URL, including the question mark; empty if the URL does not have a query. */
	query?: string | undefined;
	title: string;
	description: string;
	/** The Atom `id`, if different from the page's URL. */
	id?: string | undefined;
	/** URL of the page with the same articles. */
	url: string;
	image?: Picture | undefined;
	/** For a provider's feed: the author of all articles in the feed. */
	author?: Author | undefined;
	/** For a topic's feed: the name of the topic. */
	category?: string | undefined;
	/** Podcast data, if the feed is a podcast. */
	show?: Show | undefined;
	/** Time of the latest change to an article in the feed, in milliseconds since 1970. */
	updated: number;
	/** Newest first. */
	articles: PublishedArticle[];
	/** Links to archives. */
	archives?: Archives | undefined;
	/** For a stored feed: the number of articles in its archive per month (UTC), newest first. */
	months?: Record<string, number> | undefined;
	/** Details for the page of a topic or provider. */
	about?: FeedAbout | undefined;
	/** Articles that were recently removed from the feed. */
	deleted?: Deletion[] | undefined;
	/** URL of the WebSub hub that announces the feed's changes. */
	hub?: string | undefined;
}

/** Details about a topic or provider to show on its page. */
export interface FeedAbout {
	/** Name of the topic or provider. */
	subject: string;
	/** Home page of a provider. */
	visit?: string | undefined;
	/** The parent topic, which includes this topic. */
	partOf?: NamedFeed | undefined;
	/** The topics that this topic includes, each with its number of articles. */
	within: NamedFeed[];
	/**
	 * For a retired topic: the time (in milliseconds since 1970) after which it accepts no more articles, and its
	 * successor.
	 */
	ended?: { since: number; successor?: NamedFeed | undefined } | undefined;
}

/** A feed with its title. */
export interface NamedFeed {
	name: string;
	title: string;
	/** Number of articles in the feed, if known. */
	count?: number | undefined;
}

/**
 * Links between a feed and its archives (RFC 5005, section 4), given as feed names. Their URLs have the same query as
 * the feed's URL.
 */
export interface Archives {
	/** In an archive: the feed that the archive belongs to. */
	current?: string | undefined;
	/** The archive with earlier articles. */
	previous?: string | undefined;
	/** In an archive: the archive with later articles. */
	next?: string | undefined;
}

/** An article that was removed from a feed (RFC 6721). */
export interface Deletion {
	guid: string;
	/** When the article was removed, in milliseconds since 1970. */
	time: number;
}

export const SITE_FEED = "feed";

export type Format = "rss" | "atom" | "json";
export const FORMATS: readonly Format[] = ["rss", "atom", "json"];

/** Matches names that do not need percent-encoding. Most names match. */
const UNRESERVED = /^[\w.~/-]*$/;

/** Returns the path of a feed's URL, percent-encoded (RFC 3986). */
export function feedPath(name: string, format?: Format): string {
	const path = UNRESERVED.test(name) ? name : name.split("/").map(encodeURIComponent).join("/");
	return format ? `/${path}.${format}` : `/${path}`;
}

/** Returns the path of an author's page, percent-encoded. */
export function authorPath(key: string): string {
	return feedPath(`authors/${key}`);
}

const FEED_PATH = /^\/(feed|(?:topics|providers)\/[^/]+?)(?:\.(rss|atom|json))?$/;

/**
 * Parses a path into a feed name in canonical form (lower case, NFKC) and, if the path includes one, a format. Returns
 * null if the path does not belong to a feed. The inverse of `feedPath`.
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

/**
 * Returns the canonical URL of a feed. The feed's self link and its WebSub topic are exactly this URL, byte for byte.
 */
export function feedUrl(site: Pick<Site, "url">, name: string, format: Format, query = ""): string {
	return site.url + feedPath(name, format) + query;
}

/** Returns the canonical URLs of a feed in all formats. */
export function feedUrls(site: Pick<Site, "url">, name: string, query = ""): Record<Format, string> {
	const url = (format: Format) => feedUrl(site, name, format, query);
	return { rss: url("rss"), atom: url("atom"), json: url("json") };
}

/**
 * Returns the `Link` header for WebSub subscribers: the topic's URL, and the hub if there is one (WebSub, section 4).
 */
export function topicLinks(topic: string, hub?: string | null): string {
	return [`<${topic}>; rel="self"`, ...(hub ? [`<${hub}>; rel="hub"`] : [])].join(", ");
}

/** Returns the `Link` header of a feed's response: topic, hub and page. */
export function feedLinks(topic: string, hub: string | null | undefined, page: string): string {
	return `${topicLinks(topic, hub)}, <${page}>; rel="alternate"; type="text/html"`;
}

/** Returns the URL of a feed's page. */
export function pageUrl(site: Pick<Site, "url">, name: string): string {
	return name === SITE_FEED ? `${site.url}/` : site.url + feedPath(name);
}

/**
 * Maximum total size of a feed's articles as JSON, in bytes. As XML, articles are larger, and feed readers give up at
 * 15 MB.
 */
export const FEED_BYTES = 2_500_000;

/** Returns as many of the newest articles as fit in a feed, but at least one. */
export function fitting<T extends Article>(articles: readonly T[]): T[] {
	const encoder = new TextEncoder();
	let room = FEED_BYTES;
	return articles.filter((article, index) => {
		room -= encoder.encode(JSON.stringify(article)).byteLength;
		return index === 0 || room >= 0;
	});
}

/** Returns the name of a subscriber's feed, from which its URL is derived: `private/<token>/topics/ai`. */
export function privateName(token: string, feed: string): string {
	return `private/${token}/${feed}`;
}

/** Returns the base path of a subscriber's feeds and articles, without a trailing slash: `/private/<token>`. */
export function privatePath(token: string): string {
	return `/private/${token}`;
}

/** Removes subscribers' tokens from text for logs and errors. */
export function withoutTokens(text: string): string {
	return text.replaceAll(/(\/private\/)[^/\s"'?#]+/gi, "$1…");
}
