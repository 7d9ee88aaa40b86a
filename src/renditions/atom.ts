import { Feed as FeedBuilder } from "feed";
import type { Picture } from "../article/article.ts";
import { pictureType } from "../article/media.ts";
import { slugOf } from "../article/slug.ts";
import { type Feed, feedUrl, type PublishedArticle, pageUrl } from "../feed/feed.ts";
import type { Site } from "../settings.ts";
import { contentOf, leadPicture } from "./content.ts";
import { archiveLinks, escapeAttribute, escapeMarkup, HISTORY, withStylesheet } from "./xml.ts";

/** Marks a place in what `feed` makes. No article holds this character: XML cannot, and `cleanText` removes it. */
const MARK = "\uFFFE";

/**
 * A feed as Atom 1.0 (RFC 4287), with Media RSS.
 *
 * `feed` makes the skeleton, and has no hook for anything else in Atom. So each entry carries two marks, as its title
 * and as its rights, which are then replaced by the elements that it lacks or gets wrong.
 */
export function renderAtom(feed: Feed, site: Site): string {
	const builder = new FeedBuilder({
		id: text(feed.id ?? feed.url),
		title: text(feed.title),
		link: feed.url,
		description: text(feed.description),
		updated: new Date(feed.updated),
		generator: "Newsstand",
		author: { name: text(site.title), link: `${site.url}/` },
		feed: feedUrl(site, feed.name, "atom", feed.query),
		copyright: "",
		...(feed.hub === undefined ? {} : { hub: feed.hub }),
		...(feed.image ? { image: text(feed.image.url) } : {}),
	});
	feed.articles.forEach((article, index) => {
		const content = contentOf(article, site);
		builder.addItem({
			title: `${MARK}${index}`,
			id: article.guid,
			link: article.link,
			date: new Date(article.updated),
			published: new Date(article.published),
			description: escapeMarkup(article.excerpt),
			copyright: `${MARK}${index}`,
			...(content === "" ? {} : { content }),
		});
	});
	const at = (index: string): PublishedArticle => {
		const article = feed.articles[Number(index)];
		if (!article) throw new Error(`no article ${index} in ${feed.name}`);
		return article;
	};
	const xml = builder
		.atom1()
		.replace(
			/<feed /,
			`<feed xml:lang="${escapeAttribute(site.language)}" xmlns:media="http://search.yahoo.com/mrss/" `,
		)
		.replace(/(?=\s*<entry|\s*<\/feed>)/, () =>
			feedElements(feed, site)
				.map((line) => `\n    ${line}`)
				.join(""),
		)
		.replace(TITLE, (_, index: string) => openEntry(at(index), site))
		.replace(RIGHTS, (_, index: string) => elementsOf(at(index), site).join("\n        "));
	return withStylesheet(xml);
}

const TITLE = new RegExp(
	`<entry>\\s*<title type="html"><!\\[CDATA\\[${MARK}(\\d+)\\]\\]></title>\\s*<id>[^<]*</id>`,
	"g",
);
const RIGHTS = new RegExp(`<rights>${MARK}(\\d+)</rights>`, "g");

/** Where older articles are (RFC 5005, section 4), and which ones are no more (RFC 6721). */
function feedElements({ archives = {}, deleted = [], query }: Feed, site: Site): string[] {
	return [
		...(archives.current === undefined ? [] : [`<fh:archive xmlns:fh="${HISTORY}"/>`]),
		...archiveLinks(archives).map(([rel, name]) => empty("link", { rel, href: feedUrl(site, name, "atom", query) })),
		...deleted.map(({ guid, time }) => {
			const attributes = { "xmlns:at": TOMBSTONES, ref: guid, when: new Date(time).toISOString() };
			return empty("at:deleted-entry", attributes);
		}),
	];
}

const TOMBSTONES = "http://purl.org/atompub/tombstones/1.0";

/** The start of an entry: a title that is plain text, the very guid, and the language where it is not the site's. */
function openEntry(article: PublishedArticle, site: Site): string {
	const language = article.language ?? site.language;
	const attribute = language === site.language ? "" : ` xml:lang="${escapeAttribute(language)}"`;
	const id = `<id>${escapeMarkup(article.guid)}</id>`;
	return `<entry${attribute}>\n        <title>${escapeMarkup(article.title)}</title>\n        ${id}`;
}

function elementsOf(article: PublishedArticle, site: Site): string[] {
	const { provider, player } = article;
	const picture = leadPicture(article.images);
	const authors = article.authors.length > 0 ? article.authors : provider ? [authorFor(provider)] : [];
	return [
		...authors.map(({ name, url }) => {
			const uri = url ? `<uri>${escapeMarkup(url)}</uri>` : "";
			return `<author><name>${escapeMarkup(name)}</name>${uri}</author>`;
		}),
		...article.topics.map((topic) => empty("category", { term: slugOf(topic), label: topic })),
		...(article.original ? [empty("link", { rel: "via", href: article.original })] : []),
		...article.related.map(({ title, url }) => empty("link", { rel: "related", href: url, title })),
		...(picture ? [empty("link", { rel: "enclosure", type: pictureType(picture.url), href: picture.url })] : []),
		...article.images.map(mediaContent),
		...(player ? [empty("media:player", { url: player })] : []),
		...(provider ? [sourceOf(provider.key, provider.name, article.updated, site)] : []),
	];
}

function authorFor(provider: { name: string; domain?: string | undefined }): { name: string; url?: string } {
	return provider.domain ? { name: provider.name, url: `https://${provider.domain}/` } : { name: provider.name };
}

/** RFC 4287, section 4.2.11: the feed that the entry comes from is its provider's. */
function sourceOf(key: string, name: string, updated: number, site: Site): string {
	const feed = `providers/${key}`;
	const id = `<id>${escapeMarkup(pageUrl(site, feed))}</id>`;
	const self = empty("link", { rel: "self", href: feedUrl(site, feed, "atom") });
	const since = `<updated>${new Date(updated).toISOString()}</updated>`;
	return `<source>${id}<title>${escapeMarkup(name)}</title>${since}${self}</source>`;
}

function mediaContent(image: Picture): string {
	return empty("media:content", { ...image, type: pictureType(image.url), medium: "image" });
}

function empty(name: string, values: Record<string, string | number | undefined>): string {
	const written = Object.entries(values).map(([key, value]) =>
		value === undefined ? "" : ` ${key}="${escapeAttribute(String(value))}"`,
	);
	return `<${name}${written.join("")}/>`;
}

/** `feed` turns `&amp;` into `&` before it escapes. */
function text(value: string): string {
	return value.replaceAll("&", "&amp;");
}
