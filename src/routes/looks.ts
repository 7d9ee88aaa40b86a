import { pictureOf } from "../components/stories.ts";
import type { ArticleSummary } from "../renditions/summary.ts";

/** Number of articles per page of a list. */
export const PER_PAGE = 50;

/** Number of newest articles that determine how a list looks. */
const DECIDING = 20;

/** Lists with fewer articles than this always have frames if any article has a source. */
const FEW = 5;

/**
 * Whether to show stories in frames, with a picture or a cover: at least a third of the newest articles have a picture,
 * or there are only a few articles, one of which has a source.
 */
export function hasFrames(items: readonly ArticleSummary[]): boolean {
	const newest = items.slice(0, DECIDING);
	const pictured = newest.filter((item) => pictureOf(item) !== undefined).length;
	return pictured * 3 >= newest.length || (newest.length < FEW && newest.some(({ source }) => source !== undefined));
}

/** Whether to show a list as titles by year: it does not have frames, and all articles are the site's own. */
export function isPlain(items: readonly ArticleSummary[]): boolean {
	return items.length > 0 && !hasFrames(items) && items.every(({ source }) => source === undefined);
}

/** Omits the articles' author if all have the same one, who is then the author of the whole site. */
export function withoutCommonAuthor(items: readonly ArticleSummary[]): readonly ArticleSummary[] {
	const [first] = items;
	const isCommon = items.every(({ author, source }) => source === undefined && author === first?.author);
	return isCommon ? items.map(({ author: _, ...item }) => item) : items;
}
