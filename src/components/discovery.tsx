import { FORMATS, feedUrl, SITE_FEED } from "../feed/feed.ts";
import { MEDIA_TYPES } from "../renditions/render.ts";
import type { Site } from "../settings.ts";

const NAMES = { rss: "RSS", atom: "Atom", json: "JSON" };

/** Maximum length of the header in characters: proxies accept a few kilobytes. */
const MAX_HEADER_LENGTH = 4000;

/** A feed that a page links to. */
export interface PageFeed {
	name: string;
	/** For a selection: its canonical query, with the question mark. */
	query?: string | undefined;
	title: string;
}

/** The site's feed, to which every page links. */
export function siteFeed(site: Site): PageFeed {
	return { name: SITE_FEED, title: site.title };
}

/** The feeds of a feed's page: that feed, and the site's. */
export function feedsWith(feed: PageFeed, site: Site): PageFeed[] {
	return feed.name === SITE_FEED ? [feed] : [feed, siteFeed(site)];
}

/**
 * RSS autodiscovery links. Absolute, since some readers resolve them against the canonical link, which may lead to
 * another site.
 */
export const Discovery = ({ site, feeds }: { site: Site; feeds: readonly PageFeed[] }) => (
	<>
		{feeds.flatMap(({ name, query, title }) =>
			FORMATS.map((format) => (
				<link
					rel="alternate"
					type={MEDIA_TYPES[format]}
					title={`${title} (${NAMES[format]})`}
					href={feedUrl(site, name, format, query)}
				/>
			)),
		)}
	</>
);

/** The same as Link headers (RFC 8288), for readers that do not parse the page; as many as there is room for. */
export function discoveryHeaders(site: Site, feeds: readonly PageFeed[]): { Link: string } {
	const links = feeds.flatMap(({ name, query }) =>
		FORMATS.map((format) => `<${feedUrl(site, name, format, query)}>; rel="alternate"; type="${MEDIA_TYPES[format]}"`),
	);
	let room = MAX_HEADER_LENGTH;
	const fitting = links.filter((link) => {
		room -= link.length + 2;
		return room >= 0;
	});
	return { Link: fitting.join(", ") };
}
