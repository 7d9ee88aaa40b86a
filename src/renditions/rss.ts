import { type Extension, Feed as FeedBuilder } from "feed";
import type { Picture } from "../article/article.ts";
import { pictureType } from "../article/media.ts";
import { type Feed, feedUrl } from "../feed/feed.ts";
import { pollInterval } from "../feed/rhythm.ts";
import { iconUrl } from "../identity/icons.ts";
import { isEmail, isOwnPicture } from "../identity/read-identity.ts";
import { hasOwnHub, type Site } from "../settings.ts";
import { contentOf } from "./content.ts";
import { GENERATOR } from "./generator.ts";
import { feedLanguage, podcastNamespaces, showElements } from "./podcast.ts";
import { ITEM_DEPTH, rssItem } from "./rss-item.ts";
import {
	ARCHIVE_MARK,
	type Attributes,
	archiveLinks,
	DECLARATION,
	element,
	escapeAttribute,
	line,
	PROLOG,
	text,
	uri,
	type Xml,
} from "./xml.ts";

/**
 * Maximum `ttl`, in minutes. It must be low because, unlike `max-age`, `ttl` cannot be reduced when an article is
 * scheduled.
 */
const MAX_TTL = 60;

/**
 * Renders a feed as RSS 2.0, following the RSS Advisory Board's profile, with `content:encoded`, Dublin Core and Media
 * RSS.
 *
 * The package `feed` renders the channel. `rssItem` renders the items, in a third of the time that the package would
 * take.
 */
export function renderRss(feed: Feed, site: Site): string {
	const poll = pollInterval(feed.articles);
	const links = linksOf(feed, site);
	return completed(channelOf(feed, links, poll, site), {
		// Apple requires the root element to come directly after the XML declaration.
		prolog: feed.show ? DECLARATION : PROLOG,
		namespaces: { first: podcastNamespaces(feed), last: contentNamespaces(feed, site) },
		selfLink: element("atom:link", links[0] ?? {}),
		elements: [
			...creditElements(feed, site),
			...syndicationElements(poll),
			...cloudElement(feed, site),
			...archiveMark(feed),
			...showElements(feed, site),
		],
		items: feed.articles.map((article) => rssItem(article, feed, site)),
	});
}

/**
 * Returns the document without its items. Elements that the package `feed` would write incorrectly are replaced with
 * extensions. Before it escapes text, the package turns `&amp;` into `&`; in attributes, it escapes hardly anything.
 * `compactText` and `compact` compensate for this.
 */
function channelOf(feed: Feed, links: readonly Attributes[], poll: number, site: Site): string {
	const builder = new FeedBuilder({
		id: feed.url,
		title: compactText(feed.title),
		link: feed.url,
		description: compactText(feed.description || feed.title),
		language: feedLanguage(feed.show, site),
		updated: new Date(feed.updated),
		generator: `${GENERATOR.name} ${GENERATOR.version}`,
		ttl: Math.min(poll / 60, MAX_TTL),
		copyright: site.copyright === undefined ? "" : compactText(site.copyright),
		// The elements that the package writes for `image` and `feed` are replaced with the extensions below, which add the
		// picture's size and further links.
		image: iconUrl(site, IMAGE_SIZE),
		feed: feed.url,
	});
	builder.addExtension(extension("_attributes", namespacesOf(feed, site)));
	builder.addExtension(extension("image", imageOf(feed, site)));
	builder.addExtension(extension("atom:link", links.map(compact)));
	return builder.rss2();
}

/** Returns the elements that state how many times per hour or per day to poll the feed (RSS 1.0 Syndication module). */
function syndicationElements(poll: number): Xml[] {
	const [period, seconds] = poll <= 3600 ? ["hourly", 3600] : ["daily", 86_400];
	return [
		element("sy:updatePeriod", {}, text(String(period))),
		element("sy:updateFrequency", {}, text(String(Math.ceil(Number(seconds) / poll)))),
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

/** The namespaces that the package `feed` would declare for items with a body. */
const CONTENT_NAMESPACES =
	' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"';

function contentNamespaces({ articles }: Feed, site: Site): string {
	return articles.some((article) => contentOf(article, site) !== "") ? CONTENT_NAMESPACES : "";
}

/** Maximum size of a channel's picture, in pixels (RSS 2.0, `image`). */
const IMAGE_SIZE = 144;

/** "The URL of a GIF, JPEG or PNG image" (RSS 2.0, `image`). */
function isForChannel({ url, type = pictureType(url) }: Picture): boolean {
	return /^image\/(gif|jpeg|png)$/.test(type);
}

/** Returns the channel's picture, in the compact form of xml-js. */
function imageOf({ title, url, image }: Feed, site: Site): object {
	const isIcon = image === undefined || !isForChannel(image);
	const isMade = isIcon && (site.icon === undefined || isOwnPicture(site.icon));
	return {
		url: { _text: compactText(uri(isIcon ? iconUrl(site, IMAGE_SIZE) : image.url)) },
		title: { _text: compactText(title) },
		link: { _text: compactText(url) },
		...(isMade ? { width: { _text: IMAGE_SIZE }, height: { _text: IMAGE_SIZE } } : {}),
	};
}

/** Returns the channel's subject, publisher and licence. */
function creditElements({ category }: Feed, { contact, author, title, license }: Site): Xml[] {
	const editor = contact !== undefined && isEmail(contact) ? text(`${contact} (${author ?? title})`) : undefined;
	return [
		...(category === undefined ? [] : [element("category", {}, text(category))]),
		...(editor === undefined ? [] : [element("managingEditor", {}, editor), element("webMaster", {}, editor)]),
		...(license ? [element("creativeCommons:license", {}, text(uri(license.url)))] : []),
	];
}

/**
 * Creates an extension for the package `feed`. An array becomes several consecutive elements, although the package's
 * type definitions do not allow arrays.
 */
function extension(name: string, value: object): Extension {
	return { name, objects: value as Record<string, unknown> };
}

/** Returns the channel's links: to itself, to archives (RFC 5005, section 4) and to the hub (WebSub, section 4). */
function linksOf({ name, archives = {}, hub, query }: Feed, site: Site): Attributes[] {
	const type = "application/rss+xml";
	return [
		{ href: new URL(feedUrl(site, name, "rss", query)).href, rel: "self", type },
		...archiveLinks(archives).map(([rel, archive]) => ({ href: feedUrl(site, archive, "rss", query), rel, type })),
		...(hub === undefined ? [] : [{ href: new URL(hub).href, rel: "hub" }]),
	];
}

/** Path of the rssCloud registration endpoint. */
export const CLOUD_PATH = "/rsscloud/pleaseNotify";

/** Returns the `cloud` element. Only the built-in hub supports rssCloud. */
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

/** The start of the root element and the end of the document, exactly as `feed` writes them. */
const ROOT = '<rss version="2.0"';
const END = "\n    </channel>\n</rss>";

/** Content that the package `feed` cannot write, or can write only slowly. */
interface Additions {
	/** The lines before the root element. */
	prolog: string;
	/** Attributes of the root element: those before its `version` attribute, and those after it. */
	namespaces: { first: string; last: string };
	/** The channel's link to itself, exactly as the package has written it. */
	selfLink: Xml;
	/** Channel elements to add after the self link. */
	elements: readonly Xml[];
	items: readonly Xml[];
}

/**
 * Adds the content that the package `feed` does not write. The channel elements are added after the channel's self
 * link, because some readers stop at the first item and would miss channel elements that follow the items. Titles and
 * descriptions are escaped, so no text before the self link can be mistaken for it.
 */
function completed(channel: string, { prolog, namespaces, selfLink, elements, items }: Additions): string {
	const xml = channel.replace(ROOT, `<rss ${namespaces.first}version="2.0"${namespaces.last}`);
	const start = xml.indexOf(selfLink);
	if (start < 0 || !xml.startsWith(DECLARATION) || !xml.endsWith(END)) {
		throw new Error(`The output of \`feed\` lacks ${selfLink}, ${DECLARATION} or ${END}`);
	}
	const end = start + selfLink.length;
	return [
		...[prolog, xml.slice(DECLARATION.length, end), ...elements.map(inChannel)],
		...[xml.slice(end, -END.length), ...items.map(inChannel), END],
	].join("");
}

function inChannel(xml: Xml): Xml {
	return line(ITEM_DEPTH, xml);
}

/** Returns text in the compact form of xml-js. */
function compactText(value: string): string {
	return value.replaceAll("&", "&amp;");
}

/** Returns an empty element in the compact form of xml-js, with escaped attributes. */
function compact(attributes: Attributes): { _attributes: Record<string, string> } {
	const written = Object.entries(attributes).filter(([, value]) => value !== undefined);
	return { _attributes: Object.fromEntries(written.map(([name, value]) => [name, escapeAttribute(String(value))])) };
}
