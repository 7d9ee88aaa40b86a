import type { Provider } from "../article/article.ts";
import { type Feed, feedUrl, type PublishedArticle, pageUrl } from "../feed/feed.ts";
import { iconUrl, logoUrl } from "../identity/icons.ts";
import { isEmail } from "../identity/read-identity.ts";
import type { Site } from "../settings.ts";
import { contentOrTitle } from "./content.ts";
import { GENERATOR } from "./generator.ts";
import { enclosuresOf, mediaOf, thumbnailOf } from "./media.ts";
import { withEpisodeFirst } from "./podcast.ts";
import { ownRights } from "./rights.ts";
import {
	ARCHIVE_MARK,
	archiveLinks,
	block,
	cdata,
	element,
	escapeMarkup,
	line,
	PROLOG,
	text,
	uri,
	type Xml,
} from "./xml.ts";

/** Renders a feed as Atom 1.0 (RFC 4287) with Media RSS. */
export function renderAtom(feed: Feed, site: Site): string {
	const namespaces = { "xmlns:media": "http://search.yahoo.com/mrss/", xmlns: "http://www.w3.org/2005/Atom" };
	const entries = feed.articles.map((article) => entryOf(withEpisodeFirst(article, feed), site));
	const root = block(0, "feed", { "xml:lang": site.language, ...namespaces }, [
		...feedElements(feed, site),
		...historyOf(feed, site),
		...entries,
	]);
	return PROLOG + line(0, root);
}

/** Returns the feed's metadata (RFC 4287, section 4.1.1). */
function feedElements(feed: Feed, site: Site): Xml[] {
	return [
		element("id", {}, text(feed.id ?? feed.url)),
		element("title", {}, text(feed.title)),
		element("updated", {}, date(feed.updated)),
		element("generator", { version: GENERATOR.version }, text(GENERATOR.name)),
		// The default author of entries (RFC 4287, section 4.2.1).
		block(1, "author", {}, authorElements(feed, site)),
		element("link", { rel: "alternate", href: normalized(feed.url) }),
		element("link", { rel: "self", href: normalized(feedUrl(site, feed.name, "atom", feed.query)) }),
		...(feed.hub === undefined ? [] : [element("link", { rel: "hub", href: normalized(feed.hub) })]),
		...(feed.description === "" ? [] : [element("subtitle", {}, text(feed.description))]),
		...(site.copyright === undefined ? [] : [element("rights", {}, text(site.copyright))]),
		...(site.license ? [element("link", { rel: "license", href: uri(site.license.url) })] : []),
		element("icon", {}, text(uri(iconUrl(site, 192)))),
		element("logo", {}, text(uri(feed.image?.url ?? logoUrl(site) ?? iconUrl(site, 512)))),
	];
}

/** Returns the elements of a person or organization (RFC 4287, section 3.2). */
function authorElements({ author }: Feed, site: Site): Xml[] {
	const { name, url } = author ?? { name: site.author ?? site.title, url: `${site.url}/` };
	const email = author === undefined && site.contact !== undefined && isEmail(site.contact) ? site.contact : undefined;
	return [
		element("name", {}, text(name)),
		...(url === undefined ? [] : [element("uri", {}, text(uri(normalized(url))))]),
		...(email === undefined ? [] : [element("email", {}, text(email))]),
	];
}

/** Returns the links to archives (RFC 5005, section 4) and the list of deleted entries (RFC 6721). */
function historyOf({ archives = {}, deleted = [], query }: Feed, site: Site): Xml[] {
	return [
		...(archives.current === undefined ? [] : [ARCHIVE_MARK]),
		...archiveLinks(archives).map(([rel, name]) => element("link", { rel, href: feedUrl(site, name, "atom", query) })),
		...deleted.map(({ guid, time }) =>
			element("at:deleted-entry", {
				"xmlns:at": "http://purl.org/atompub/tombstones/1.0",
				ref: idOf(guid, site),
				when: new Date(time).toISOString(),
			}),
		),
	];
}

/** Renders an entry (RFC 4287, section 4.1.2). */
function entryOf(article: PublishedArticle, site: Site): Xml {
	const { language = site.language, excerpt } = article;
	const details = detailsOf(article, site);
	return block(1, "entry", { "xml:lang": language === site.language ? undefined : language }, [
		element("title", {}, text(article.title)),
		element("id", {}, text(idOf(article.guid, site))),
		element("link", { href: uri(normalized(article.link)) }),
		element("updated", {}, date(article.updated)),
		...(excerpt === "" ? [] : [element("summary", { type: "html" }, cdata(escapeMarkup(excerpt)))]),
		element("content", { type: "html" }, cdata(contentOrTitle(article, site))),
		element("published", {}, date(article.published)),
		// If there are no details, an empty line is kept in their place, because removing it would change the ETags of
		// stored feeds.
		...(details.length === 0 ? [text("")] : details),
	]);
}

/**
 * Returns the entry's id, which must be a URI (RFC 4287, section 4.2.6). A guid that is not a URI is turned into one:
 * the site's URL with the guid as its fragment.
 */
function idOf(guid: string, site: Site): string {
	return /^[a-z][a-z0-9+.-]*:\S/i.test(guid) ? guid : `${site.url}/#${encodeURIComponent(guid.toWellFormed())}`;
}

function detailsOf(article: PublishedArticle, site: Site): Xml[] {
	const { provider, player } = article;
	const rights = ownRights(article, site);
	const thumbnail = thumbnailOf(article);
	const authors = article.authors.length > 0 ? article.authors : provider ? [authorFor(provider)] : [];
	return [
		...authors.map(({ name, url }) => {
			const home = url ? [element("uri", {}, text(uri(url)))] : [];
			return element("author", {}, element("name", {}, text(name)), ...home);
		}),
		// According to RFC 4287 (section 4.2.2), `label` is the text for people, but many readers display `term` instead.
		...article.topics.map((topic) => element("category", { term: topic })),
		...(rights.copyright ? [element("rights", {}, text(rights.copyright))] : []),
		...(rights.license ? [element("link", { rel: "license", href: uri(rights.license.url) })] : []),
		...(article.original ? [element("link", { rel: "via", href: uri(article.original) })] : []),
		...article.related.map(({ title, url }) => element("link", { rel: "related", href: uri(url), title })),
		...enclosuresOf(article).map(({ url, type, length, title }) =>
			element("link", { rel: "enclosure", type, href: url, length, title }),
		),
		...mediaOf(article).map(({ attributes, texts }) =>
			element("media:content", attributes, ...texts.map(([name, value]) => element(name, {}, text(value)))),
		),
		...(thumbnail ? [element("media:thumbnail", thumbnail)] : []),
		...(player ? [element("media:player", { url: player })] : []),
		...(provider ? [sourceOf(provider, article.updated, site)] : []),
	];
}

function authorFor(provider: Provider): { name: string; url?: string } {
	return provider.domain ? { name: provider.name, url: `https://${provider.domain}/` } : { name: provider.name };
}

/** Renders an entry's `source` (RFC 4287, section 4.2.11): its provider's feed on this site. */
function sourceOf({ key, name }: Provider, updated: number, site: Site): Xml {
	const feed = `providers/${key}`;
	return element(
		"source",
		{},
		element("id", {}, text(pageUrl(site, feed))),
		element("title", {}, text(name)),
		element("updated", {}, date(updated)),
		element("link", { rel: "self", href: feedUrl(site, feed, "atom") }),
	);
}

/** Formats a date according to RFC 3339 (RFC 4287, section 3.3). */
function date(time: number): Xml {
	return text(new Date(time).toISOString());
}

/** Normalizes a URL just as the package `feed` does for RSS. */
function normalized(url: string): string {
	return new URL(url).href;
}
