import type { PublishedArticle } from "../feed/feed.ts";

/** Words that people read per minute, and characters per minute in scripts without spaces. */
const WORDS = 230;
const CHARACTERS = 500;

/** Scripts without spaces between words: Chinese, Japanese. */
const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]/gu;

/** Minutes to read an article, at least one; undefined if it has no body. */
export function minutesOf({ html }: Pick<PublishedArticle, "html">): number | undefined {
	if (html === "") return undefined;
	const text = html.replaceAll(/<[^>]*>/g, " ");
	const characters = text.match(UNSPACED)?.length ?? 0;
	const words = (characters === 0 ? text : text.replaceAll(UNSPACED, " ")).match(/\S+/g)?.length ?? 0;
	return Math.max(1, Math.round(words / WORDS + characters / CHARACTERS));
}
