import type { Episode, Show } from "./podcast.ts";

/**
 * A parsed and validated source. No field needs to be checked again, and all fields may be published. Every URL is
 * absolute and http(s), no text contains characters that XML forbids, and times are milliseconds since 1970.
 * `docs/content.md` documents what each field becomes in RSS, Atom and JSON Feed.
 */
export interface Article {
	/** Path of the source. It appears publicly only in the article list, whose format requires it. */
	path: string;
	/** The path of the article's page on this site, percent-encoded: `/articles/2026-05-04-tide`. */
	address: string;
	/**
	 * URL where people read the article: the provider's page, or the article's page on this site. Becomes `link` in RSS
	 * and `alternate` in Atom.
	 */
	link: string;
	/** For a link post: the URL of its page on this site. */
	ownPage?: string | undefined;
	/** Plain text in one line. */
	title: string;
	/** Plain text on one line; empty if the article has no excerpt. */
	excerpt: string;
	/** The body as sanitized HTML; empty if the article has no body. */
	html: string;
	/** BCP 47 language tag; absent if the article is in the site's language. */
	language?: string | undefined;
	published: number;
	/** Expiry time. */
	expires?: number | undefined;
	/** Who may read the article; absent if everyone may. Members' articles appear only in private feeds. */
	audience?: "members" | undefined;
	/** A guid set by the author. It overrides any guid that the Publisher would generate. */
	guid?: string | undefined;
	/**
	 * The guid that the folder's rule produces. It is used if the article does not have any other guid when it is first
	 * published.
	 */
	firstGuid?: string | undefined;
	/** Former addresses, as canonical paths. They redirect to the article's page. */
	formerly?: string[] | undefined;
	/** Update time declared by the author. If absent, the Publisher records when the article changes. */
	updated?: number | undefined;
	/** URL where the article first appeared, if different from `link`. Becomes `via` in Atom. */
	original?: string | undefined;
	/** The content type: `article`, `video`, or a word chosen by the author. */
	type: string;
	category?: string | undefined;
	topics: string[];
	provider?: Provider | undefined;
	authors: Author[];
	/** Pictures; readers show the first one. */
	images: Picture[];
	related: Related[];
	/** The editor's rating, from 0 to 1000. */
	quality?: number | undefined;
	heat?: number | undefined;
	/** URL of a video player, for use in an iframe. */
	player?: string | undefined;
	/**
	 * Audio, video and documents that belong to the article. Becomes `enclosure` in RSS and `attachments` in JSON Feed.
	 */
	attachments?: Attachment[] | undefined;
	/** Present if this is a site page, such as the imprint. Site pages do not appear in feeds, selections or lists. */
	page?: SitePage | undefined;
	/** License and copyright notice, if different from the site's. */
	license?: License | undefined;
	copyright?: string | undefined;
	/** Oldest first. */
	corrections?: Correction[] | undefined;
	/** Data for podcast apps; absent if apps should show this like any other article. */
	episode?: Episode | undefined;
	/**
	 * References to files in the content folder, each listed once. In the other fields, including `html`, such a
	 * reference is an address that begins with `local:/`; see `local-files.ts`. This list is absent once the references
	 * are resolved.
	 */
	locals?: LocalReference[] | undefined;
}

export interface Provider {
	/** Identifies the provider in the URL of its feed: the domain, or a slug of the name if there is no domain. */
	key: string;
	name: string;
	domain?: string | undefined;
	image?: Picture | undefined;
}

/** The terms under which an article may be used. */
export interface License {
	/** The common name: an SPDX id, otherwise the URL. */
	name: string;
	/** URL of the license text. */
	url: string;
}

export interface Author {
	name: string;
	url?: string | undefined;
	/** URL of a picture. */
	avatar?: string | undefined;
}

/** How a site page appears in the site's menus. */
export interface SitePage {
	menu: "header" | "footer" | "none";
	/** Position in the menu: lower numbers first, pages without a number last. */
	order?: number | undefined;
	/** Text of the menu link, if different from the title. */
	label?: string | undefined;
}

/** An error in an article that has been corrected. */
export interface Correction {
	/** In milliseconds since 1970; absent if unknown. */
	date?: number | undefined;
	/** Plain text in one line. */
	text: string;
}

export interface Picture {
	url: string;
	/** In pixels. */
	width?: number | undefined;
	height?: number | undefined;
	/**
	 * Alternative text for people who cannot see the picture. Like `caption` and `credit`, it is plain text on one line.
	 */
	alt?: string | undefined;
	caption?: string | undefined;
	credit?: string | undefined;
	/** Known only for published files. */
	type?: string | undefined;
	bytes?: number | undefined;
}

/** An audio file, a video or a document. */
export interface Attachment {
	url: string;
	/** Plain text in one line. */
	title?: string | undefined;
	/** The media type. */
	type: string;
	bytes?: number | undefined;
	/** In seconds. */
	duration?: number | undefined;
	/** Whether this is the same recording as the first attachment, in a different format. */
	isAlternate?: boolean | undefined;
	/** Width of a video, in pixels. */
	width?: number | undefined;
	height?: number | undefined;
}

/** A file or article in the content folder that an article or description refers to. */
export interface LocalReference {
	/**
	 * Where the author expects the file: the path, percent-decoded and in NFC. The path is relative to the content
	 * folder. If it begins with a slash, it is relative to the root of the site; if it begins with `**` and a slash, the
	 * file may be in any folder. `findLocal` finds the file.
	 */
	path: string;
	/**
	 * The path to try if the article's page is itself a folder, as most pages are: `../tide.jpg` then starts one level
	 * deeper. If `path` has a leading slash, this is the same path inside the folder that the article declares in
	 * `typora-root-url`.
	 */
	alternative?: string | undefined;
	kind: LocalKind;
	/** Whether the file is used as podcast artwork, which must have certain dimensions. */
	isArtwork?: true;
	/** Line in the source, counted from 1; null if unknown. */
	line: number | null;
	/**
	 * The address to use if the content folder does not contain the file. If `otherwise` is absent too, the reference
	 * is dropped.
	 */
	otherwise?: string | undefined;
}

/** `file`: a document or another download. `article`: another article or a site page. */
export type LocalKind = "picture" | "audio" | "video" | "file" | "article";

/** Another article about the same story. */
export interface Related {
	title: string;
	url: string;
	excerpt?: string | undefined;
	published?: number | undefined;
	provider?: string | undefined;
}

/**
 * The description of a topic, provider or author (from a file in `topics/`, `providers/` or `authors/`), or of the site
 * (from `podcast.yaml`).
 */
export interface Description {
	/**
	 * The feed that is described: `topics/ai`, `providers/gizmochina.com`, or `feed` for the site. For an author, this
	 * is the author's page: `authors/ada`.
	 */
	feed: string;
	name: string;
	/** Only for providers. */
	domain?: string | undefined;
	/** Other names for the same topic, provider or author; for providers, also other domains. */
	aliases: string[];
	/** For topics: the name of the parent topic. The parent's feed includes this topic's articles. */
	parent?: string | undefined;
	/**
	 * For topics: the time at which the topic retires (in milliseconds since 1970). After that, no new articles appear in
	 * its feed. `true` if the author did not declare a time; the topic then retires when the site first reads this
	 * description.
	 */
	retired?: number | true | undefined;
	/** For retired topics: the name of the topic that replaces it. */
	movedTo?: string | undefined;
	description?: string | undefined;
	url?: string | undefined;
	image?: string | undefined;
	/** For authors: a biography as sanitized HTML. */
	html?: string | undefined;
	/** For providers: the license of their articles. */
	license?: License | undefined;
	copyright?: string | undefined;
	/** Podcast data, if the described feed is a podcast. */
	show?: Show | undefined;
	/** References to files in the content folder, as in articles. */
	locals?: LocalReference[] | undefined;
}
