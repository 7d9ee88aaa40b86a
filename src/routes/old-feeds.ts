import { isEverydayLanguage } from "../article/language.ts";
import { slugOf } from "../article/slug.ts";
import { type Format, feedPath, SITE_FEED } from "../feed/feed.ts";
import { findRedirect } from "../feed/redirects.ts";
import { openFeed } from "./stored-feeds.ts";

/** The feed that other software would serve at a URL. */
type OldFeed =
	| { name: string; format: Format }
	/** The feed of one language. */
	| { language: string; format: Format }
	/** The feed of a folder, which may be a topic on this site. */
	| { section: string; format: Format };

/** Paths at which common software serves the feed of a site, each with the feed's format. */
const SITE_FEEDS: [address: RegExp, format: Format][] = [
	// WordPress
	[/^\/feed\/(?:rss2?|rdf)?\/?$/, "rss"],
	[/^\/feed$/, "rss"],
	[/^\/feed\/atom\/?$/, "atom"],
	[/^\/feed\/json\/?$/, "json"],
	[/^\/(?:wp-)?(?:rss2?|rdf)\.php$/, "rss"],
	[/^\/(?:wp-)?atom\.php$/, "atom"],
	// Ghost, Tumblr, Drupal, Hugo, Hexo, Movable Type
	[/^\/(?:rss\/?|rss2?\.xml|index\.xml|index\.rdf)$/, "rss"],
	[/^\/(?:atom\/?|atom\.xml)$/, "atom"],
	[/^\/index\.json$/, "json"],
	// Jekyll and Eleventy (Atom)
	[/^\/(?:feeds?\/)?feed\.xml$/, "atom"],
	// Pelican
	[/^\/feeds\/all\.atom\.xml$/, "atom"],
	[/^\/feeds\/all\.rss\.xml$/, "rss"],
	// Hugo, for lists of all tags
	[/^\/(?:tags|categories)\/index\.xml$/, "rss"],
];

/** File names of feeds in the folder of a tag, category or section. */
const DOCUMENT = String.raw`(index\.xml|rss2?\.xml|atom\.xml|feed\.xml|feed\.json|index\.json|(?:feed|rss)(?:\/(?:rss2?|rdf|atom|json))?\/?)`;

/**
 * Paths of topic feeds: `/tag/<x>/feed/` and `/category/<parent>/<x>/feed/atom/` in WordPress, `/tags/<x>/index.xml` in
 * Hugo, `/tags/<x>/atom.xml` in Zola, `/tag:<x>/feed/` in WriteFreely, `/tagged/<x>/rss` in Tumblr.
 */
const TOPIC_FEED = new RegExp(
	String.raw`^\/(?:(?:tags?|tagged|category|categories|topics)\/(?:[^/]+\/)*([^/]+)|tag:([^/]+))\/${DOCUMENT}$`,
);

/** `/feed/<category>.xml`, `/feed/by_tag/<tag>.xml` and `/feed/<collection>/<category>.xml` in Jekyll. */
const JEKYLL_FEED = /^\/feed\/(?!archive\/)(?:[^/]+\/)?([^/]+)\.xml$/;

/** `/feeds/<category>.atom.xml` and `/feeds/all-<language>.atom.xml` in Pelican. */
const PELICAN_FEED = /^\/feeds\/(?:all-([a-z-]+)|([^/]+))\.(atom|rss)\.xml$/;

/** `/blog/rss.xml` in Docusaurus, `/posts/index.xml` in Hugo, `/fr/index.xml`, `/blog.atom`. */
const SECTION_FEED = new RegExp(String.raw`^\/(?:[^/]+\/)*([^/]+)\/${DOCUMENT}$`);
const SECTION_FILE = /^\/([^/.]+)\.(atom|rss|xml)$/;

/** Names of folders that usually contain all of a site's articles. */
const WHOLE = new Set([
	"blog",
	"post",
	"posts",
	"_posts",
	"article",
	"articles",
	"writing",
	"journal",
	"web",
	"collection",
]);

/** Matches Blogger's feeds of the whole site or of a label. A parameter gives the format. */
const BLOGGER_FEED = /^\/feeds\/posts\/(?:default|summary)(?:\/-\/([^/]+))?\/?$/;

/** Values of the parameter that gives the format in Blogger, Bear, and WordPress without permalinks. */
const PARAMETERS = new Map<string | null | undefined, Format>([
	["rss2", "rss"],
	["rss", "rss"],
	["rdf", "rss"],
	["atom", "atom"],
	["json", "json"],
]);

/** Parameters that select a topic in WordPress and Bear. */
const TOPIC_PARAMETERS = ["tag", "category_name", "q"];

/** WordPress parameters that restrict the feed in a way for which Newsstand has no equivalent. */
const UNKNOWN_PARAMETERS = ["cat", "author", "author_name", "p", "page_id", "s", "post_type", "withcomments"];

/** Whether a URL, such as `/?feed=rss2&cat=5`, restricts the feed in a way for which Newsstand has no equivalent. */
export function isUnknownPart({ searchParams }: URL): boolean {
	return PARAMETERS.has(searchParams.get("feed")) && UNKNOWN_PARAMETERS.some((name) => searchParams.has(name));
}

/**
 * Returns the feed that other software would serve at this URL; null if no such software is known. The feed may not
 * exist on this site.
 */
export function oldFeedAt(url: URL): OldFeed | null {
	if (isUnknownPart(url)) return null;
	const { pathname, searchParams } = url;
	const given = PARAMETERS.get(searchParams.get("feed") ?? searchParams.get("type"));
	const topic = TOPIC_PARAMETERS.map((name) => searchParams.get(name)).find((name) => name);
	if (pathname === "/") {
		if (!PARAMETERS.has(searchParams.get("feed"))) return null;
		return topic ? topicFeed(topic, given) : { name: SITE_FEED, format: given ?? "rss" };
	}
	const site = SITE_FEEDS.find(([address]) => address.test(pathname));
	if (site) return topic ? topicFeed(topic, given ?? site[1]) : { name: SITE_FEED, format: given ?? site[1] };
	const named = TOPIC_FEED.exec(pathname);
	if (named) return topicFeed(named[1] ?? named[2], formatOf(named[3] ?? "", "rss"));
	const pelican = PELICAN_FEED.exec(pathname);
	if (pelican) {
		const format = pelican[3] === "rss" ? "rss" : "atom";
		return pelican[1] === undefined ? topicFeed(pelican[2], format) : languageFeed(pelican[1], format);
	}
	const jekyll = JEKYLL_FEED.exec(pathname);
	if (jekyll) return sectionFeed(jekyll[1], "atom") ?? topicFeed(jekyll[1], "atom");
	const blogger = BLOGGER_FEED.exec(pathname);
	if (blogger) {
		const format = PARAMETERS.get(searchParams.get("alt")) ?? "atom";
		return blogger[1] === undefined ? { name: SITE_FEED, format } : topicFeed(blogger[1], format);
	}
	const file = SECTION_FILE.exec(pathname);
	if (file) return WHOLE.has(file[1] ?? "") ? { name: SITE_FEED, format: file[2] === "atom" ? "atom" : "rss" } : null;
	const section = SECTION_FEED.exec(pathname);
	if (!section) return null;
	const format = given ?? formatOf(section[2] ?? "", "atom");
	return sectionFeed(section[1], format) ?? namedSection(section[1] ?? "", format);
}

/** @param feedXml the format that the software serves as `feed.xml` */
function formatOf(document: string, feedXml: Format): Format {
	if (document === "feed.xml") return feedXml;
	if (document.includes("atom")) return "atom";
	return document.includes("json") ? "json" : "rss";
}

/**
 * Returns the site's feed if a section of this name usually contains all articles, or a language's feed if the section
 * is named after a language; null for any other section.
 */
function sectionFeed(name = "", format: Format): OldFeed | null {
	return WHOLE.has(name) ? { name: SITE_FEED, format } : languageFeed(name, format);
}

function languageFeed(name: string, format: Format): OldFeed | null {
	return /^[a-z]{2}(?:-[a-z]{2,4})?$/i.test(name) && isEverydayLanguage(name) ? { language: name, format } : null;
}

function namedSection(name: string, format: Format): OldFeed | null {
	const feed = topicFeed(name, format);
	return feed && "name" in feed ? { section: feed.name, format } : null;
}

function topicFeed(name = "", format: Format = "rss"): OldFeed | null {
	try {
		const given = decodeURIComponent(name);
		// A name such as `c_sharp` is already a slug and must not be converted again.
		const slug = /^[a-z0-9]+(?:_[a-z0-9]+)+$/.test(given) ? given : slugOf(given);
		return slug === "" ? null : { name: `topics/${slug}`, format };
	} catch {
		return null;
	}
}

/**
 * Returns the path on this site that is equivalent to another software's feed; null if there is no such feed. For a
 * former name of a topic, returns the path with the current name. Checking whether a folder is a topic takes a KV read.
 *
 * @param moves all redirects, in the form that `findRedirect` searches
 */
export async function addressOfOldFeed(env: Cloudflare.Env, old: OldFeed, moves: string): Promise<string | null> {
	if ("language" in old) return `/select.${old.format}?lang=${old.language}`;
	const name = "name" in old ? old.name : old.section;
	const move = findRedirect(moves, feedPath(name));
	if (move && move.status !== 410) return `${move.to}.${old.format}`;
	if ("name" in old) return feedPath(name, old.format);
	const stored = await openFeed(env.KV, name, old.format, false);
	return stored === null ? null : feedPath(name, old.format);
}
