import type { Article } from "../article/article.ts";
import { slugOf } from "../article/slug.ts";
import { SITE_FEED } from "./feed.ts";

/** A feed that an article is in, with the name that the article gives what the feed is about. */
export interface Membership {
	/** `feed`, `topics/ai`, `providers/gizmochina.com` */
	feed: string;
	/** As the article spells it; empty for the feed of the whole site. */
	label: string;
}

/** Every feed that an article is in: the site's, one per topic, its provider's. */
export function membershipsOf(article: Article): Membership[] {
	const memberships = [{ feed: SITE_FEED, label: "" }];
	for (const topic of article.topics) memberships.push({ feed: `topics/${slugOf(topic)}`, label: topic });
	const { provider } = article;
	if (provider) memberships.push({ feed: `providers/${provider.key}`, label: provider.name });
	return memberships;
}
