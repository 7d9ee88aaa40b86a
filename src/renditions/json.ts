import type { License, Picture } from "../article/article.ts";
import { type Feed, feedUrl, type PublishedArticle } from "../feed/feed.ts";
import { iconUrl } from "../identity/icons.ts";
import type { Site } from "../settings.ts";
import { contentOrTitle, leadPicture } from "./content.ts";
import { withEpisodeFirst } from "./podcast.ts";
import { ownRights } from "./rights.ts";

/** JSON Feed 1.1. */
export interface JsonFeed {
	version: "https://jsonfeed.org/version/1.1";
	title: string;
	home_page_url: string;
	feed_url: string;
	/** URL of the next page of the feed, which contains older items. */
	next_url?: string | undefined;
	description?: string | undefined;
	icon: string;
	favicon: string;
	authors?: JsonAuthor[] | undefined;
	language: string;
	_newsstand?: FeedExtension | undefined;
	hubs?: { type: "WebSub"; url: string }[] | undefined;
	items: JsonItem[];
}

export interface JsonItem {
	id: string;
	url: string;
	title: string;
	content_html: string;
	summary?: string | undefined;
	image?: string | undefined;
	date_published: string;
	date_modified: string;
	authors: JsonAuthor[];
	tags: string[];
	language: string;
	attachments: JsonAttachment[];
	_newsstand: NewsstandExtension;
}

interface JsonAuthor {
	name: string;
	url?: string | undefined;
	avatar?: string | undefined;
}

interface JsonAttachment {
	url: string;
	mime_type: string;
	title?: string | undefined;
	size_in_bytes?: number | undefined;
	duration_in_seconds?: number | undefined;
}

/**
 * Newsstand's extension of a feed. As the specification requires, `about` is the URL of the extension's documentation.
 */
interface FeedExtension {
	about: string;
	/** Number of articles per month (UTC) in the feed's archive, newest month first: `{ "2026-05": 12 }`. */
	archives?: Record<string, number> | undefined;
	/** Copyright notice for the articles, if the site has one. */
	copyright?: string | undefined;
	license?: License | undefined;
}

/** Newsstand's extension of an item. */
interface NewsstandExtension {
	about: string;
	type: string;
	category?: string | undefined;
	provider?: { name: string; domain?: string | undefined } | undefined;
	original_url?: string | undefined;
	quality?: number | undefined;
	heat?: number | undefined;
	player_url?: string | undefined;
	images: Omit<Picture, "bytes" | "type">[];
	related: {
		url: string;
		title: string;
		summary?: string | undefined;
		date_published?: string | undefined;
		provider?: string | undefined;
	}[];
	/** The item's copyright notice, if it differs from the feed's. */
	copyright?: string | undefined;
	license?: License | undefined;
	/** Corrections to the item, oldest first. */
	corrections?: { date?: string | undefined; text: string }[] | undefined;
}

/** Renders a feed as JSON Feed 1.1. */
export function renderJson(feed: Feed, site: Site): string {
	const document: JsonFeed = {
		version: "https://jsonfeed.org/version/1.1",
		title: feed.title,
		home_page_url: feed.url,
		feed_url: feedUrl(site, feed.name, "json", feed.query),
		next_url: feed.archives?.previous && feedUrl(site, feed.archives.previous, "json", feed.query),
		description: feed.description || undefined,
		icon: feed.image?.url ?? iconUrl(site, 512),
		favicon: iconUrl(site, 64),
		authors: authorsOf(feed, site),
		language: site.language,
		_newsstand: feedExtension(feed, site),
		hubs: feed.hub === undefined ? undefined : [{ type: "WebSub", url: feed.hub }],
		items: feed.articles.map((article) => itemOf(withEpisodeFirst(article, feed), site)),
	};
	// This escape makes it safe to paste the JSON into a CDATA section, and does not change the parsed value.
	return JSON.stringify(document, null, 1).replaceAll("]]>", "]]\\u003e");
}

/**
 * Returns the feed's authors, unless any item has authors of its own: some readers would add the feed's authors to the
 * item's.
 */
function authorsOf({ articles, author }: Feed, site: Site): JsonAuthor[] | undefined {
	if (articles.some(({ authors, provider }) => authors.length > 0 || provider)) return undefined;
	const { name, url, avatar } = author ?? { name: site.author ?? site.title, url: `${site.url}/`, avatar: undefined };
	return [{ name, url, avatar: avatar ?? (author ? undefined : iconUrl(site, 512)) }];
}

function feedExtension({ months }: Feed, site: Site): FeedExtension | undefined {
	const { copyright, license } = site;
	if (!months && copyright === undefined && !license) return undefined;
	return { about: aboutUrl(site), archives: months, copyright, license };
}

function aboutUrl(site: Site): string {
	return `${site.url}/about/json-feed`;
}

function itemOf(article: PublishedArticle, site: Site): JsonItem {
	const { provider } = article;
	const ofProvider = provider ? [{ name: provider.name, avatar: provider.image?.url }] : [];
	const authors = article.authors.length > 0 ? article.authors : ofProvider;
	return {
		id: article.guid,
		url: article.link,
		title: article.title,
		content_html: contentOrTitle(article, site),
		summary: article.excerpt || undefined,
		image: leadPicture(article.images)?.url,
		date_published: new Date(article.published).toISOString(),
		date_modified: new Date(article.updated).toISOString(),
		authors: authors.map(({ name, url, avatar }: JsonAuthor) => ({ name, url, avatar })),
		tags: article.topics,
		language: article.language ?? site.language,
		attachments: attachmentsOf(article),
		_newsstand: extensionOf(article, site),
	};
}

/**
 * Returns all attachments except pictures. Pictures are left out because readers offer attachments as downloads, and
 * newsraft uses the first attachment as the item's link.
 */
function attachmentsOf({ attachments = [], player, title }: PublishedArticle): JsonAttachment[] {
	// Attachments with the same title are versions of the same recording.
	const shared = attachments.some(({ isAlternate }) => isAlternate) ? (attachments[0]?.title ?? title) : undefined;
	const files = attachments.map((file, index) => ({
		url: file.url,
		mime_type: file.type,
		title: index === 0 || file.isAlternate ? (shared ?? file.title) : file.title,
		size_in_bytes: file.bytes,
		duration_in_seconds: file.duration === undefined ? undefined : Math.round(file.duration),
	}));
	return [...files, ...(player ? [{ url: player, mime_type: "text/html", title }] : [])];
}

function extensionOf(article: PublishedArticle, site: Site): NewsstandExtension {
	const { provider } = article;
	return {
		about: aboutUrl(site),
		type: article.type,
		category: article.category,
		provider: provider && { name: provider.name, domain: provider.domain },
		original_url: article.original,
		quality: article.quality,
		heat: article.heat,
		player_url: article.player,
		images: article.images.map(({ bytes: _, type: _type, ...picture }) => picture),
		related: article.related.map((other) => ({
			url: other.url,
			title: other.title,
			summary: other.excerpt,
			date_published: other.published === undefined ? undefined : new Date(other.published).toISOString(),
			provider: other.provider,
		})),
		...ownRights(article, site),
		corrections: article.corrections?.map(({ date, text }) => ({
			date: date === undefined ? undefined : new Date(date).toISOString(),
			text,
		})),
	};
}
