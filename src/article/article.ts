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
}

export interface Provider {
	/** Its part of a feed's URL: the domain, or a slug of the name if there is no domain. */
	key: string;
	name: string;
	domain?: string | undefined;
	image?: Picture | undefined;
}

export interface Author {
	name: string;
	url?: string | undefined;
}

export interface Picture {
	url: string;
	/** In pixels. */
	width?: number | undefined;
	height?: number | undefined;
}

/** Another article on the same story. */
export interface Related {
	title: string;
	url: string;
	excerpt?: string | undefined;
	published?: number | undefined;
	provider?: string | undefined;
}

/** The description of a topic or provider, from a file in `topics/` or `providers/`. */
export interface Description {
	/** The feed that it describes: `topics/ai`, `providers/gizmochina.com`. */
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
}
