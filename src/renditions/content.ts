import { watchUrl } from "../article/video.ts";
import type { PublishedArticle } from "../feed/feed.ts";
import { escapeAttribute, escapeMarkup } from "./escape.ts";

/** What a reader shows of an article, as HTML; empty if there is nothing beyond the excerpt. */
export function contentOf(article: PublishedArticle): string {
	if (!article.player) return article.html;
	return `${videoOf(article, article.player)}${article.html || excerptHtml(article)}`;
}

/** The excerpt as HTML. */
export function excerptHtml(article: PublishedArticle): string {
	return article.excerpt === "" ? "" : `<p>${escapeMarkup(article.excerpt)}</p>`;
}

/** Readers drop frames: a video is a picture that leads to where it can be watched. */
function videoOf(article: PublishedArticle, player: string): string {
	const url = escapeAttribute(watchUrl(player));
	const title = escapeAttribute(article.title);
	const picture = article.images[0];
	const label = picture
		? `<img src="${escapeAttribute(picture.url)}" alt="${title}">`
		: `▶ ${escapeMarkup(article.title)}`;
	return `<p><a href="${url}">${label}</a></p>`;
}
