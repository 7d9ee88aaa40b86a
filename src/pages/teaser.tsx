import { raw } from "hono/html";
import type { FC } from "hono/jsx";
import { shorten } from "../article/clean-text.ts";
import { directionOf } from "../article/language.ts";
import { languageName } from "../feed/selection-title.ts";
import type { JsonItem } from "../renditions/json.ts";
import type { Site } from "../settings.ts";
import { dateIn, ENGLISH } from "./layout.tsx";

/** So many articles are on a page. */
export const PER_PAGE = 50;

/**
 * So many of them are cards, which take so many bytes. The others are a line each: a page is not longer than a phone likes
 * to load.
 */
const CARDS = 25;
const CARD_BYTES = 17_000;

/** Of a title and of a summary so much is shown at most, in characters. */
const TITLE = 120;
const SUMMARY = 220;

/** A picture that is known to be narrower is a logo or a tracking pixel, in pixels. */
const NARROW = 160;

/** Articles to choose from: the newest as cards, with picture and summary. Each in its own language and direction. */
export const Teasers: FC<{ site: Site; items: readonly JsonItem[] }> = ({ site, items }) => {
	const cards = cardsOf(site, items);
	return (
		<>
			<div class="cards">{raw(cards.join(""))}</div>
			{items.length > cards.length ? (
				<ul class="lines">
					{items.slice(cards.length).map((item) => (
						<li lang={item.language} dir={directionOf(item.language)}>
							<a href={item.url}>{shorten(item.title, TITLE)}</a> <Facts site={site} item={item} />
						</li>
					))}
				</ul>
			) : null}
		</>
	);
};

/** The first articles as cards, as many as there is room for; at least one. */
function cardsOf(site: Site, items: readonly JsonItem[]): string[] {
	const encoder = new TextEncoder();
	let room = CARD_BYTES;
	const cards: string[] = [];
	for (const item of items.slice(0, CARDS)) {
		const card = String(<Card site={site} item={item} />);
		room -= encoder.encode(card).byteLength;
		if (room < 0 && cards.length > 0) break;
		cards.push(card);
	}
	return cards;
}

const Card = ({ site, item }: { site: Site; item: JsonItem }) => (
	<article class="card teaser" lang={item.language} dir={directionOf(item.language)}>
		<Picture item={item} />
		<h3>
			<a href={item.url}>{shorten(item.title, TITLE)}</a>
		</h3>
		{item.summary === undefined ? null : <p class="summary">{shorten(item.summary, SUMMARY)}</p>}
		<Facts site={site} item={item} />
	</article>
);

const Picture = ({ item }: { item: JsonItem }) => {
	const { width, height } = item._newsstand.images.find(({ url }) => url === item.image) ?? {};
	if (item.image === undefined || (width !== undefined && width < NARROW)) return null;
	return <img src={item.image} alt="" width={width} height={height} loading="lazy" referrerpolicy="no-referrer" />;
};

/** Who published it and when; and in which language, where that is not the site's. */
const Facts = ({ site, item }: { site: Site; item: JsonItem }) => {
	const source = item._newsstand.provider?.name ?? item.authors[0]?.name;
	return (
		<p class="meta">
			{source === undefined ? null : (
				<>
					<bdi>{source}</bdi>
					{" · "}
				</>
			)}
			<time datetime={item.date_published}>{dateIn(item.language, Date.parse(item.date_published))}</time>
			{primary(item.language) === primary(site.language) ? null : (
				<span class="badge" {...ENGLISH}>
					{languageName(primary(item.language))}
				</span>
			)}
		</p>
	);
};

/** The language of a tag without script and region: `de` of `de-AT`. */
function primary(tag: string): string {
	return tag.split("-", 1)[0] ?? tag;
}
