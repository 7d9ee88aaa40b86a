import type { Picture } from "../article/article.ts";
import { shorten } from "../article/clean-text.ts";
import type { Feed, PublishedArticle } from "../feed/feed.ts";
import { pollInterval } from "../feed/rhythm.ts";
import type { Site } from "../settings.ts";
import { leadPicture } from "./content.ts";

/** Maximum lengths of titles and summaries on pages, in characters. */
const TITLE = 120;
const SUMMARY = 220;

/** What pages show of a feed. */
export interface FeedSummary {
	title: string;
	description?: string | undefined;
	/** The URL of a picture. */
	icon?: string | undefined;
	/** What links to podcast apps need, if it is a podcast. */
	show?: { appleId?: string | undefined } | undefined;
	/** Articles in its archive per month (UTC), newest first: `{ "2026-05": 12 }`. */
	months: Record<string, number>;
	/** Latest change of its articles, in milliseconds since 1970. */
	updated: number;
	/** How long readers may keep it, in seconds; feeds written by earlier releases lack it. */
	poll?: number;
	/** Newest first. */
	items: ArticleSummary[];
}

/** An article in a list. */
export interface ArticleSummary {
	url: string;
	title: string;
	summary?: string | undefined;
	picture?: Picture | undefined;
	/** The address of sound to play in the list. */
	sound?: string | undefined;
	/** Publication time (ISO 8601, UTC). */
	date: string;
	/** BCP 47. */
	language: string;
	/** Name of the provider, otherwise of the author. */
	source?: string | undefined;
}

/** Renders the summary of a feed as JSON: a tenth of the feed's size. */
export function renderSummary(feed: Feed, site: Site): string {
	const summary: FeedSummary = {
		title: feed.title,
		description: feed.description || undefined,
		icon: feed.image?.url,
		show: feed.show && { appleId: feed.show.appleId },
		months: feed.months ?? {},
		updated: feed.updated,
		poll: pollInterval(feed.articles),
		items: feed.articles.map((article) => summaryOf(article, site)),
	};
	return JSON.stringify(summary);
}

function summaryOf(article: PublishedArticle, site: Site): ArticleSummary {
	const picture = leadPicture(article.images);
	return {
		url: article.link,
		title: shorten(article.title, TITLE),
		summary: shorten(article.excerpt, SUMMARY) || undefined,
		picture: picture && { url: picture.url, width: picture.width, height: picture.height },
		sound: article.attachments?.find(({ type }) => type.startsWith("audio/"))?.url,
		date: new Date(article.published).toISOString(),
		language: article.language ?? site.language,
		source: article.provider?.name ?? article.authors[0]?.name,
	};
}
