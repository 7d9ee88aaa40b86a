import type { Article } from "../article/article.ts";
import type { Problem } from "../article/problem.ts";

/**
 * What only one article may have: its link, its page on this site, and the guid that it brings along. A link post is
 * known by its own page: others may be about the same page elsewhere.
 */
export function uniqueKeysOf(article: Article, siteUrl: string): string[] {
	if (article.guid === siteUrl + article.address) return [article.guid];
	return [...new Set([article.link, siteUrl + article.address, article.guid ?? article.link])];
}

/**
 * Which of two articles with one URL is published: the one of higher quality, then the older, then the one whose
 * path comes first. Negative if it is `a`. The order of publication plays no part, so the outcome never depends on it.
 */
export function compareDuplicates(a: Article, b: Article): number {
	return (b.quality ?? 0) - (a.quality ?? 0) || a.published - b.published || (a.path < b.path ? -1 : 1);
}

/**
 * Which of some articles give way, and to which: path to path. The better ones take their URLs first; who finds all of
 * its own untaken is published.
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

/** Whether an article's time has come (ms since 1970), and is not over. */
export function isPublic(article: Article, now: number): boolean {
	return article.published <= now && (article.expires === undefined || article.expires > now);
}

/** What is wrong not with one source but between two: the words that the Publisher and the command line use. */

export function duplicateProblem(path: string, rival: string): Problem {
	return {
		severity: "error",
		path,
		line: null,
		message: `The article has the same URL or guid as ${rival}, which is published in its place.`,
		hint: "Keep one of them, or give this one another link. The one of higher `quality`, then the older, is published.",
	};
}

/** @param feed such as `topics/ai` */
export function spellingProblem(path: string, feed: string, label: string): Problem {
	return {
		severity: "warning",
		path,
		line: null,
		message: `The topic "${label}" is another spelling of what most articles in /${feed} call it.`,
		hint: "Spell it in one way. If it is another topic, give it a name that differs in more than case, space or hyphen.",
	};
}

/** @param feed such as `topics/ai` */
export function descriptionProblem(path: string, feed: string): Problem {
	return {
		severity: "warning",
		path,
		line: null,
		message: `/${feed} is described in another file already.`,
		hint: "Keep one description of each topic and provider.",
	};
}
