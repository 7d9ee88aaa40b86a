import type { Sample } from "./newsroom.ts";

const CONFIG = `export default function (config) {
	config.setDataDeepMerge(false);
	config.addCollection("feeds", (api) => {
		const feeds = new Map();
		for (const article of api.getFilteredByGlob("articles/**/*.md").sort((a, b) => b.date - a.date)) {
			const topics = article.data.topics.map((topic) => "topics/" + topic);
			for (const name of ["feed", ...topics, "providers/" + article.data.provider]) {
				const articles = feeds.get(name) ?? [];
				if (articles.length < 50) feeds.set(name, [...articles, article]);
			}
		}
		return [...feeds].map(([name, articles]) => ({ name, articles }));
	});
}
`;

const FEED = `const escape = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
export default class {
	data() {
		return {
			pagination: { data: "collections.feeds", size: 1, alias: "feed", addAllPagesToCollections: false },
			permalink: ({ feed }) => feed.name.toLowerCase().replaceAll(" ", "-") + ".rss",
			eleventyExcludeFromCollections: true,
		};
	}
	render({ feed }) {
		const items = feed.articles.map(({ data, date, content }) => \`<item><title>\${escape(data.title)}</title>
<link>\${data.source}</link><guid>\${data.source}</guid><pubDate>\${date.toUTCString()}</pubDate>
<description>\${escape(content.slice(0, 300))}</description><content:encoded>\${escape(content)}</content:encoded></item>\`);
		return \`<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>\${escape(feed.name)}</title>
<link>https://example.org/</link><description>\${escape(feed.name)}</description>\${items.join("")}</channel></rss>\`;
	}
}
`;

/** An Eleventy site that builds only feeds: no article pages, no lists. */
export const eleventySite = {
	"package.json": JSON.stringify({ type: "module" }),
	"eleventy.config.js": CONFIG,
	"feeds.11ty.js": FEED,
	"articles/articles.json": JSON.stringify({ permalink: false, templateEngineOverride: "md" }),
};

/** Writes an article in Eleventy's format. */
export function eleventyArticle({ title, date, link, topics, provider, body }: Sample): string {
	return `---
title: "${title}"
date: ${date}
source: ${link}
topics: ${JSON.stringify(topics)}
provider: "${provider}"
---
${body}`;
}
