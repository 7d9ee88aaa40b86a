import type { Picture } from "../article/article.ts";
import { withoutPlayers } from "../article/body/players.ts";
import type { PublishedArticle } from "../feed/feed.ts";
import type { Site } from "../settings.ts";
import { inLanguageOf } from "./content.ts";
import { escapeAttribute } from "./xml.ts";

/** A page of articles in the format of everyday.cc's public API. */
export interface ArticleList {
	/** Counting from 1. */
	page: number;
	value: ListedArticle[];
	/** Null on the last page. */
	nextPage: number | null;
}

/**
 * An article in such a page. All keys are always present, with null for unknown values. Numbers are integers, and times
 * are in ISO 8601 format, in UTC.
 */
export interface ListedArticle {
	path: string;
	title: string;
	excerpt: string;
	sourceUrl: null;
	webUrl: string;
	originalUrl: string;
	/** HTML that embeds a video. */
	featuredContent: string | null;
	highlight: null;
	heat: number | null;
	tags: null;
	images: ListedPicture[];
	/** The body as HTML; empty if the article has no body. */
	content: string;
	type: string;
	ampWebUrl: null;
	cdnAmpWebUrl: null;
	publishedDateTime: string;
	/** Null if the article has not changed since it was published. */
	updatedDateTime: string | null;
	provider: {
		name: string | null;
		domain: string | null;
		images: ListedPicture[];
		publishers: null;
		authors: string[] | null;
	};
	/** BCP 47 tag in lower case, such as `en-us`. */
	locale: string;
	categories: string[];
	topics: string[];
}

interface ListedPicture {
	url: string;
	width: number | null;
	height: number | null;
	title: null;
	attribution: null;
	isCached: boolean;
}

/** @param withContent whether to include the article's body in `content` */
export function listedArticle(article: PublishedArticle, site: Site, withContent: boolean): ListedArticle {
	const { provider, player, heat } = article;
	return {
		path: article.path,
		title: article.title,
		excerpt: article.excerpt,
		sourceUrl: null,
		webUrl: article.link,
		originalUrl: article.original ?? article.link,
		featuredContent: player === undefined ? null : `<iframe src="${escapeAttribute(player)}" allowfullscreen></iframe>`,
		highlight: null,
		heat: integer(heat),
		tags: null,
		images: article.images.map(listedPicture),
		content: withContent ? inLanguageOf(article, site, withoutPlayers(article.html)) : "",
		type: article.type,
		ampWebUrl: null,
		cdnAmpWebUrl: null,
		publishedDateTime: timeOf(article.published),
		updatedDateTime: article.updated > article.published ? timeOf(article.updated) : null,
		provider: {
			name: provider?.name ?? null,
			domain: provider?.domain ?? null,
			images: provider?.image ? [listedPicture(provider.image)] : [],
			publishers: null,
			authors: article.authors.length > 0 ? article.authors.map(({ name }) => name) : null,
		},
		locale: (article.language ?? site.language).toLowerCase(),
		categories: article.category === undefined ? [] : [article.category],
		topics: article.topics,
	};
}

/** Converts a picture. The site does not store pictures in several sizes, so every size has the URL of the original. */
function listedPicture({ url, width, height }: Picture): ListedPicture {
	return { url, width: integer(width), height: integer(height), title: null, attribution: null, isCached: false };
}

function integer(number: number | undefined): number | null {
	return number === undefined ? null : Math.round(number);
}

/** Formats a time without fractions of a second, as clients expect. */
function timeOf(time: number): string {
	return `${new Date(time).toISOString().slice(0, 19)}Z`;
}
