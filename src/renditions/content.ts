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
 * An article's HTML for feed readers: video, body (or the excerpt if there is none), related coverage. Empty if that
 * adds nothing to the excerpt.
 */
export function contentOf(article: PublishedArticle, site: Site): string {
	const body = withTitles(inLanguageOf(article, site, withoutPlayers(article.html)));
	const isShown = article.player === undefined || body.includes(escapeAttribute(watchUrl(article.player)));
	const video = article.player && !isShown ? videoOf(article, article.player) : "";
	const ends = correctionsOf(article, site) + relatedOf(article);
	if (video === "" && ends === "" && body === "") return "";
	return directed(`${video}${body || excerptHtml(article)}${ends}`, article.language ?? site.language);
}

/** The English label of the link from a footnote back to the text, as stored in articles. */
const BACK_REFERENCE = /(<a [^>]*data-footnote-backref[^>]* aria-label=")Back to reference ([^"]*)"/g;

/** An article's HTML with generated labels translated into the article's language, otherwise into the site's. */
export function inLanguageOf({ language }: Pick<PublishedArticle, "language">, site: Site, html: string): string {
	const known = language !== undefined && hasWords(language) ? language : site.language;
	if (languageOfWords(known).startsWith("en") || !html.includes("data-footnote-backref")) return html;
	const { backTo } = wordsFor(known).article;
	return html.replaceAll(BACK_REFERENCE, (_, start: string, label: string) => `${start}${fill(backTo, { label })}"`);
}

const LABELLED = /(<a [^>]*?) aria-label="([^"]*)"([^>]*>)/g;

/** Labels of links as titles: readers remove `aria-label`, and the W3C's validator warns of it. */
function withTitles(html: string): string {
	if (!html.includes(" aria-label=")) return html;
	return html.replace(LABELLED, (_, start: string, label: string, end: string) =>
		/ title="/.test(start + end) ? start + end : `${start} title="${label}"${end}`,
	);
}

/** An article's HTML that is never empty: some readers show nothing else. */
export function contentOrTitle(article: PublishedArticle, site: Site): string {
	return contentOf(article, site) || excerptHtml(article) || `<p>${escapeMarkup(article.title)}</p>`;
}

function excerptHtml(article: PublishedArticle): string {
	return article.excerpt === "" ? "" : `<p>${escapeMarkup(article.excerpt)}</p>`;
}

/** Marks right-to-left text, because readers assume left-to-right. */
function directed(html: string, language: string): string {
	return directionOf(language) === "rtl" ? `<div dir="rtl" lang="${escapeAttribute(language)}">${html}</div>` : html;
}

/** A picture that links to the video, because readers drop embedded frames. */
function videoOf(article: PublishedArticle, player: string): string {
	const url = escapeAttribute(watchUrl(player));
	const title = escapeAttribute(article.title);
	const picture = article.images[0];
	const label = picture
		? `<img src="${escapeAttribute(picture.url)}" alt="${title}">`
		: `▶ ${escapeMarkup(article.title)}`;
	return `<p><a href="${url}">${label}</a></p>`;
}

/** A list of links to related coverage. */
function relatedOf(article: PublishedArticle): string {
	if (article.related.length === 0) return "";
	const items = article.related.map(({ title, url, provider }) => {
		const source = provider ? ` (${escapeMarkup(provider)})` : "";
		return `<li><a href="${escapeAttribute(url)}">${escapeMarkup(title)}</a>${source}</li>`;
	});
	return `<hr><ul>${items.join("")}</ul>`;
}

/** Maximum width in pixels: wider pictures cost readers more data than they show. */
const SENSIBLE_WIDTH = 2600;

/** The picture that represents an article: the widest one within `SENSIBLE_WIDTH`, otherwise the first. */
export function leadPicture(images: readonly Picture[]): Picture | undefined {
	const sized = images.filter(({ width = 0 }) => width > 0 && width <= SENSIBLE_WIDTH);
	return sized.toSorted((a, b) => (b.width ?? 0) - (a.width ?? 0))[0] ?? images[0];
}
