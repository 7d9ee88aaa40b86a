/**
 * A source, parsed and validated: nothing in it needs to be checked again, and nothing is in it that may not be
 * published. Every URL is absolute and http(s), every text is free of characters that XML cannot hold, times are
 * milliseconds since 1970. `docs/content.md` says what each field becomes in RSS, Atom and JSON Feed.
 */
export interface Article {
	/** The source that it was made from. Published in the article list alone, whose shape asks for it. */
	path: string;
	/** The path of its page on this site, percent-encoded: `/articles/2026-05-04-tide`. */
	address: string;
	/** Where it can be read: the page of its provider, or its own page here. RSS `link`, Atom `alternate`. */
	link: string;
	/** Plain text, one line. */
	title: string;
	/** Plain text, one line; empty if there is none. */
	excerpt: string;
	/** The body as sanitised HTML; empty if there is none. */
	html: string;
	/** BCP 47; absent: the site's. */
	language?: string | undefined;
	published: number;
	/** From then on it is gone. */
	expires?: number | undefined;
	/** Who may read it; absent: everybody. Members find it in their private feeds, and it is nowhere else. */
	audience?: "members" | undefined;
	/** As the author brings it along from elsewhere; it wins over any that the Publisher would mint. */
	guid?: string | undefined;
	/** As the author declares it; the Publisher stamps undeclared changes itself. */
	updated?: number | undefined;
	/** Where it first appeared, if that is not `link`. Atom `via`. */
	original?: string | undefined;
	/** `article`, `video` or what the author calls it. */
	type: string;
	category?: string | undefined;
	topics: string[];
	provider?: Provider | undefined;
	authors: Author[];
	/** The first is the one that a reader shows. */
	images: Picture[];
	related: Related[];
	/** 0 to 1000, the editor's judgement. */
	quality?: number | undefined;
	heat?: number | undefined;
	/** The page of a video's player, fit for an iframe. */
	player?: string | undefined;
}

export interface Provider {
	/** Its part of a feed's URL: the domain, or a slug of the name where no domain is known. */
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
	/** Pixels. */
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

/** What a file in `topics/` or `providers/` says of one of them. */
export interface Description {
	/** The feed that it describes: `topics/ai`, `providers/gizmochina.com`. */
	feed: string;
	name: string;
	/** Of a provider. */
	domain?: string | undefined;
	/** Other names, and of a provider other domains, that mean the same. */
	aliases: string[];
	/** Of a topic: the name of the one that its articles are in, too. */
	parent?: string | undefined;
	/** Of a topic: since when there is nothing new in it (ms since 1970); true: since that was first said. */
	retired?: number | true | undefined;
	/** Of a retired topic: the name of the one that takes its place. */
	movedTo?: string | undefined;
	description?: string | undefined;
	url?: string | undefined;
	image?: string | undefined;
}
