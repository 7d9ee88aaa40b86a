import { pictureOf } from "../components/stories.ts";
import type { ArticleSummary } from "../renditions/summary.ts";

/** Articles per page. */
export const PER_PAGE = 50;

/** Newest articles that decide how a list looks. */
const DECIDING = 20;

/** With fewer articles than these, a newsroom has covers, whatever pictures it has. */
const FEW = 5;

/** Whether stories have frames, with a picture or a cover: if at least a third of the newest have a picture. */
export function hasFrames(items: readonly ArticleSummary[]): boolean {
	const newest = items.slice(0, DECIDING);
	const pictured = newest.filter((item) => pictureOf(item) !== undefined).length;
	return pictured * 3 >= newest.length || (newest.length < FEW && newest.some(({ source }) => source !== undefined));
}

/** Whether a list is one of titles by year: without pictures, and all its articles are the site's own. */
export function isPlain(items: readonly ArticleSummary[]): boolean {
	return items.length > 0 && !hasFrames(items) && items.every(({ source }) => source === undefined);
}

/** Without an author whom all articles of a list have: the site is theirs. */
export function withoutCommonAuthor(items: readonly ArticleSummary[]): readonly ArticleSummary[] {
	const [first] = items;
	const isCommon = items.every(({ author, source }) => source === undefined && author === first?.author);
	return isCommon ? items.map(({ author: _, ...item }) => item) : items;
}
