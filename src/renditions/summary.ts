import type { Picture } from "../article/article.ts";
import { shorten } from "../article/clean-text.ts";
import { slugOf } from "../article/slug.ts";
import type { Feed, FeedAbout, NamedFeed, PublishedArticle } from "../feed/feed.ts";
import { pollInterval } from "../feed/rhythm.ts";
import type { Site } from "../settings.ts";
import { leadPicture } from "./content.ts";
import { minutesOf } from "./reading-time.ts";

/** Maximum lengths of titles and summaries on pages, in characters. */
const TITLE = 120;
const SUMMARY = 220;

/** The parts of a feed that pages show. */
export interface FeedSummary {
	title: string;
	description?: string | undefined;
	/** URL of the feed's picture. */
	icon?: string | undefined;
	/** For a podcast: the data for links to podcast apps. */
	show?: { appleId?: string | undefined } | undefined;
	/** Number of articles per month (UTC) in the feed's archive, newest month first: `{ "2026-05": 12 }`. */
	months: Record<string, number>;
	/** When the feed's articles last changed, in milliseconds since 1970. */
	updated: number;
	/**
	 * How long readers may cache the feed, in seconds. Absent from feeds that were written by an earlier release of
	 * Newsstand.
	 */
	poll?: number;
	/** Facts about the topic or provider. */
	about?: FeedAbout | undefined;
	/**
	 * For a topic, the providers of its articles; for a provider, the topics of its articles. Those with the most
	 * articles in this feed come first.
	 */
	near?: NamedFeed[] | undefined;
	/** The feed's articles, newest first. */
	items: ArticleSummary[];
}

/** Maximum number of related feeds (`near`) on a feed's page. */
export const NEAR = 8;

/** An article in a list. */
export interface ArticleSummary {
	url: string;
	title: string;
	summary?: string | undefined;
	picture?: Picture | undefined;
	/** URL of an audio file to play in the list. */
	sound?: string | undefined;
	/** Publication time (ISO 8601, UTC). */
	date: string;
	/** BCP 47. */
	language: string;
	/** The provider's name. */
	source?: string | undefined;
	/** The first author's name, if there is no provider. */
	author?: string | undefined;
	/** The topic shown with the article: its first topic other than the feed's own. */
	topic?: { name: string; title: string } | undefined;
	/** The kind of the article's main audio or video file and, if known, its length in seconds. */
	media?: { kind: "audio" | "video"; seconds?: number | undefined } | undefined;
	/**
	 * How many minutes it takes to read the article. Present only for the newest articles in a feed, and only if they do
	 * not have a provider.
	 */
	minutes?: number | undefined;
	/** The editor's rating, from 0 to 1000. */
	quality?: number | undefined;
}

/**
 * Number of newest articles for which a reading time is computed. Older articles have none, because counting words is
 * slow.
 */
const COUNTED = 10;

/** Renders the summary of a feed as JSON. It is about a tenth of the size of the feed. */
export function renderSummary(feed: Feed, site: Site): string {
	const summary: FeedSummary = {
		title: feed.title,
		description: feed.description || undefined,
		icon: feed.image?.url,
		show: feed.show && { appleId: feed.show.appleId },
		months: feed.months ?? {},
		updated: feed.updated,
		poll: pollInterval(feed.articles),
		about: feed.about,
		near: feed.about === undefined ? undefined : nearOf(feed),
		items: feed.articles.map((article, index) =>
			summaryOf(article, { site, feed: feed.name, isCounted: index < COUNTED }),
		),
	};
	return JSON.stringify(summary);
}

/** Returns the parts of an article that lists show. */
export function summaryOf(
	article: PublishedArticle,
	{ site, feed, isCounted }: { site: Site; feed: string; isCounted: boolean },
): ArticleSummary {
	const picture = leadPicture(article.images);
	const { provider, authors } = article;
	const topic = article.topics.find((one) => topicFeed(one) !== feed);
	return {
		url: article.link,
		title: shorten(article.title, TITLE),
		summary: shorten(article.excerpt, SUMMARY) || undefined,
		picture: picture && { url: picture.url, width: picture.width, height: picture.height },
		sound: article.attachments?.find(({ type }) => type.startsWith("audio/"))?.url,
		date: new Date(article.published).toISOString(),
		language: article.language ?? site.language,
		source: provider?.name,
		author: provider === undefined ? authors[0]?.name : undefined,
		topic: topic === undefined ? undefined : { name: topicFeed(topic), title: topic },
		media: mediumOf(article),
		minutes: isCounted && provider === undefined ? minutesOf(article) : undefined,
		quality: article.quality,
	};
}

/**
 * For a topic, returns the providers of its articles; for a provider, the topics of its articles. Includes article
 * counts only if the feed contains all articles of the topic or provider.
 */
function nearOf({ name, articles, months = {} }: Feed): NamedFeed[] {
	const found = new Map<string, { name: string; title: string; count: number }>();
	const isTopic = name.startsWith("topics/");
	for (const { topics, provider } of articles) {
		const feeds = isTopic
			? provider === undefined
				? []
				: [{ name: `providers/${provider.key}`, title: provider.name }]
			: topics.map((title) => ({ name: topicFeed(title), title }));
		for (const feed of feeds) {
			const known = found.get(feed.name) ?? { ...feed, count: 0 };
			found.set(feed.name, { ...known, count: known.count + 1 });
		}
	}
	const isWhole = Object.values(months).reduce((sum, count) => sum + count, 0) === articles.length;
	const ranked = [...found.values()].toSorted((one, other) => other.count - one.count).slice(0, NEAR);
	return isWhole ? ranked : ranked.map(({ name: feed, title }) => ({ name: feed, title }));
}

/** Returns the name of a topic's feed. */
export function topicFeed(topic: string): string {
	return `topics/${slugOf(topic)}`;
}

function mediumOf({ attachments, player }: PublishedArticle): ArticleSummary["media"] {
	const [first] = attachments ?? [];
	const [kind] = first?.type.split("/") ?? [];
	if (kind === "audio" || kind === "video") return { kind, seconds: first?.duration };
	return player === undefined ? undefined : { kind: "video" };
}
