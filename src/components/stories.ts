import { html } from "hono/html";
import { directionOf } from "../article/language.ts";
import { feedPath } from "../feed/feed.ts";
import type { ArticleSummary } from "../renditions/summary.ts";
import type { Site } from "../settings.ts";
import { clockIn, dayIn, dayOfYearIn, isoDay } from "../words/format.ts";
import { fill } from "../words/grammar.ts";
import { marksFor, wordsFor } from "../words/words.ts";
import { cover } from "./cover.ts";
import { mark } from "./mark.ts";

/**
 * A part of a page, rendered from a template. Lists contain dozens of stories, and a template takes a third of the time
 * that a component takes.
 */
export type Markup = ReturnType<typeof html> | string;

/** How to show a story (an article in a list). */
export interface StoryLook {
	/** `lead`: large. `side`: next to a `lead`. `card`: in a grid. `row`: in a list. */
	form: "lead" | "side" | "card" | "row";
	/** Level of the heading. */
	level: 2 | 3 | 4;
	/** The part of the date that the list's headings already show. Undefined if they do not show it. */
	within?: "day" | "year";
	/** `frame`: the picture, or a cover if there is none. `real`: the picture, if there is one. */
	picture?: "frame" | "real" | undefined;
	hasText?: boolean;
	/** Title and text to show in place of the article's own, for example with search matches highlighted. */
	title?: Markup;
	text?: Markup | undefined;
	/** Whether this is the first picture on the page, which should be loaded with priority. */
	isFirst?: boolean;
}

/** Minimum width of pictures to show, in pixels. Narrower pictures are probably logos or tracking pixels. */
const NARROW = 160;

/** Returns the picture of an article, unless it is probably a logo or a tracking pixel. */
export function pictureOf({ picture }: ArticleSummary): ArticleSummary["picture"] {
	return picture?.width !== undefined && picture.width < NARROW ? undefined : picture;
}

/** Renders an article in a list: picture, topic, title, text, provider and time, always in this order. */
export function story(site: Site, item: ArticleSummary, look: StoryLook): Markup {
	const { form, level, within, picture, hasText = false, isFirst = false } = look;
	const { language, title, url, summary } = item;
	const own = language === site.language ? "" : html` lang="${language}" dir="${directionOf(language)}"`;
	const frame = frameOf(item, picture, isFirst);
	const shown = look.text ?? (hasText ? summary : undefined);
	const text = shown === undefined ? "" : html`<p class="txt"${own}>${shown}</p>`;
	const isThumb = form !== "lead" && frame !== "";
	const classes = `st ${form}${isThumb ? " thumb" : ""}${within === "year" ? " end" : ""}`;
	const link = html`<a href="${url}">${look.title ?? title}</a>`;
	const heading =
		level === 2
			? html`<h2${own}>${link}</h2>`
			: level === 3
				? html`<h3${own}>${link}</h3>`
				: html`<h4${own}>${link}</h4>`;
	return html`<article class="${classes}">${frame}${within === "year" ? "" : kicker(item)}${heading}${text}${player(item)}${meta(site, item, within)}</article>`;
}

function player({ sound, title }: ArticleSummary): Markup | "" {
	return sound === undefined ? "" : html`<audio controls preload="none" src="${sound}" aria-label="${title}"></audio>`;
}

function frameOf(item: ArticleSummary, wanted: StoryLook["picture"], isFirst: boolean): Markup {
	const picture = pictureOf(item);
	if (wanted === undefined || (wanted === "real" && picture === undefined)) return "";
	return html`<div class="pic">${cover(item.title)}${picture === undefined ? "" : image(picture.url, isFirst)}</div>`;
}

/** Renders a picture that fills its frame. */
export function image(url: string, isFirst: boolean): Markup {
	return isFirst
		? html`<img src="${url}" alt="" fetchpriority="high" referrerpolicy="no-referrer">`
		: html`<img src="${url}" alt="" loading="lazy" referrerpolicy="no-referrer">`;
}

function kicker({ topic }: ArticleSummary): Markup {
	return topic === undefined
		? ""
		: html`<p class="kick"><a href="${feedPath(topic.name)}"><bdi>${topic.title}</bdi></a></p>`;
}

/** Renders the line that contains an article's provider, medium and time. */
function meta(site: Site, item: ArticleSummary, within: StoryLook["within"]): Markup {
	const { source, author } = item;
	const from =
		source === undefined
			? author === undefined
				? ""
				: html`<bdi>${author}</bdi>`
			: html`${mark(source)}<bdi>${source}</bdi>`;
	const facts = [
		html`${from}${outward(site, item)}`,
		kindOf(site, item),
		timeOf(site, item, within),
		readingTime(site, item),
	];
	const shown = facts.filter((fact) => String(fact) !== "");
	return html`<p class="meta">${shown.map((fact, index) => (index === 0 ? fact : html` · ${fact}`))}</p>`;
}

/** Cached arrows, by language and domain. */
const arrows = new Map<string, Markup>();

/** Maximum number of cached arrows. */
const REMEMBERED = 1000;

/** Renders an arrow after the title if the title links to another site. */
function outward(site: Site, { url }: ArticleSummary): Markup {
	if (url.startsWith(`${site.url}/`)) return "";
	const domain = domainOf(url);
	const key = `${site.language} ${domain}`;
	const known = arrows.get(key);
	if (known !== undefined) return known;
	const made = html`${ARROW}<span class="vh"> (${word(site, fill(wordsFor(site.language).card.opens, { domain }))})</span>`;
	if (arrows.size < REMEMBERED) arrows.set(key, made);
	return made;
}

/** The arrow for links to other sites. */
export const ARROW = html`<svg class="out" viewBox="0 0 8 8" aria-hidden="true"><path d="M1 7 7 1M2 1h5v5"/></svg>`;

/** Returns the domain of a URL as people know it: without `www.`. */
export function domainOf(url: string): string {
	return /^https?:\/\/(?:www\.)?([^/:?#]+)/.exec(url)?.[1] ?? new URL(url).hostname;
}

function kindOf(site: Site, { media }: ArticleSummary): Markup {
	if (media === undefined) return "";
	const { card } = wordsFor(site.language);
	const length = media.seconds === undefined ? "" : html` ${lengthOf(media.seconds)}`;
	return html`${word(site, media.kind === "audio" ? card.audio : card.video)}${length}`;
}

/** Formats a duration in seconds as, for example, `48:05` or `1:02:30`. */
function lengthOf(seconds: number): string {
	const whole = Math.round(seconds);
	const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
	const two = (number: number) => String(number).padStart(2, "0");
	return hours === 0 ? `${minutes}:${two(rest)}` : `${hours}:${two(minutes)}:${two(rest)}`;
}

/**
 * Renders an article's date, which the page's script makes relative. In a list grouped by day, renders only the time;
 * in a list grouped by year, renders only the day.
 */
function timeOf({ language, timeZone }: Site, { date }: ArticleSummary, within: StoryLook["within"]): Markup {
	const time = Date.parse(date);
	if (within === "day") return html`<time class="exact" datetime="${date}">${clockIn(language, time, timeZone)}</time>`;
	if (within === "year")
		return html`<time class="exact" datetime="${date}">${dayOfYearIn(language, time, timeZone)}</time>`;
	return html`<time datetime="${date}">${dayIn(language, time, timeZone)}</time>`;
}

function readingTime(site: Site, { source, minutes, media }: ArticleSummary): Markup {
	if (source !== undefined || minutes === undefined || media !== undefined) return "";
	return word(site, wordsFor(site.language).article.minutes(minutes));
}

/**
 * Renders a word or phrase that is not part of an article. If there is no catalogue for the site's language, it is in English and is
 * marked as English.
 */
function word({ language }: Site, text: string): Markup {
	const { lang, dir } = marksFor(language);
	return lang === undefined ? text : html`<span lang="${lang}" dir="${dir}">${text}</span>`;
}

/** How to show a list of stories, including the level of its headings (which are days or years). */
export interface ListLook {
	level: 2 | 3;
	hasText?: boolean;
	/**
	 * Maximum size of the list's HTML, in bytes. Once this size is reached, the remaining stories are reduced to title,
	 * provider and time.
	 */
	bytes?: number;
}

/** Default value of `bytes`. With it, even a page with fifty titles of maximum length stays small enough for phones. */
const LIST_BYTES = 12_000;

/** Renders stories grouped by day, with each day next to its stories. */
export function storiesByDay(site: Site, items: readonly ArticleSummary[], look: ListLook): Markup {
	const row = rowMaker(site, "day", look);
	const days = [...Map.groupBy(items, ({ date }) => isoDay(Date.parse(date), site.timeZone))];
	return html`<div class="days">${days.map(([day, ofDay]) => {
		const name = html`<time datetime="${day}">${dayIn(site.language, Date.parse(ofDay[0]?.date ?? day), site.timeZone, "short")}</time>`;
		return html`<section>${heading(look.level, name)}${ofDay.map(row)}</section>`;
	})}</div>`;
}

/** Renders stories grouped by year, with the day at the end of each row. */
export function storiesByYear(site: Site, items: readonly ArticleSummary[], look: ListLook): Markup {
	const row = rowMaker(site, "year", look);
	const years = [...Map.groupBy(items, ({ date }) => isoDay(Date.parse(date), site.timeZone).slice(0, 4))];
	return html`<div class="days">${years.map(([year, ofYear]) => html`<section>${heading(look.level, year)}${ofYear.map(row)}</section>`)}</div>`;
}

function heading(level: 2 | 3, content: Markup): Markup {
	return level === 2 ? html`<h2 class="day">${content}</h2>` : html`<h3 class="day">${content}</h3>`;
}

/** Returns a function that renders full rows until their total size reaches `bytes`, and short rows after that. */
function rowMaker(
	site: Site,
	within: "day" | "year",
	{ level, hasText = false, bytes = LIST_BYTES }: ListLook,
): (item: ArticleSummary) => Markup {
	const encoder = new TextEncoder();
	const look = { form: "row", level: level === 2 ? 3 : 4, within } as const;
	let room = bytes;
	return (item) => {
		if (room > 0) {
			const made = story(site, item, { ...look, picture: within === "day" ? "real" : undefined, hasText });
			room -= encoder.encode(String(made)).byteLength;
			if (room > 0) return made;
		}
		return shortRow(site, item, look);
	};
}

/** Renders a short row: title, provider and time. */
function shortRow(site: Site, item: ArticleSummary, { level, within }: Pick<StoryLook, "level" | "within">): Markup {
	const { language, title, url, source } = item;
	const own = language === site.language ? "" : html` lang="${language}" dir="${directionOf(language)}"`;
	const link = html`<a href="${url}">${title}</a>`;
	const from = source === undefined ? "" : html`<bdi>${source}</bdi> · `;
	const shown = level === 3 ? html`<h3${own}>${link}</h3>` : html`<h4${own}>${link}</h4>`;
	return html`<article class="st row${within === "year" ? " end" : ""}">${shown}<p class="meta">${from}${timeOf(site, item, within)}</p></article>`;
}
