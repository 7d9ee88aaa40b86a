import type { Picture } from "../article/article.ts";
import { withoutPlayers } from "../article/body/players.ts";
import { watchUrl } from "../article/body/video-hosts.ts";
import { directionOf } from "../article/language.ts";
import type { PublishedArticle } from "../feed/feed.ts";
import type { Site } from "../settings.ts";
import { fill } from "../words/grammar.ts";
import { hasWords, languageOfWords, wordsFor } from "../words/words.ts";
import { correctionsOf } from "./corrections.ts";
import { escapeAttribute, escapeMarkup } from "./xml.ts";

/**
 * Renders an article's HTML for feed readers: the video, the body (or the excerpt if there is no body), corrections and
 * related coverage. Returns an empty string if the result would contain nothing but the excerpt.
 */
export function contentOf(article: PublishedArticle, site: Site): string {
	const body = withTitles(inLanguageOf(article, site, withoutPlayers(article.html)));
	const isShown = article.player === undefined || body.includes(escapeAttribute(watchUrl(article.player)));
	const video = article.player && !isShown ? videoOf(article, article.player) : "";
	const ends = correctionsOf(article, site) + relatedOf(article);
	if (video === "" && ends === "" && body === "") return "";
	return directed(`${video}${body || excerptHtml(article)}${ends}`, article.language ?? site.language);
}

/** Matches a link from a footnote back to the text. In stored articles, such a link has an English label. */
const BACK_REFERENCE = /(<a [^>]*data-footnote-backref[^>]* aria-label=")Back to reference ([^"]*)"/g;

/**
 * Translates the generated labels in an article's HTML into the article's language or, if there is no translation, into
 * the site's language.
 */
export function inLanguageOf({ language }: Pick<PublishedArticle, "language">, site: Site, html: string): string {
	const known = language !== undefined && hasWords(language) ? language : site.language;
	if (languageOfWords(known).startsWith("en") || !html.includes("data-footnote-backref")) return html;
	const { backTo } = wordsFor(known).article;
	return html.replaceAll(BACK_REFERENCE, (_, start: string, label: string) => `${start}${fill(backTo, { label })}"`);
}

const LABELLED = /(<a [^>]*?) aria-label="([^"]*)"([^>]*>)/g;

/**
 * Copies each link's `aria-label` to its `title`, because feed readers remove `aria-label` and the W3C's validator
 * warns about it.
 */
function withTitles(html: string): string {
	if (!html.includes(" aria-label=")) return html;
	return html.replace(LABELLED, (_, start: string, label: string, end: string) =>
		/ title="/.test(start + end) ? start + end : `${start} title="${label}"${end}`,
	);
}

/** Like `contentOf`, but never returns an empty string, for readers that show only the content. */
export function contentOrTitle(article: PublishedArticle, site: Site): string {
	return contentOf(article, site) || excerptHtml(article) || `<p>${escapeMarkup(article.title)}</p>`;
}

function excerptHtml(article: PublishedArticle): string {
	return article.excerpt === "" ? "" : `<p>${escapeMarkup(article.excerpt)}</p>`;
}

/**
 * Wraps right-to-left text in an element that declares its direction, because feed readers assume left-to-right text.
 */
function directed(html: string, language: string): string {
	return directionOf(language) === "rtl" ? `<div dir="rtl" lang="${escapeAttribute(language)}">${html}</div>` : html;
}

/** Renders a picture that links to the video, because feed readers remove embedded frames. */
function videoOf(article: PublishedArticle, player: string): string {
	const url = escapeAttribute(watchUrl(player));
	const title = escapeAttribute(article.title);
	const picture = article.images[0];
	const label = picture
		? `<img src="${escapeAttribute(picture.url)}" alt="${title}">`
		: `▶ ${escapeMarkup(article.title)}`;
	return `<p><a href="${url}">${label}</a></p>`;
}

/** Renders a list of links to related coverage. */
function relatedOf(article: PublishedArticle): string {
	if (article.related.length === 0) return "";
	const items = article.related.map(({ title, url, provider }) => {
		const source = provider ? ` (${escapeMarkup(provider)})` : "";
		return `<li><a href="${escapeAttribute(url)}">${escapeMarkup(title)}</a>${source}</li>`;
	});
	return `<hr><ul>${items.join("")}</ul>`;
}

/** Maximum sensible width of a picture, in pixels. Wider pictures contain detail that screens cannot show. */
const SENSIBLE_WIDTH = 2600;

/**
 * Returns the picture that represents an article: the widest picture within `SENSIBLE_WIDTH` or, if there is none, the
 * first picture.
 */
export function leadPicture(images: readonly Picture[]): Picture | undefined {
	const sized = images.filter(({ width = 0 }) => width > 0 && width <= SENSIBLE_WIDTH);
	return sized.toSorted((a, b) => (b.width ?? 0) - (a.width ?? 0))[0] ?? images[0];
}
