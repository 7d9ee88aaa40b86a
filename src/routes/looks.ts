import { pictureOf } from "../components/stories.ts";
import type { ArticleSummary } from "../renditions/summary.ts";

/** Number of articles on each page of a list. */
export const PER_PAGE = 50;

/** Number of newest articles that determine how a list looks. */
const DECIDING = 20;

/**
 * Number of articles. A list with fewer articles than this has frames (see `hasFrames`) if any of its articles has a
 * provider.
 */
const FEW = 5;

/**
 * Whether to show each story with a picture or, if it has none, a cover. This is the case if at least a third of the
 * newest articles have a picture, or if there are only a few articles and one of them has a provider.
 */
export function hasFrames(items: readonly ArticleSummary[]): boolean {
	const newest = items.slice(0, DECIDING);
	const pictured = newest.filter((item) => pictureOf(item) !== undefined).length;
	return pictured * 3 >= newest.length || (newest.length < FEW && newest.some(({ source }) => source !== undefined));
}

/**
 * Whether to show a list as titles only, grouped by year. This is the case if it has no frames, and none of its
 * articles has a provider.
 */
export function isPlain(items: readonly ArticleSummary[]): boolean {
	return items.length > 0 && !hasFrames(items) && items.every(({ source }) => source === undefined);
}

/** Leaves out the author if all articles have the same author, who is then the author of the whole site. */
export function withoutCommonAuthor(items: readonly ArticleSummary[]): readonly ArticleSummary[] {
	const [first] = items;
	const isCommon = items.every(({ author, source }) => source === undefined && author === first?.author);
	return isCommon ? items.map(({ author: _, ...item }) => item) : items;
}
