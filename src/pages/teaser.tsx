import type { FC } from "hono/jsx";
import { shorten } from "../article/clean-text.ts";
import { directionOf } from "../article/language.ts";
import type { JsonItem } from "../renditions/json.ts";
import type { Site } from "../settings.ts";
import { dateIn, ENGLISH } from "./layout.tsx";

/** So many articles are shown as cards. The others are a line each: a page is not longer than a phone likes to load. */
const CARDS = 25;

/** Of a summary so much is shown at most, in characters. */
const SUMMARY = 220;

/** A picture that is known to be narrower is a logo or a tracking pixel, in pixels. */
const NARROW = 160;

/** Articles to choose from: the newest as cards, with picture and summary. Each in its own language and direction. */
export const Teasers: FC<{ site: Site; items: readonly JsonItem[] }> = ({ site, items }) => (
	<>
		<div class="cards">
			{items.slice(0, CARDS).map((item) => (
				<Card site={site} item={item} />
			))}
		</div>
		{items.length > CARDS ? (
			<ul class="lines">
				{items.slice(CARDS).map((item) => (
					<li lang={item.language} dir={directionOf(item.language)}>
						<a href={item.url}>{item.title}</a> <Facts site={site} item={item} />
					</li>
				))}
			</ul>
		) : null}
	</>
);

const Card = ({ site, item }: { site: Site; item: JsonItem }) => (
	<article class="card teaser" lang={item.language} dir={directionOf(item.language)}>
		<Picture item={item} />
		<h3>
			<a href={item.url}>{item.title}</a>
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
					{LANGUAGES.of(primary(item.language))}
				</span>
			)}
		</p>
	);
};

const LANGUAGES = new Intl.DisplayNames("en", { type: "language" });

/** The language of a tag without script and region: `de` of `de-AT`. */
function primary(tag: string): string {
	return tag.split("-", 1)[0] ?? tag;
}
