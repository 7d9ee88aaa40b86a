import type { Article } from "../../src/article/article.ts";

/** Makes an article as the parser returns it. */
export function article(over: Partial<Article> = {}): Article {
	return {
		path: "tide.md",
		address: "/articles/tide",
		link: "https://gazette.example/tide",
		title: "Tide",
		excerpt: "",
		html: "",
		published: Date.UTC(2026, 4, 4),
		type: "article",
		topics: [],
		authors: [],
		images: [],
		related: [],
		...over,
	};
}
