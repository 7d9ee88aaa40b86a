import type { Article } from "../article/article.ts";
import { canonicalPath } from "../article/article-path.ts";
import type { Problem } from "../article/problem.ts";

/**
 * Returns an article's unique keys, which no other article may have: its link, its page on this site, and its declared
 * guid. A link post has only one key, its page on this site, because several link posts may link to the same page
 * elsewhere.
 */
export function uniqueKeysOf(article: Article, siteUrl: string): string[] {
	if (article.guid === siteUrl + article.address) return [article.guid];
	return [...new Set([article.link, siteUrl + article.address, article.guid ?? article.link])];
}

/**
 * Compares two duplicates. The article with the higher quality takes precedence; if their quality is equal, the older
 * article; if their dates are equal too, the one whose path sorts first. The result is negative if `a` is the article
 * to publish. The order in which the articles were uploaded does not matter.
 */
export function compareDuplicates(a: Article, b: Article): number {
	return (b.quality ?? 0) - (a.quality ?? 0) || a.published - b.published || (a.path < b.path ? -1 : 1);
}

/**
 * If two articles with the same link but different titles were published at least this far apart (in milliseconds),
 * they count as different stories.
 */
const A_DAY = 24 * 3_600_000;

function isSameNews(a: Article, b: Article): boolean {
	return a.title === b.title || Math.abs(a.published - b.published) < A_DAY;
}

/**
 * Finds the duplicates among articles. Returns a map from each duplicate's path to the path of the article that is
 * published instead. Articles claim their keys in order of precedence. An article is a duplicate if one of its keys is
 * already claimed, unless the two articles share only the link and are different stories about the linked page.
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

/**
 * Whether a URL that two articles claim is merely a page that both link to: a page on another site that is neither the
 * page nor the guid of either article.
 */
function isOnlyLink(claim: string, a: Article, b: Article, siteUrl: string): boolean {
	return [a, b].every(({ link, address, guid }) => link === claim && guid !== claim && claim !== siteUrl + address);
}

/**
 * Whether an article is public at a given time: neither scheduled nor expired.
 *
 * @param now in milliseconds since 1970
 */
export function isPublic(article: Article, now: number): boolean {
	return article.published <= now && (article.expires === undefined || article.expires > now);
}

/**
 * Returns the warning about a duplicate. Like the warnings below, it concerns two sources, and both the Publisher and
 * the command-line tool use it.
 */

export function duplicateProblem(path: string, rival: string): Problem {
	return {
		severity: "warning",
		path,
		line: null,
		message: `The article has the same URL or guid as ${rival}, which is published instead.`,
		hint: "Keep only one of the two articles, or change this article's link. The article with the higher `quality` is published, or the older one if both have the same quality.",
	};
}

/** @param address a former address that is the other article's address, or that the other article claims first */
export function formerAddressProblem(path: string, address: string, other: string): Problem {
	return {
		severity: "warning",
		path,
		line: null,
		message: `The former address ${address} leads to ${other}, not to this article.`,
		hint: "Remove it from one of the two files.",
	};
}

export function sameGuidProblem(path: string, other: string): Problem {
	return {
		severity: "warning",
		path,
		line: null,
		message: `The guid rule gives this article the same guid as ${other}. Only one of the two articles can have it.`,
		hint: "Add a placeholder such as :title to the rule, or set `guid` in one of the files.",
	};
}

/**
 * Returns a problem for each former address, and each guid produced by a rule, that another article claims first. The
 * problems are sorted by path.
 */
export function claimProblems(articles: readonly Article[]): Problem[] {
	const pages = new Map(articles.map(({ address, path }) => [canonicalPath(address), path]));
	const addresses = new Map<string, string>();
	const guids = new Map<string, string>();
	return articles
		.toSorted((a, b) => (a.path < b.path ? -1 : 1))
		.flatMap(({ path, formerly = [], firstGuid }) => {
			const lost = formerly.flatMap((address) => {
				const other = pages.get(address) ?? addresses.get(address) ?? path;
				if (!addresses.has(address)) addresses.set(address, path);
				return other === path ? [] : [formerAddressProblem(path, address, other)];
			});
			if (firstGuid === undefined) return lost;
			const other = guids.get(firstGuid);
			if (other === undefined) guids.set(firstGuid, path);
			return other === undefined ? lost : [...lost, sameGuidProblem(path, other)];
		});
}

/** @param feed a feed such as `topics/ai` */
export function spellingProblem(path: string, feed: string, label: string): Problem {
	return {
		severity: "warning",
		path,
		line: null,
		message: `The topic "${label}" is spelled differently in most articles of /${feed}.`,
		hint: "Use one spelling. If it is a different topic, choose a name that differs in more than case, spaces or hyphens.",
	};
}

/** @param feed a feed such as `topics/ai` */
export function descriptionProblem(path: string, feed: string): Problem {
	return {
		severity: "warning",
		path,
		line: null,
		message: `Another file already describes /${feed}.`,
		hint: "Keep one description per topic or provider.",
	};
}
