import type { Fault } from "./finding.ts";
import type { OldShow } from "./parse-show.ts";

export type Format = "rss" | "atom" | "json";
export const FORMATS: readonly Format[] = ["rss", "atom", "json"];

export const NAMES: Record<Format, string> = { rss: "RSS", atom: "Atom", json: "JSON Feed" };

/** The media types that RFC 4287 (section 7), the RSS Advisory Board's profile and JSON Feed 1.1 specify. */
export const MEDIA_TYPES: Record<Format, string> = {
	rss: "application/rss+xml",
	atom: "application/atom+xml",
	json: "application/feed+json",
};

/** A parsed feed in any format. Strings are as written in the feed; missing strings are empty. */
export interface FeedDocument {
	format: Format;
	title: string;
	/** The address of the site that the feed belongs to. */
	site: string;
	/** The program that made the feed. */
	generator: string;
	language: string;
	/** The addresses of the links with `rel="self"`. */
	selfs: string[];
	hubs: string[];
	/** How long readers should wait between requests, in minutes. Only in RSS. */
	ttl: string | undefined;
	/** The time of the last change, in RSS and Atom. */
	updated: string | undefined;
	/** Links to older and newer articles (RFC 5005, section 4). */
	previous: string | undefined;
	next: string | undefined;
	current: string | undefined;
	isArchive: boolean;
	/** The next page of a paged feed, with older articles (RFC 5005, section 3). */
	nextPage: string | undefined;
	entries: Entry[];
	/** The show of a podcast. Only in RSS. */
	show?: OldShow | undefined;
	/** Problems that are specific to the format. */
	faults: Fault[];
}

/** An article of a feed. */
export interface Entry {
	id: string;
	title: string;
	link: string;
	/** The address of the page, if `link` is a FeedBurner redirect that counts clicks. */
	originalLink: string | undefined;
	published: string | undefined;
	updated: string | undefined;
	/** Names of the authors. */
	authors: string[];
	/** Tags and categories. */
	topics: string[];
	/** Whether the feed declares that the id is also the item's link. */
	isPermaLink: boolean;
	/** The article's body and excerpt, as HTML. */
	html: string[];
	/** The excerpt as HTML, if there is also a body. */
	summary: string | undefined;
	/** The body as HTML. Plain text in the feed is converted. */
	body: string;
	/** The address of the article's picture. */
	picture: string | undefined;
	enclosures: Enclosure[];
}

interface Enclosure {
	url: string;
	type: string;
	/** In bytes; null if the format does not require a length. */
	length: string | null;
}
