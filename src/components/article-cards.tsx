import { html } from "hono/html";
import type { FC } from "hono/jsx";
import { directionOf } from "../article/language.ts";
import { languageName } from "../feed/selection.ts";
import type { ArticleSummary } from "../renditions/summary.ts";
import type { Site } from "../settings.ts";
import { dateIn, ENGLISH } from "./layout.tsx";

type Markup = ReturnType<typeof html>;

/** Articles per page. */
export const PER_PAGE = 50;

/**
 * Articles shown as cards, and the bytes they may take. The others are one line each: pages must stay small enough for
 * phones.
 */
const CARDS = 25;
const CARD_BYTES = 17_000;

/** A narrower picture is likely a logo or tracking pixel. In pixels. */
const NARROW = 160;

/**
 * Lists articles: the newest as cards with picture and summary, each in its own language and direction. Pages have
 * dozens; as templates they take a third of the time of components.
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

/** As many cards as there is room for; at least one. */
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
	return html`<article class="card teaser" lang="${language}" dir="${directionOf(language)}">${image(item)}<h3><a href="${item.url}">${item.title}</a></h3>${shown}${player(item)}${facts(site, item)}</article>`;
}

function line(site: Site, item: ArticleSummary): Markup {
	const { language } = item;
	return html`<li lang="${language}" dir="${directionOf(language)}"><a href="${item.url}">${item.title}</a> ${facts(site, item)}</li>`;
}

function player({ sound, title }: ArticleSummary): Markup | "" {
	return sound === undefined ? "" : html`<audio controls preload="none" src="${sound}" aria-label="${title}"></audio>`;
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

/** Provider and date; and the language, if it is not the site's. */
function facts(site: Site, { language, source, date }: ArticleSummary): Markup {
	const by = source === undefined ? "" : html`<bdi>${source}</bdi> · `;
	const own = primary(language);
	const { lang, dir } = ENGLISH;
	const badge =
		own === primary(site.language)
			? ""
			: html`<span class="badge" lang="${lang}" dir="${dir}">${languageName(own)}</span>`;
	return html`<p class="meta">${by}<time datetime="${date}">${dateIn(site, language, Date.parse(date))}</time>${badge}</p>`;
}

/** The primary language of a tag: `de` of `de-AT`. */
function primary(tag: string): string {
	return tag.split("-", 1)[0] ?? tag;
}
