import { slugOf } from "../article/slug.ts";
import { type Format, feedPath, SITE_FEED } from "../feed/feed.ts";

/** Where the usual programs have the feed of the whole site, and in which format. */
const SITE_FEEDS: [address: RegExp, format: Format][] = [
	// WordPress
	[/^\/feed\/(?:rss2?|rdf)?\/?$/, "rss"],
	[/^\/feed$/, "rss"],
	[/^\/feed\/atom\/?$/, "atom"],
	[/^\/feed\/json\/?$/, "json"],
	// Ghost, Tumblr, Drupal, Hugo, Movable Type
	[/^\/(?:rss\/?|rss\.xml|index\.xml|index\.rdf)$/, "rss"],
	[/^\/(?:atom\/?|atom\.xml)$/, "atom"],
	// Jekyll, whose feed is Atom.
	[/^\/feed\.xml$/, "atom"],
];

/** A topic's: `/tag/<x>/feed/` and `/category/<above>/<x>/feed/atom/` of WordPress, `/tags/<x>/index.xml` of Hugo. */
const TOPIC_FEED =
	/^\/(?:tags?|category|categories|topics)\/(?:[^/]+\/)*([^/]+)\/(?:index\.xml|rss\.xml|(?:feed|rss)(?:\/(?:rss2?|rdf|(atom|json)))?\/?)$/;

/** Blogger's, of the site or of a label; the format is a parameter. */
const BLOGGER_FEED = /^\/feeds\/posts\/(?:default|summary)(?:\/-\/([^/]+))?\/?$/;

/** WordPress without permalinks, and Blogger: what their parameters mean. */
const PARAMETERS = new Map<string | null | undefined, Format>([
	["rss2", "rss"],
	["rss", "rss"],
	["rdf", "rss"],
	["atom", "atom"],
	["json", "json"],
]);

/**
 * The path of the feed that is meant by an address which another program than this one would have given it; null if
 * none is. That feed need not be there.
 */
export function feedAtOldAddress({ pathname, searchParams }: URL): string | null {
	if (pathname === "/") {
		const format = PARAMETERS.get(searchParams.get("feed"));
		return format === undefined ? null : feedPath(SITE_FEED, format);
	}
	const site = SITE_FEEDS.find(([address]) => address.test(pathname));
	if (site) return feedPath(SITE_FEED, site[1]);
	const topic = TOPIC_FEED.exec(pathname);
	if (topic) return topicFeed(topic[1], PARAMETERS.get(topic[2]));
	const blogger = BLOGGER_FEED.exec(pathname);
	if (!blogger) return null;
	const format = PARAMETERS.get(searchParams.get("alt")) ?? "atom";
	return blogger[1] === undefined ? feedPath(SITE_FEED, format) : topicFeed(blogger[1], format);
}

function topicFeed(name = "", format: Format = "rss"): string | null {
	try {
		const given = decodeURIComponent(name);
		// `c_sharp` is the address of a topic already, and would be taken for a name.
		const slug = /^[a-z0-9]+(?:_[a-z0-9]+)+$/.test(given) ? given : slugOf(given);
		return slug === "" ? null : feedPath(`topics/${slug}`, format);
	} catch {
		return null;
	}
}
