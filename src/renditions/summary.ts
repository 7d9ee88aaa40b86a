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
	/** Of a topic or provider. */
	about?: FeedAbout | undefined;
	/** Of a topic, its sources; of a provider, what it writes about: those most frequent in these articles first. */
	near?: NamedFeed[] | undefined;
	/** Newest first. */
	items: ArticleSummary[];
}

/** The limit of neighbours that a feed's page names. */
export const NEAR = 8;

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
	/** Name of the provider. */
	source?: string | undefined;
	/** Without a provider: name of the first author. */
	author?: string | undefined;
	/** The topic that it is shown under: the first one but the feed's own. */
	topic?: { name: string; title: string } | undefined;
	/** What it is besides a text; its length in seconds, if it is known. */
	media?: { kind: "audio" | "video"; seconds?: number | undefined } | undefined;
	/** Minutes to read it; only of the newest without a provider. */
	minutes?: number | undefined;
	/** The editor's rating, from 0 to 1000. */
	quality?: number | undefined;
}

/** Newest articles that have a reading time: counting words takes time. */
const COUNTED = 10;

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
		about: feed.about,
		near: feed.about === undefined ? undefined : nearOf(feed),
		items: feed.articles.map((article, index) =>
			summaryOf(article, { site, feed: feed.name, isCounted: index < COUNTED }),
		),
	};
	return JSON.stringify(summary);
}

/** What a list shows of an article. */
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

/** The sources of a topic, or the topics of a provider. Their numbers are known if these are all of its articles. */
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

/** The feed of a topic that an article names. */
export function topicFeed(topic: string): string {
	return `topics/${slugOf(topic)}`;
}

function mediumOf({ attachments, player }: PublishedArticle): ArticleSummary["media"] {
	const [first] = attachments ?? [];
	const [kind] = first?.type.split("/") ?? [];
	if (kind === "audio" || kind === "video") return { kind, seconds: first?.duration };
	return player === undefined ? undefined : { kind: "video" };
}
