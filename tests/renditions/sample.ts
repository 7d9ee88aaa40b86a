import type { Feed, PublishedArticle } from "../../src/feed/feed.ts";
import type { Site } from "../../src/settings.ts";
import { article } from "../feed/sample.ts";

export const site: Site = {
	url: "https://site.example",
	title: "Tide & Time",
	description: "Water, and when it comes.",
	language: "en",
	timeZone: "UTC",
	feedSize: 50,
	hub: "https://site.example/hub",
};

/** An article with guid and update time from the Publisher. */
export function published(over: Partial<PublishedArticle> = {}): PublishedArticle {
	return { ...article(), guid: "https://gazette.example/tide", updated: Date.UTC(2026, 4, 5), ...over };
}

/** The site's feed, with changes from `over`. */
export function feed(over: Partial<Feed> = {}): Feed {
	return {
		name: "feed",
		title: site.title,
		description: site.description,
		url: `${site.url}/`,
		updated: Date.UTC(2026, 4, 5),
		articles: [published()],
		...over,
	};
}
