import { html } from "hono/html";
import type { FC } from "hono/jsx";
import { directionOf } from "../article/language.ts";
import { languageName } from "../feed/selection.ts";
import type { ArticleSummary } from "../renditions/summary.ts";
import type { Site } from "../settings.ts";
import { dateIn, ENGLISH } from "./layout.tsx";

type Markup = ReturnType<typeof html>;

/** So many articles are on a page. */
export const PER_PAGE = 50;

/**
 * So many of them are cards, which take so many bytes. The others are a line each: a page is not longer than a phone likes
 * to load.
 */
const CARDS = 25;
const CARD_BYTES = 17_000;

/** A picture that is known to be narrower is a logo or a tracking pixel, in pixels. */
const NARROW = 160;

/**
 * Articles to choose from: the newest as cards, with picture and summary. Each in its own language and direction. A page has
 * dozens of them; as templates they take a third of the time that components take.
 */
export const ArticleCards: FC<{ site: Site; items: readonly ArticleSummary[] }> = ({ site, items }) => {
	const cards = cardsOf(site, items);
	const lines = items.slice(cards.length).map((item) => line(site, item));
	return (
		<>
			<div class="cards">{cards}</div>
			{lines.length > 0 ? <ul class="lines">{lines}</ul> : null}
		</>
	);
};

/** The first articles as cards, as many as there is room for; at least one. */
function cardsOf(site: Site, items: readonly ArticleSummary[]): Markup[] {
	const encoder = new TextEncoder();
	let room = CARD_BYTES;
	const cards: Markup[] = [];
	for (const item of items.slice(0, CARDS)) {
		const made = card(site, item);
		room -= encoder.encode(String(made)).byteLength;
		if (room < 0 && cards.length > 0) break;
		cards.push(made);
	}
	return cards;
}

function card(site: Site, item: ArticleSummary): Markup {
	const { language, summary } = item;
	const shown = summary === undefined ? "" : html`<p class="summary">${summary}</p>`;
	return html`<article class="card teaser" lang="${language}" dir="${directionOf(language)}">${image(item)}<h3><a href="${item.url}">${item.title}</a></h3>${shown}${facts(site, item)}</article>`;
}

function line(site: Site, item: ArticleSummary): Markup {
	const { language } = item;
	return html`<li lang="${language}" dir="${directionOf(language)}"><a href="${item.url}">${item.title}</a> ${facts(site, item)}</li>`;
}

function image({ picture }: ArticleSummary): Markup | "" {
	if (picture === undefined || (picture.width !== undefined && picture.width < NARROW)) return "";
	const { url, width, height } = picture;
	const size = [
		width === undefined ? "" : html` width="${width}"`,
		height === undefined ? "" : html` height="${height}"`,
	];
	return html`<img src="${url}" alt=""${size} loading="lazy" referrerpolicy="no-referrer">`;
}

/** Who published it and when; and in which language, where that is not the site's. */
function facts(site: Site, { language, source, date }: ArticleSummary): Markup {
	const by = source === undefined ? "" : html`<bdi>${source}</bdi> · `;
	const own = primary(language);
	const { lang, dir } = ENGLISH;
	const badge =
		own === primary(site.language)
			? ""
			: html`<span class="badge" lang="${lang}" dir="${dir}">${languageName(own)}</span>`;
	return html`<p class="meta">${by}<time datetime="${date}">${dateIn(language, Date.parse(date))}</time>${badge}</p>`;
}

/** The language of a tag without script and region: `de` of `de-AT`. */
function primary(tag: string): string {
	return tag.split("-", 1)[0] ?? tag;
}
