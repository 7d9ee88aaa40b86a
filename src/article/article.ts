import type { Episode, Show } from "./podcast.ts";

/**
 * A source, parsed and validated: nothing in it needs to be checked again, and all of it may be published. Every URL is
 * absolute and http(s), no text has characters that XML cannot contain, times are milliseconds since 1970.
 * `docs/content.md` says what each field becomes in RSS, Atom and JSON Feed.
 */
export interface Article {
	/** The source that it was made from. Published only in the article list, whose format requires it. */
	path: string;
	/** The path of its page on this site, percent-encoded: `/articles/2026-05-04-tide`. */
	address: string;
	/** Where to read it: its provider's page, or its own page here. RSS `link`, Atom `alternate`. */
	link: string;
	/** Of a link post: its own page. */
	ownPage?: string | undefined;
	/** Plain text, one line. */
	title: string;
	/** Plain text, one line; empty if there is none. */
	excerpt: string;
	/** The body as sanitized HTML; empty if there is none. */
	html: string;
	/** BCP 47; absent: the site's language. */
	language?: string | undefined;
	published: number;
	/** From then on it is expired. */
	expires?: number | undefined;
	/** Who may read it; absent: everybody. Members' articles are only in private feeds. */
	audience?: "members" | undefined;
	/** As set by the author; it wins over any that the Publisher would create. */
	guid?: string | undefined;
	/** By a rule of its folder: its guid if it has none when it is first published. */
	firstGuid?: string | undefined;
	/** Former addresses, as canonical paths, which lead to its page. */
	formerly?: string[] | undefined;
	/** As declared by the author; the Publisher dates undeclared changes itself. */
	updated?: number | undefined;
	/** Where it first appeared, if that is not `link`. Atom `via`. */
	original?: string | undefined;
	/** `article`, `video`, or the author's own word. */
	type: string;
	category?: string | undefined;
	topics: string[];
	provider?: Provider | undefined;
	authors: Author[];
	/** Readers show the first one. */
	images: Picture[];
	related: Related[];
	/** The editor's rating, from 0 to 1000. */
	quality?: number | undefined;
	heat?: number | undefined;
	/** The address of a video's player, for use in an iframe. */
	player?: string | undefined;
	/** Sound, video and documents that belong to it: RSS `enclosure`, JSON Feed `attachments`. */
	attachments?: Attachment[] | undefined;
	/** It is a page of the site, such as its imprint: in no feed, selection or list. */
	page?: SitePage | undefined;
	/** Where they differ from the site's: the terms of its use, and a line about its rights. */
	license?: License | undefined;
	copyright?: string | undefined;
	/** Oldest first. */
	corrections?: Correction[] | undefined;
	/** What podcast apps show of it; absent: no more than of any article. */
	episode?: Episode | undefined;
	/**
	 * What it refers to in the content folder, once each. In every other field, and in `html`, such a reference is an
	 * address that begins with `local:/`: see `local-files.ts`. Absent once they are resolved.
	 */
	locals?: LocalReference[] | undefined;
}

export interface Provider {
	/** Its part of a feed's URL: the domain, or a slug of the name if there is no domain. */
	key: string;
	name: string;
	domain?: string | undefined;
	image?: Picture | undefined;
}

/** The terms under which a text may be used. */
export interface License {
	/** As people call it: its SPDX id, otherwise its address. */
	name: string;
	/** The address of its text. */
	url: string;
}

export interface Author {
	name: string;
	url?: string | undefined;
	/** The URL of a picture. */
	avatar?: string | undefined;
}

/** How a page of the site is linked from all others. */
export interface SitePage {
	menu: "header" | "footer" | "none";
	/** Lower numbers come first; pages without one come last. */
	order?: number | undefined;
	/** In the menu, in place of its title. */
	label?: string | undefined;
}

/** What was wrong in an article, and is no longer. */
export interface Correction {
	/** In milliseconds since 1970; absent: unknown. */
	date?: number | undefined;
	/** Plain text, one line. */
	text: string;
}

export interface Picture {
	url: string;
	/** In pixels. */
	width?: number | undefined;
	height?: number | undefined;
	/** For those who do not see it; plain text, one line, as `caption` and `credit`. */
	alt?: string | undefined;
	caption?: string | undefined;
	credit?: string | undefined;
	/** Known of published files. */
	type?: string | undefined;
	bytes?: number | undefined;
}

/** Sound, a video or a document. */
export interface Attachment {
	url: string;
	/** Plain text, one line. */
	title?: string | undefined;
	/** The media type. */
	type: string;
	bytes?: number | undefined;
	/** In seconds. */
	duration?: number | undefined;
	/** Whether it is the same recording as the first one, in another format. */
	isAlternate?: boolean | undefined;
	/** Of a video, in pixels. */
	width?: number | undefined;
	height?: number | undefined;
}

/** A file or article in the content folder that an article or description refers to. */
export interface LocalReference {
	/**
	 * Where its author expects it, decoded and in NFC: relative to the content folder; to the root of the site if it begins
	 * with a slash; in any folder if it begins with two asterisks and a slash. `findLocal` finds the file.
	 */
	path: string;
	/**
	 * The same if the article's page is a folder, as in most addresses: `../tide.jpg` is one level deeper there. Of a path
	 * that begins with a slash, the same within the folder that the article names (`typora-root-url`).
	 */
	alternative?: string | undefined;
	kind: LocalKind;
	/** Whether it is the artwork of a podcast, which must be of a certain size. */
	isArtwork?: true;
	/** In the source, counted from 1; null if it is unknown. */
	line: number | null;
	/** The address that it has if the folder has no such file. Without one, it is left out then. */
	otherwise?: string | undefined;
}

/** `file`: a document or another download. `article`: another article, or a page of the site. */
export type LocalKind = "picture" | "audio" | "video" | "file" | "article";

/** Another article on the same story. */
export interface Related {
	title: string;
	url: string;
	excerpt?: string | undefined;
	published?: number | undefined;
	provider?: string | undefined;
}

/**
 * The description of a topic, provider or author, from a file in `topics/`, `providers/`
 * or `authors/`; or of the site, from `podcast.yaml`.
 */
export interface Description {
	/** The feed that it describes: `topics/ai`, `providers/gizmochina.com`; of an author, the page: `authors/ada`; of the site, `feed`. */
	feed: string;
	name: string;
	/** For providers. */
	domain?: string | undefined;
	/** Other names, and for providers other domains, with the same meaning. */
	aliases: string[];
	/** For topics: the name of the parent topic, which also includes its articles. */
	parent?: string | undefined;
	/** For topics: the time from which nothing new appears (ms since 1970); true: from when this was first declared. */
	retired?: number | true | undefined;
	/** For retired topics: the name of the topic that replaces it. */
	movedTo?: string | undefined;
	description?: string | undefined;
	url?: string | undefined;
	image?: string | undefined;
	/** For authors: more about them, as sanitized HTML. */
	html?: string | undefined;
	/** For providers: of their articles. */
	license?: License | undefined;
	copyright?: string | undefined;
	/** What makes its feed a podcast. */
	show?: Show | undefined;
	/** As an article's. */
	locals?: LocalReference[] | undefined;
}
