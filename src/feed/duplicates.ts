import type { Article } from "../article/article.ts";
import type { Problem } from "../article/problem.ts";

/**
 * What only one article may have: its link, its page on this site, and its declared guid. A link post counts by its
 * own page: several may link to the same page elsewhere.
 */
export function uniqueKeysOf(article: Article, siteUrl: string): string[] {
	if (article.guid === siteUrl + article.address) return [article.guid];
	return [...new Set([article.link, siteUrl + article.address, article.guid ?? article.link])];
}

/**
 * Which of two duplicates is published: higher quality, then older, then first by path. Negative if it is `a`.
 * Independent of the order of uploads.
 */
export function compareDuplicates(a: Article, b: Article): number {
	return (b.quality ?? 0) - (a.quality ?? 0) || a.published - b.published || (a.path < b.path ? -1 : 1);
}

/**
 * Which of these articles yield as duplicates, and to which: path to path. Better articles claim their keys first; an
 * article is published if none of its keys is claimed.
 */
export function resolveDuplicates(articles: readonly Article[], siteUrl: string): Map<string, string> {
	const takenBy = new Map<string, string>();
	const yielding = new Map<string, string>();
	for (const article of articles.toSorted(compareDuplicates)) {
		const claims = uniqueKeysOf(article, siteUrl);
		const rival = claims.map((claim) => takenBy.get(claim)).find((path) => path !== undefined);
		if (rival !== undefined) yielding.set(article.path, rival);
		else for (const claim of claims) takenBy.set(claim, article.path);
	}
	return yielding;
}

/** Whether an article is published at a time (ms since 1970): not scheduled, not expired. */
export function isPublic(article: Article, now: number): boolean {
	return article.published <= now && (article.expires === undefined || article.expires > now);
}

/** Problems between two sources, shared by the Publisher and the CLI. */

export function duplicateProblem(path: string, rival: string): Problem {
	return {
		severity: "error",
		path,
		line: null,
		message: `The article has the same URL or guid as ${rival}, which is published instead.`,
		hint: "Keep one of them, or give this one another link. The one with higher `quality` is published, then the older one.",
	};
}

/** @param feed such as `topics/ai` */
export function spellingProblem(path: string, feed: string, label: string): Problem {
	return {
		severity: "warning",
		path,
		line: null,
		message: `The topic "${label}" is spelled differently in most articles of /${feed}.`,
		hint: "Use one spelling. If it is another topic, give it a name that differs in more than case, spaces or hyphens.",
	};
}

/** @param feed such as `topics/ai` */
export function descriptionProblem(path: string, feed: string): Problem {
	return {
		severity: "warning",
		path,
		line: null,
		message: `/${feed} is already described in another file.`,
		hint: "Keep one description per topic or provider.",
	};
}
