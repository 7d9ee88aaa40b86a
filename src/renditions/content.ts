import type { Picture } from "../article/article.ts";
import { withoutPlayers } from "../article/body/embeds.ts";
import { watchUrl } from "../article/body/video-hosts.ts";
import { directionOf } from "../article/language.ts";
import type { PublishedArticle } from "../feed/feed.ts";
import type { Site } from "../settings.ts";
import { escapeAttribute, escapeMarkup } from "./xml.ts";

/**
 * What a reader shows of an article, as HTML: the body, or the excerpt where there is none, with its video before it
 * and related coverage after it. Empty if there is nothing beyond the excerpt.
 */
export function contentOf(article: PublishedArticle, site: Site): string {
	const body = withoutPlayers(article.html);
	const isShown = article.player === undefined || body.includes(escapeAttribute(watchUrl(article.player)));
	const video = article.player && !isShown ? videoOf(article, article.player) : "";
	const related = relatedOf(article);
	if (video === "" && related === "" && body === "") return "";
	return directed(`${video}${body || excerptHtml(article)}${related}`, article.language ?? site.language);
}

/** The excerpt as HTML. */
export function excerptHtml(article: PublishedArticle): string {
	return article.excerpt === "" ? "" : `<p>${escapeMarkup(article.excerpt)}</p>`;
}

/** A reader lays a body out from left to right unless it is told otherwise. */
function directed(html: string, language: string): string {
	return directionOf(language) === "rtl" ? `<div dir="rtl" lang="${escapeAttribute(language)}">${html}</div>` : html;
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

/** A short list of where else the story is told. */
function relatedOf(article: PublishedArticle): string {
	if (article.related.length === 0) return "";
	const items = article.related.map(({ title, url, provider }) => {
		const source = provider ? ` (${escapeMarkup(provider)})` : "";
		return `<li><a href="${escapeAttribute(url)}">${escapeMarkup(title)}</a>${source}</li>`;
	});
	return `<hr><ul>${items.join("")}</ul>`;
}

/** Wider than this a picture costs readers more than it shows them, in pixels. */
const SENSIBLE_WIDTH = 2600;

/** The picture that stands for an article where there is room for one: the widest sensible, else the first. */
export function leadPicture(images: readonly Picture[]): Picture | undefined {
	const sized = images.filter(({ width = 0 }) => width > 0 && width <= SENSIBLE_WIDTH);
	return sized.toSorted((a, b) => (b.width ?? 0) - (a.width ?? 0))[0] ?? images[0];
}
