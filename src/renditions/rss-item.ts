import { type Feed, feedUrl, type PublishedArticle } from "../feed/feed.ts";
import type { Site } from "../settings.ts";
import { contentOf } from "./content.ts";
import { enclosuresOf, type MediaContent, mediaOf, thumbnailOf } from "./media.ts";
import { asPodcastItem, episodeElements } from "./podcast.ts";
import { ownRights } from "./rights.ts";
import { block, cdata, element, escapeMarkup, text, uri, type Xml } from "./xml.ts";

/** The nesting level of items in an RSS document. */
export const ITEM_DEPTH = 2;

/**
 * Renders an article as an RSS item with `content:encoded`, Dublin Core, Media RSS and, for an episode, the elements
 * that podcast apps need.
 */
export function rssItem(article: PublishedArticle, feed: Pick<Feed, "show">, site: Site): Xml {
	const content = contentOf(article, site);
	const description = descriptionOf(article, content);
	return block(ITEM_DEPTH, "item", {}, [
		element("title", {}, text(article.title)),
		element("link", {}, text(new URL(uri(article.link)).href)),
		element("guid", { isPermaLink: String(article.guid === uri(article.link)) }, text(article.guid)),
		element("pubDate", {}, text(new Date(article.published).toUTCString())),
		...(description === "" ? [] : [element("description", {}, cdata(description))]),
		...(content === "" ? [] : [element("content:encoded", {}, cdata(content))]),
		...detailsOf(asPodcastItem(article, feed), site),
		...episodeElements(article, feed, ITEM_DEPTH + 1),
	]);
}

/**
 * Returns the description: the excerpt; failing that, the content (for example, a picture); failing that, the title. It
 * is never empty, because many readers show only the description.
 */
function descriptionOf({ excerpt, title }: PublishedArticle, content: string): string {
	return escapeMarkup(excerpt) || content || escapeMarkup(title);
}

function detailsOf(article: PublishedArticle, site: Site): Xml[] {
	const { provider, player, language } = article;
	const creators = article.authors.length > 0 ? article.authors : provider ? [provider] : [];
	const [file] = enclosuresOf(article);
	// The length of a file on another site is unknown. The profile requires a length of 0 in that case.
	const enclosure = file ? [element("enclosure", { url: file.url, length: file.length ?? 0, type: file.type })] : [];
	const isPicture = file?.type.startsWith("image/") ?? false;
	const thumbnail = isPicture ? thumbnailOf(article) : undefined;
	const rights = ownRights(article, site);
	return [
		...creators.map(({ name }) => element("dc:creator", {}, text(name))),
		...article.topics.map((topic) => element("category", {}, text(topic))),
		// Players take the first file in the item for the episode, so an enclosure that is a picture comes last.
		...(isPicture ? [] : enclosure),
		...mediaOf(article).map(mediaElement),
		...(isPicture ? enclosure : []),
		...(thumbnail ? [element("media:thumbnail", thumbnail)] : []),
		element("dcterms:modified", {}, text(new Date(article.updated).toISOString())),
		...(rights.copyright ? [element("dc:rights", {}, text(rights.copyright))] : []),
		...(rights.license ? [element("creativeCommons:license", {}, text(uri(rights.license.url)))] : []),
		...(player ? [element("media:player", { url: player })] : []),
		...(language && language !== site.language ? [element("dc:language", {}, text(language))] : []),
		...(provider
			? [element("source", { url: feedUrl(site, `providers/${provider.key}`, "rss") }, text(provider.name))]
			: []),
	];
}

function mediaElement({ attributes, texts }: MediaContent): Xml {
	if (texts.length === 0) return element("media:content", attributes);
	const children = texts.map(([name, value]) => element(name, {}, text(value)));
	return block(ITEM_DEPTH + 1, "media:content", attributes, children);
}
