import { type Extension, Feed as FeedBuilder } from "feed";
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

/** The longest `ttl`, in minutes: it cannot be shortened when an article is scheduled, as `max-age` is. */
const MAX_TTL = 60;

/**
 * Renders a feed as RSS 2.0 after the RSS Advisory Board's profile, with `content:encoded`, Dublin Core and Media RSS.
 *
 * `feed` writes the channel; its `extensions` replace the elements that it would get wrong. It turns `&amp;` into `&`
 * before it escapes, and barely escapes attributes, hence `compactText` and `compact`. Items are written by `rssItem`,
 * which takes a quarter of the time.
 */
export function renderRss(feed: Feed, site: Site): string {
	const poll = pollInterval(feed.articles);
	const links = linksOf(feed, site);
	return completed(channelOf(feed, links, poll, site), element("atom:link", links[0] ?? {}), {
		// Apple wants the root element right after the declaration.
		prolog: feed.show ? DECLARATION : PROLOG,
		namespaces: { first: podcastNamespaces(feed), others: contentNamespaces(feed, site) },
		elements: [
			...syndicationElements(poll),
			...cloudElement(feed, site),
			...archiveMark(feed),
			...showElements(feed, site),
		],
		items: feed.articles.map((article) => rssItem(article, feed, site)),
		last: aboutElements(feed, site),
	});
}

/** The document without items. */
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
		// These two are replaced by extensions.
		image: iconUrl(site, IMAGE_SIZE),
		feed: feed.url,
	});
	builder.addExtension(extension("_attributes", namespacesOf(feed, site)));
	builder.addExtension(extension("image", imageOf(feed, site)));
	builder.addExtension(extension("atom:link", links.map(compact)));
	return builder.rss2();
}

/** An array becomes consecutive elements; the types of `feed` do not mention that. */
function extension(name: string, value: object): Extension {
	return { name, objects: value as Record<string, unknown> };
}

/** How often to poll the feed: times per hour or day (RSS 1.0 Syndication module). */
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

/** Namespaces that `feed` declares for items with a body. */
const CONTENT_NAMESPACES =
	' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"';

function contentNamespaces({ articles }: Feed, site: Site): string {
	return articles.some((article) => contentOf(article, site) !== "") ? CONTENT_NAMESPACES : "";
}

/** The largest picture of a channel, in pixels (RSS 2.0, `image`). */
const IMAGE_SIZE = 144;

/** The channel's picture, in the compact form of xml-js: `feed` writes no size. */
function imageOf({ title, url, image }: Feed, site: Site): Record<string, object> {
	const isIcon = image === undefined;
	const isMade = isIcon && (site.icon === undefined || isOwnPicture(site.icon));
	return {
		url: { _text: compactText(isIcon ? iconUrl(site, IMAGE_SIZE) : image.url) },
		title: { _text: compactText(title) },
		link: { _text: compactText(url) },
		...(isMade ? { width: { _text: IMAGE_SIZE }, height: { _text: IMAGE_SIZE } } : {}),
	};
}

/** The channel's links: to itself, to archives (RFC 5005, section 4) and to the hub (WebSub, section 4). */
function linksOf({ name, archives = {}, hub, query }: Feed, site: Site): Attributes[] {
	const type = "application/rss+xml";
	return [
		{ href: new URL(feedUrl(site, name, "rss", query)).href, rel: "self", type },
		...archiveLinks(archives).map(([rel, archive]) => ({ href: feedUrl(site, archive, "rss", query), rel, type })),
		...(hub === undefined ? [] : [{ href: new URL(hub).href, rel: "hub" }]),
	];
}

/** Path for rssCloud registrations. */
export const CLOUD_PATH = "/rsscloud/pleaseNotify";

/** The `cloud` element; only our own hub supports rssCloud. */
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

/** The subject of a topic, whom to write to, and the licence. */
function aboutElements({ category }: Feed, site: Site): Xml[] {
	const { contact, license } = site;
	const editor = contact !== undefined && isEmail(contact) ? [text(`${contact} (${site.author ?? site.title})`)] : [];
	return [
		...(category === undefined ? [] : [element("category", {}, text(category))]),
		...editor.map((address) => element("managingEditor", {}, address)),
		...editor.map((address) => element("webMaster", {}, address)),
		...(license ? [element("creativeCommons:license", {}, text(uri(license.url)))] : []),
	];
}

/** The first bytes of the root element, and the last of the document, as `feed` writes them. */
const ROOT = '<rss version="2.0"';
const END = "\n    </channel>\n</rss>";

/** What `feed` cannot write. */
interface Additions {
	/** What precedes the root element. */
	prolog: string;
	/** Attributes of the root element: before and after its version. */
	namespaces: { first: string; others: string };
	/** Elements of the channel that readers should know before the items: some stop at the first one. */
	elements: readonly Xml[];
	items: readonly Xml[];
	/** Elements of the channel after the items. */
	last: readonly Xml[];
}

/**
 * Adds what `feed` cannot write. The elements follow the channel's self link: nothing before it can look like it, since
 * titles and descriptions are escaped.
 */
function completed(channel: string, selfLink: Xml, { prolog, namespaces, elements, items, last }: Additions): string {
	const xml = channel.replace(ROOT, `<rss ${namespaces.first}version="2.0"${namespaces.others}`);
	const start = xml.indexOf(selfLink);
	if (start < 0 || !xml.startsWith(DECLARATION) || !xml.endsWith(END)) {
		throw new Error(`\`feed\` wrote no ${selfLink}, no ${DECLARATION} or no ${END}`);
	}
	const end = start + selfLink.length;
	return [
		...[prolog, xml.slice(DECLARATION.length, end), ...elements.map(inChannel)],
		...[xml.slice(end, -END.length), ...[...items, ...last].map(inChannel), END],
	].join("");
}

function inChannel(xml: Xml): Xml {
	return line(ITEM_DEPTH, xml);
}

/** Text in the compact form of xml-js. */
function compactText(value: string): string {
	return value.replaceAll("&", "&amp;");
}

/** An empty element in the compact form of xml-js, with escaped attributes. */
function compact(attributes: Attributes): { _attributes: Record<string, string> } {
	const written = Object.entries(attributes).filter(([, value]) => value !== undefined);
	return { _attributes: Object.fromEntries(written.map(([name, value]) => [name, escapeAttribute(String(value))])) };
}
