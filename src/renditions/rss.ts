import { type Extension, Feed as FeedBuilder } from "feed";
import type { Picture } from "../article/article.ts";
import { pictureType } from "../article/media.ts";
import { type Feed, feedUrl, type PublishedArticle } from "../feed/feed.ts";
import { pollInterval } from "../feed/rhythm.ts";
import { iconUrl } from "../identity/icons.ts";
import { isEmail, isOwnPicture } from "../identity/read-identity.ts";
import { hasOwnHub, type Site } from "../settings.ts";
import { contentOf } from "./content.ts";
import { GENERATOR } from "./generator.ts";
import { enclosuresOf, mediaOf, thumbnailOf } from "./media.ts";
import { asPodcastItem, episodeElements, feedLanguage, podcastNamespaces, showElements } from "./podcast.ts";
import { ownRights } from "./rights.ts";
import {
	ARCHIVE_MARK,
	type Attributes,
	archiveLinks,
	DECLARATION,
	element,
	escapeAttribute,
	escapeMarkup,
	line,
	PROLOG,
	uri,
	type Xml,
	text as xmlText,
} from "./xml.ts";

/** Maximum `ttl`, in minutes. Unlike `max-age`, it cannot be shortened when an article is scheduled. */
const MAX_TTL = 60;

/**
 * Renders a feed as RSS 2.0 by the RSS Advisory Board's profile, with `content:encoded`, Dublin Core and Media RSS.
 *
 * The package `feed` writes the document; its `extensions` replace elements that it would write incorrectly. It turns
 * `&amp;` into `&` before it escapes, and barely escapes attributes, which is why `text` and `escapeAttribute` are
 * needed.
 */
export function renderRss(feed: Feed, site: Site): string {
	const self = feedUrl(site, feed.name, "rss", feed.query);
	const poll = pollInterval(feed.articles);
	const builder = new FeedBuilder({
		id: feed.url,
		title: text(feed.title),
		link: feed.url,
		description: text(feed.description || feed.title),
		language: feedLanguage(feed.show, site),
		updated: new Date(feed.updated),
		generator: `${GENERATOR.name} ${GENERATOR.version}`,
		ttl: Math.min(poll / 60, MAX_TTL),
		feed: self,
		copyright: site.copyright === undefined ? "" : text(site.copyright),
		// An extension replaces this element and adds the picture's size.
		image: iconUrl(site, 144),
	});
	builder.addExtension({ name: "_attributes", objects: namespacesOf(feed, site) });
	builder.addExtension(extension("image", imageOf(feed, site)));
	const links = linksOf(feed, self, site);
	builder.addExtension(extension("atom:link", links.map(compact)));
	for (const article of feed.articles) {
		const content = contentOf(article, site);
		builder.addItem({
			title: text(article.title),
			link: uri(article.link),
			guid: article.guid,
			date: new Date(article.published),
			description: descriptionOf(article, content),
			...(content === "" ? {} : { content }),
			extensions: Object.entries({
				...elementsOf(asPodcastItem(article, feed), site),
				...episodeElements(article, feed),
			}).map(([name, value]) => extension(name, value)),
		});
	}
	const selfLink = element("atom:link", links[0] ?? {});
	const rss = builder.rss2().replace("<rss ", `<rss ${podcastNamespaces(feed)}`);
	const elements = [
		...creditElements(feed, site),
		...syndicationElements(poll),
		...cloudElement(feed, site),
		...archiveMark(feed),
		...showElements(feed, site),
	];
	// Apple requires the root element directly after the declaration.
	return completed(rss, selfLink, elements, feed.show ? DECLARATION : PROLOG);
}

/** How often to poll the feed: times per hour or day (RSS 1.0 Syndication module). */
function syndicationElements(poll: number): Xml[] {
	const [period, seconds] = poll <= 3600 ? ["hourly", 3600] : ["daily", 86_400];
	return [
		element("sy:updatePeriod", {}, xmlText(String(period))),
		element("sy:updateFrequency", {}, xmlText(String(Math.ceil(Number(seconds) / poll)))),
	];
}

const NAMESPACES = {
	"xmlns:dc": "http://purl.org/dc/elements/1.1/",
	"xmlns:dcterms": "http://purl.org/dc/terms/",
	"xmlns:media": "http://search.yahoo.com/mrss/",
	"xmlns:sy": "http://purl.org/rss/1.0/modules/syndication/",
};

function namespacesOf(feed: Feed, site: Site): Record<string, string> {
	const hasLicense = site.license !== undefined || feed.articles.some(({ license }) => license !== undefined);
	if (!hasLicense) return NAMESPACES;
	return { ...NAMESPACES, "xmlns:creativeCommons": "http://backend.userland.com/creativeCommonsRssModule" };
}

/** Maximum size of a channel's picture, in pixels (RSS 2.0, `image`). */
const IMAGE_SIZE = 144;

/** "The URL of a GIF, JPEG or PNG image" (RSS 2.0, `image`). */
function isForChannel({ url, type = pictureType(url) }: Picture): boolean {
	return /^image\/(gif|jpeg|png)$/.test(type);
}

/** The channel's picture, in the compact form of xml-js. */
function imageOf({ title, url, image }: Feed, site: Site): object {
	const isIcon = image === undefined || !isForChannel(image);
	const isMade = isIcon && (site.icon === undefined || isOwnPicture(site.icon));
	return {
		url: { _text: text(uri(isIcon ? iconUrl(site, IMAGE_SIZE) : image.url)) },
		title: { _text: text(title) },
		link: { _text: text(url) },
		...(isMade ? { width: { _text: IMAGE_SIZE }, height: { _text: IMAGE_SIZE } } : {}),
	};
}

/** The channel's subject, publisher and licence. */
function creditElements({ category }: Feed, { contact, author, title, license }: Site): Xml[] {
	const editor = contact !== undefined && isEmail(contact) ? xmlText(`${contact} (${author ?? title})`) : undefined;
	return [
		...(category === undefined ? [] : [element("category", {}, xmlText(category))]),
		...(editor === undefined ? [] : [element("managingEditor", {}, editor), element("webMaster", {}, editor)]),
		...(license ? [element("creativeCommons:license", {}, xmlText(uri(license.url)))] : []),
	];
}

/**
 * The excerpt. Without an excerpt, a body without words (such as a picture) is the description, and otherwise the
 * title: many readers show only the description.
 */
function descriptionOf({ excerpt, title }: PublishedArticle, content: string): string {
	return escapeMarkup(excerpt) || content || escapeMarkup(title);
}

/** An extension of `feed`. An array becomes consecutive elements, which its types do not mention. */
function extension(name: string, value: object): Extension {
	return { name, objects: value as Record<string, unknown> };
}

/** The channel's links: to itself, to archives (RFC 5005, section 4) and to the hub (WebSub, section 4). */
function linksOf({ archives = {}, hub, query }: Feed, self: string, site: Site): Attributes[] {
	const type = "application/rss+xml";
	return [
		{ href: new URL(self).href, rel: "self", type },
		...archiveLinks(archives).map(([rel, name]) => ({ href: feedUrl(site, name, "rss", query), rel, type })),
		...(hub === undefined ? [] : [{ href: new URL(hub).href, rel: "hub" }]),
	];
}

/** Path of the rssCloud registration endpoint. */
export const CLOUD_PATH = "/rsscloud/pleaseNotify";

/** The `cloud` element. Only the built-in hub supports rssCloud. */
function cloudElement({ hub }: Feed, site: Site): Xml[] {
	if (hub === undefined || !hasOwnHub(site)) return [];
	const { hostname, port, protocol } = new URL(site.url);
	const number = port || (protocol === "https:" ? "443" : "80");
	const where = { domain: hostname, port: number, path: CLOUD_PATH };
	return [element("cloud", { ...where, registerProcedure: "", protocol: "http-post" })];
}

function archiveMark({ archives }: Feed): Xml[] {
	return archives?.current === undefined ? [] : [ARCHIVE_MARK];
}

/**
 * Adds what the package `feed` cannot write: the stylesheet and further channel elements. They follow the channel's
 * self link, because readers that stop at the first item would miss anything after the items. Titles and descriptions
 * are escaped, so nothing before that link can look like it.
 */
function completed(xml: string, selfLink: Xml, elements: readonly Xml[], prolog: string): string {
	const start = xml.indexOf(selfLink);
	if (start < 0 || !xml.startsWith(DECLARATION)) throw new Error(`\`feed\` wrote no ${selfLink} or no ${DECLARATION}`);
	const end = start + selfLink.length;
	return [prolog, xml.slice(DECLARATION.length, end), ...elements.map((one) => line(2, one)), xml.slice(end)].join("");
}

/** Item elements that the package `feed` does not support or writes incorrectly, in the compact form of xml-js. */
function elementsOf(article: PublishedArticle, site: Site): Record<string, object> {
	const { provider, player } = article;
	const creators = article.authors.length > 0 ? article.authors : provider ? [provider] : [];
	const [file] = enclosuresOf(article);
	// The length of a file on another site is unknown. The profile asks for 0 in that case.
	const enclosure = file && compact({ url: file.url, length: file.length ?? 0, type: file.type });
	const isPicture = file?.type.startsWith("image/") ?? false;
	const thumbnail = thumbnailOf(article);
	const rights = ownRights(article, site);
	const elements: Record<string, object> = {
		title: { _text: text(article.title) },
		guid: { _text: text(article.guid), _attributes: { isPermaLink: article.guid === uri(article.link) } },
		author: [],
		"dc:creator": creators.map(({ name }) => ({ _text: text(name) })),
		category: article.topics.map((topic) => ({ _text: text(topic) })),
		// Players use the first file they find as the episode.
		...(enclosure && !isPicture ? { enclosure } : {}),
		"media:content": mediaOf(article).map(({ attributes, texts }) => ({
			...compact(attributes),
			...Object.fromEntries(texts.map(([name, value]) => [name, { _text: text(value) }])),
		})),
		...(enclosure && isPicture ? { enclosure } : {}),
		...(thumbnail && isPicture ? { "media:thumbnail": compact(thumbnail) } : {}),
	};
	elements["dcterms:modified"] = { _text: new Date(article.updated).toISOString() };
	if (rights.copyright) elements["dc:rights"] = { _text: text(rights.copyright) };
	if (rights.license) elements["creativeCommons:license"] = { _text: text(uri(rights.license.url)) };
	if (player) elements["media:player"] = compact({ url: player });
	if (article.language && article.language !== site.language) elements["dc:language"] = { _text: article.language };
	if (provider) {
		const url = feedUrl(site, `providers/${provider.key}`, "rss");
		elements["source"] = { _text: text(provider.name), ...compact({ url }) };
	}
	return elements;
}

function text(value: string): string {
	return value.replaceAll("&", "&amp;");
}

/** An empty element in the compact form of xml-js, with escaped attributes. */
function compact(attributes: Attributes): { _attributes: Record<string, string> } {
	const written = Object.entries(attributes).filter(([, value]) => value !== undefined);
	return { _attributes: Object.fromEntries(written.map(([name, value]) => [name, escapeAttribute(String(value))])) };
}
