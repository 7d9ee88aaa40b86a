import type { Article } from "../article/article.ts";

/** The URLs that only one article may have: its link, and its page on this site. */
export function claimsOf(article: Article, siteUrl: string): string[] {
	return [...new Set([article.link, siteUrl + article.address])];
}

/**
 * Which of two articles with one URL is published: the one of higher quality, then the older, then the one whose
 * path comes first. Negative if it is `a`. The order of publication plays no part, so the outcome never depends on it.
 */
export function compareRivals(a: Article, b: Article): number {
	return (b.quality ?? 0) - (a.quality ?? 0) || a.published - b.published || (a.path < b.path ? -1 : 1);
}
