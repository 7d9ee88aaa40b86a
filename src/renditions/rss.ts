import { Feed as FeedBuilder } from "feed";
import { pictureType } from "../article/media.ts";
import { type Feed, feedUrl, type PublishedArticle } from "../feed/feed.ts";
import { hasOwnHub, type Site } from "../settings.ts";
import { contentOf, leadPicture } from "./content.ts";
import { archiveLinks, escapeAttribute, escapeMarkup, HISTORY, withStylesheet } from "./xml.ts";

/** Minutes that a reader may keep a feed before it asks again; not above `max-age` of the responses. */
export const TTL_MINUTES = 5;

/**
 * A feed as RSS 2.0, after the RSS Advisory Board's profile, with `content:encoded`, Dublin Core and Media RSS.
 *
 * `feed` makes the skeleton. What it would get wrong is handed over ready: its `extensions` replace an element that
 * it has already made, in the same place. It turns `&amp;` into `&` before it escapes, and escapes attributes hardly
 * at all, hence `text` and `escapeAttribute`.
 */
export function renderRss(feed: Feed, site: Site): string {
	const builder = new FeedBuilder({
		id: feed.url,
		title: text(feed.title),
		link: feed.url,
		description: text(feed.description || feed.title),
		language: site.language,
		updated: new Date(feed.updated),
		generator: "Newsstand",
		ttl: TTL_MINUTES,
		feed: feedUrl(site, feed.name, "rss", feed.query),
		copyright: "",
		...(feed.hub === undefined ? {} : { hub: feed.hub }),
		...(feed.image ? { image: text(feed.image.url) } : {}),
	});
	builder.addExtension({
		name: "_attributes",
		objects: { "xmlns:dc": "http://purl.org/dc/elements/1.1/", "xmlns:media": "http://search.yahoo.com/mrss/" },
	});
	for (const article of feed.articles) {
		const content = contentOf(article, site);
		builder.addItem({
			title: text(article.title),
			link: article.link,
			guid: article.guid,
			date: new Date(article.published),
			description: escapeMarkup(article.excerpt),
			...(content === "" ? {} : { content }),
			// An array is one element after another; the type of `feed` has forgotten that it passes arrays on.
			extensions: Object.entries(elementsOf(article, site)).map(([name, value]) => ({
				name,
				objects: value as Record<string, unknown>,
			})),
		});
	}
	const elements = [...cloudElement(feed, site), ...archiveElements(feed, site)];
	const xml = builder.rss2().replace(SELF, (self) => [self, ...elements].join("\n        "));
	return withStylesheet(xml);
}

/** Where a reader asks to be notified, after rssCloud. */
export const CLOUD_PATH = "/rsscloud/pleaseNotify";

/** The channel's own link, which comes before all items. */
const SELF = /<atom:link [^>]*\/>/;

/** Where rssCloud is spoken: our own hub does. */
function cloudElement({ hub }: Feed, site: Site): string[] {
	if (hub === undefined || !hasOwnHub(site)) return [];
	const { hostname, port, protocol } = new URL(site.url);
	const number = port || (protocol === "https:" ? "443" : "80");
	const where = `domain="${hostname}" port="${number}" path="${CLOUD_PATH}"`;
	return [`<cloud ${where} registerProcedure="" protocol="http-post"/>`];
}

/** RFC 5005, section 4. */
function archiveElements({ archives = {}, query }: Feed, site: Site): string[] {
	const links = archiveLinks(archives).map(([rel, name]) => {
		const href = escapeAttribute(feedUrl(site, name, "rss", query));
		return `<atom:link href="${href}" rel="${rel}" type="application/rss+xml"/>`;
	});
	const isArchive = archives.current !== undefined;
	return isArchive ? [`<fh:archive xmlns:fh="${HISTORY}"/>`, ...links] : links;
}

/** The elements of an item that `feed` does not know or gets wrong, in the compact form of xml-js. */
function elementsOf(article: PublishedArticle, site: Site): Record<string, object> {
	const { provider, player } = article;
	const creators = article.authors.length > 0 ? article.authors : provider ? [provider] : [];
	const picture = leadPicture(article.images);
	const elements: Record<string, object> = {
		title: { _text: text(article.title) },
		guid: { _text: text(article.guid), _attributes: { isPermaLink: article.guid === article.link } },
		author: [],
		"dc:creator": creators.map(({ name }) => ({ _text: text(name) })),
		category: article.topics.map((topic) => ({ _text: text(topic) })),
		"media:content": article.images.map((image) => ({
			_attributes: attributes({ ...image, type: pictureType(image.url), medium: "image" }),
		})),
	};
	// The length is not known without fetching the picture; the profile asks for 0 then.
	if (picture) {
		elements["enclosure"] = {
			_attributes: attributes({ url: picture.url, length: 0, type: pictureType(picture.url) }),
		};
	}
	if (player) elements["media:player"] = { _attributes: attributes({ url: player }) };
	if (article.language && article.language !== site.language) elements["dc:language"] = { _text: article.language };
	if (provider) {
		const url = feedUrl(site, `providers/${provider.key}`, "rss");
		elements["source"] = { _text: text(provider.name), _attributes: attributes({ url }) };
	}
	return elements;
}

function text(value: string): string {
	return value.replaceAll("&", "&amp;");
}

function attributes(values: Record<string, string | number | undefined>): Record<string, string> {
	const entries = Object.entries(values).filter(([, value]) => value !== undefined);
	return Object.fromEntries(entries.map(([name, value]) => [name, escapeAttribute(String(value))]));
}
