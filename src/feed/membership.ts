import type { Article } from "../article/article.ts";
import type { Directory } from "./directory.ts";
import { SITE_FEED } from "./feed.ts";

/** A feed that an article is in, with the name that the article gives what the feed is about. */
export interface Membership {
	/** `feed`, `topics/ai`, `providers/gizmochina.com` */
	feed: string;
	/** As the article spells it, or as the site does; empty for the feed of the whole site. */
	label: string;
}

/** Every feed that an article (as `Directory.resolve` gives it) is in: the site's, its topics' and theirs, its provider's. */
export function membershipsOf(article: Article, directory: Directory): Membership[] {
	const labels = new Map([[SITE_FEED, ""]]);
	for (const topic of article.topics) labels.set(directory.topicFeed(topic), topic);
	for (const topic of article.topics) {
		for (const { feed, name } of directory.ancestors(topic)) if (!labels.has(feed)) labels.set(feed, name);
	}
	const { provider } = article;
	if (provider) labels.set(`providers/${provider.key}`, provider.name);
	const admitting = [...labels].filter(([feed]) => directory.admits(feed, article.published));
	return admitting.map(([feed, label]) => ({ feed, label }));
}
