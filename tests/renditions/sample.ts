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

/** Makes an article with the guid and update time that the Publisher would add. */
export function published(over: Partial<PublishedArticle> = {}): PublishedArticle {
	return { ...article(), guid: "https://gazette.example/tide", updated: Date.UTC(2026, 4, 5), ...over };
}

/** Makes the site's feed, with the properties in `over` replaced. */
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

export const BY = { name: "CC-BY-4.0", url: "https://creativecommons.org/licenses/by/4.0/" };
export const ZERO = { name: "CC0-1.0", url: "https://creativecommons.org/publicdomain/zero/1.0/" };

/** A site with a copyright line, a licence and a publisher. */
export const newsroom: Site = {
	...site,
	copyright: "© 2026 Tide & Time",
	license: BY,
	author: "Tide & Time Ltd",
	contact: "editor@site.example",
	logo: "images/logo.svg",
};

/** Two articles of the site `newsroom`. The first has a copyright line and licence of its own. */
export const credited = [
	published({
		guid: "https://site.example/one",
		link: "https://site.example/one",
		authors: [{ name: "Ada", url: "https://ada.example/", avatar: "https://ada.example/me.png" }, { name: "Bo" }],
		provider: { key: "gazette.example", name: "Gazette", domain: "gazette.example" },
		topics: ["Coast", "R&D"],
		excerpt: "High & low.",
		html: "<p>High &amp; <em>low</em>.</p>",
		images: [{ url: "https://site.example/tide.jpg", width: 800, height: 450, bytes: 9000, credit: "Cy" }],
		license: ZERO,
		copyright: "© Ada",
		updated: Date.UTC(2026, 4, 6),
	}),
	published({
		guid: "tag:site.example,2026:two",
		published: Date.UTC(2026, 4, 3),
		license: BY,
		copyright: newsroom.copyright,
	}),
];
