import { FORMATS, feedUrl, SITE_FEED } from "../feed/feed.ts";
import { languageFeed } from "../feed/language-feed.ts";
import { MEDIA_TYPES } from "../renditions/media-types.ts";
import type { Site } from "../settings.ts";
import { languageNameIn } from "../words/format.ts";

const NAMES = { rss: "RSS", atom: "Atom", json: "JSON" };

/** Maximum length of the `Link` header, in characters. Proxies accept only a few kilobytes. */
const MAX_HEADER_LENGTH = 4000;

/** A feed that a page links to. */
export interface PageFeed {
	name: string;
	/** For a selection: its canonical query, including the question mark. */
	query?: string | undefined;
	title: string;
	/** The feed's language (BCP 47 tag), if all its articles are in one language. */
	language?: string;
}

/** Returns the site's feed, to which every page links. */
export function siteFeed(site: Site): PageFeed {
	return { name: SITE_FEED, title: site.title };
}

/**
 * Maximum number of language feeds in autodiscovery. Feed readers ask people to choose among all the feeds listed
 * there.
 */
const MAX_LANGUAGES = 8;

/** Returns a feed for each of these languages; at most `MAX_LANGUAGES`. */
export function languageFeeds(site: Site, languages: readonly string[] = []): PageFeed[] {
	return languages.slice(0, MAX_LANGUAGES).map((tag) => languagePageFeed(site, tag));
}

/** Returns the feed of a language, which is a selection with a short URL. */
export function languagePageFeed(site: Site, tag: string): PageFeed {
	const name = languageNameIn(site.language, tag);
	return { name: languageFeed(tag), title: `${name} – ${site.title}`, language: tag };
}

/** Returns the feeds that a feed's page links to: the feed itself and the site's feed. */
export function feedsWith(feed: PageFeed, site: Site): PageFeed[] {
	return feed.name === SITE_FEED ? [feed] : [feed, siteFeed(site)];
}

/**
 * Renders links for feed autodiscovery. They are absolute, because some readers resolve relative URLs against the
 * page's canonical link, which may point to another site.
 */
export const Discovery = ({ site, feeds }: { site: Site; feeds: readonly PageFeed[] }) => (
	<>
		{feeds.flatMap(({ name, query, title, language }) =>
			FORMATS.map((format) => (
				<link
					rel="alternate"
					type={MEDIA_TYPES[format]}
					hreflang={language}
					title={`${title} (${NAMES[format]})`}
					href={feedUrl(site, name, format, query)}
				/>
			)),
		)}
	</>
);

/**
 * Returns autodiscovery links as a `Link` header (RFC 8288), for readers that do not parse the page. Includes as many
 * of the feeds as fit into the header.
 */
export function discoveryHeaders(site: Site, feeds: readonly PageFeed[]): { Link: string } {
	const links = feeds.flatMap(({ name, query, language }) =>
		FORMATS.map((format) => {
			const link = `<${feedUrl(site, name, format, query)}>; rel="alternate"; type="${MEDIA_TYPES[format]}"`;
			return language === undefined ? link : `${link}; hreflang="${language}"`;
		}),
	);
	let room = MAX_HEADER_LENGTH;
	const fitting = links.filter((link) => {
		room -= link.length + 2;
		return room >= 0;
	});
	return { Link: fitting.join(", ") };
}
