import type { PublishedArticle } from "../feed/feed.ts";

/** Words that people read in a minute; characters where words have no spaces between them. */
const WORDS = 230;
const CHARACTERS = 500;

/** Scripts without spaces: Chinese, Japanese. */
const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]/gu;

/** Minutes to read an article, at least one; undefined without a body. */
export function minutesOf({ html }: Pick<PublishedArticle, "html">): number | undefined {
	if (html === "") return undefined;
	const text = html.replaceAll(/<[^>]*>/g, " ");
	const characters = text.match(UNSPACED)?.length ?? 0;
	const words = (characters === 0 ? text : text.replaceAll(UNSPACED, " ")).match(/\S+/g)?.length ?? 0;
	return Math.max(1, Math.round(words / WORDS + characters / CHARACTERS));
}
