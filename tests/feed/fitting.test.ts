import { expect, test } from "vitest";
import { FORMATS, fitting, type PublishedArticle } from "../../src/feed/feed.ts";
import { render } from "../../src/renditions/render.ts";
import { feed, published, site } from "../renditions/sample.ts";

const MEGABYTE = 1_000_000;

/** Makes articles whose bodies have these lengths. */
function sized(...sizes: number[]): PublishedArticle[] {
	return sizes.map((size) => published({ html: "a".repeat(size) }));
}

test("a feed contains as many of the newest articles as fit, in order", () => {
	const articles = sized(10, 20, 30);
	expect(fitting(articles)).toEqual(articles);
	const some = sized(MEGABYTE, MEGABYTE, 20 * MEGABYTE, 10);
	expect(fitting(some)).toEqual(some.slice(0, 2));
	expect(fitting([])).toEqual([]);
});

test("a feed contains its newest article even if that article is too long", () => {
	expect(fitting(sized(20 * MEGABYTE, 10))).toHaveLength(1);
});

/** Maximum size of the JSON that the Publisher stores for an article. */
const LARGEST_ARTICLE = 1_900_000;

/** Makes a feed with this many articles of maximum size. */
function hugeFeed(count: number, over: Partial<PublishedArticle>) {
	const article = published(over);
	expect(new TextEncoder().encode(JSON.stringify(article)).byteLength).toBeLessThan(LARGEST_ARTICLE);
	const articles = Array.from({ length: count }, (_, index) => ({
		...article,
		guid: `https://gazette.example/${index}`,
	}));
	return feed({ articles: fitting(articles) });
}

const LONG = "潮".repeat(20_000);
const RELATED = Array.from({ length: 5 }, (_, n) => ({ title: LONG, url: `https://a.example/${n}`, excerpt: LONG }));

/** Feed readers give up at 15 MB, and KV values are at most 25 MiB. */
test.each<[string, number, Partial<PublishedArticle>]>([
	["Latin", 20, { html: `<p>${"tide ".repeat(300_000)}</p>` }],
	["Arabic", 20, { html: `<p>${"مد ".repeat(300_000)}</p>` }],
	["Chinese", 20, { html: `<p>${"潮".repeat(600_000)}</p>` }],
	["emoji", 20, { html: `<p>${"🌊".repeat(400_000)}</p>` }],
	["quotation marks", 20, { html: `<p>${'""\n'.repeat(200_000)}</p>` }],
	["long excerpts", 200, { excerpt: LONG }],
	["much related coverage", 50, { related: RELATED }],
])("a feed with articles full of %s stays below 12 MB in every format", (_, count, over) => {
	const huge = hugeFeed(count, over);
	expect(huge.articles.length).toBeGreaterThan(0);
	for (const format of FORMATS) {
		expect(Buffer.byteLength(render(huge, format, site)), format).toBeLessThan(12 * MEGABYTE);
	}
});
