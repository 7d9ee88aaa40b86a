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

/** Two articles about one page elsewhere are two pieces of news if they have different titles and are a day apart. */
const A_DAY = 24 * 3_600_000;

function isSameNews(a: Article, b: Article): boolean {
	return a.title === b.title || Math.abs(a.published - b.published) < A_DAY;
}

/**
 * Which of these articles yield as duplicates, and to which: path to path. Better articles claim their keys first. An
 * article yields if one of its keys is claimed, unless the link is their only shared key and they are different
 * stories about that page.
 */
export function resolveDuplicates(articles: readonly Article[], siteUrl: string): Map<string, string> {
	const takenBy = new Map<string, Article[]>();
	const yielding = new Map<string, string>();
	for (const article of articles.toSorted(compareDuplicates)) {
		const claims = uniqueKeysOf(article, siteUrl);
		const rival = claims
			.flatMap((claim) => (takenBy.get(claim) ?? []).map((other) => ({ claim, other })))
			.find(({ claim, other }) => !isOnlyLink(claim, article, other, siteUrl) || isSameNews(article, other))?.other;
		if (rival) yielding.set(article.path, rival.path);
		else for (const claim of claims) takenBy.set(claim, [...(takenBy.get(claim) ?? []), article]);
	}
	return yielding;
}

/** Whether a URL that two articles claim is the page elsewhere that both link to, and neither's page or guid. */
function isOnlyLink(claim: string, a: Article, b: Article, siteUrl: string): boolean {
	return [a, b].every(({ link, address, guid }) => link === claim && guid !== claim && claim !== siteUrl + address);
}

/** Whether an article is published at a time (ms since 1970): not scheduled, not expired. */
export function isPublic(article: Article, now: number): boolean {
	return article.published <= now && (article.expires === undefined || article.expires > now);
}

/** Problems between two sources, shared by the Publisher and the CLI. */

export function duplicateProblem(path: string, rival: string): Problem {
	return {
		severity: "warning",
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
