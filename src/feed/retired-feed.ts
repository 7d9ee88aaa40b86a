import type { Site } from "../settings.ts";
import { feedPath, type PublishedArticle, pageUrl } from "./feed.ts";

/** A notice that a feed has ended. */
export interface RetirementNotice {
	/** The retired feed, such as `topics/ai`. */
	feed: string;
	/** When the feed ended, in milliseconds since 1970. */
	since: number;
	/** The feed that replaces the retired feed. */
	successor?: { feed: string; name: string } | undefined;
}

/** Returns the last entry of a retired feed, which tells readers that the feed has ended and where to go instead. */
export function retirementEntry({ feed, since, successor }: RetirementNotice, site: Site): PublishedArticle {
	const link = successor ? pageUrl(site, successor.feed) : `${site.url}/`;
	const excerpt = successor
		? `No more articles will appear here. The topic continues in the feed “${successor.name}”: ${link}`
		: `No more articles will appear here. Find the other feeds of this site at ${link}`;
	return {
		path: "",
		guid: `${pageUrl(site, feed)}#ended`,
		address: feedPath(feed),
		link,
		title: "This feed has ended",
		excerpt,
		html: "",
		language: "en",
		published: since,
		updated: since,
		type: "notice",
		topics: [],
		authors: [],
		images: [],
		related: [],
	};
}
