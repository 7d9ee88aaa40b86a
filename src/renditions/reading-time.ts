import type { PublishedArticle } from "../feed/feed.ts";

/** Number of words that people read per minute and, for scripts without spaces, number of characters. */
const WORDS = 230;
const CHARACTERS = 500;

/** Scripts without spaces between words: Chinese and Japanese. */
const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]/gu;

/** Returns how many minutes (at least one) it takes to read an article; undefined if the article has no body. */
export function minutesOf({ html }: Pick<PublishedArticle, "html">): number | undefined {
	if (html === "") return undefined;
	const text = html.replaceAll(/<[^>]*>/g, " ");
	const characters = text.match(UNSPACED)?.length ?? 0;
	const words = (characters === 0 ? text : text.replaceAll(UNSPACED, " ")).match(/\S+/g)?.length ?? 0;
	return Math.max(1, Math.round(words / WORDS + characters / CHARACTERS));
}
