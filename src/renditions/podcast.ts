import type { Attachment } from "../article/article.ts";
import { pictureType } from "../article/media.ts";
import { type Artwork, isArtworkType, isPlayable, type Person, type Show } from "../article/podcast.ts";
import type { Feed, PublishedArticle } from "../feed/feed.ts";
import type { Site } from "../settings.ts";
import { leadPicture } from "./content.ts";
import { type Attributes, element, escapeAttribute, text, uri, type Xml } from "./xml.ts";

/** Apple requires the first namespace on the root element, and compares it as text. */
const NAMESPACES = [
	'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"',
	'xmlns:podcast="https://podcastindex.org/namespace/1.0"',
	'xmlns:psc="http://podlove.org/simple-chapters"',
];

/**
 * Attributes for the root element of an RSS feed with podcast elements. Empty for other feeds, which stay unchanged.
 */
export function podcastNamespaces(feed: Feed): string {
	const isPodcast = feed.show !== undefined || feed.articles.some((article) => isEpisode(article, feed));
	return isPodcast ? `${NAMESPACES.join(" ")} ` : "";
}

/** Whether podcast apps play this article: it has audio or video, and belongs to a show or has episode fields. */
function isEpisode({ attachments = [], episode }: PublishedArticle, { show }: Pick<Feed, "show">): boolean {
	return (show !== undefined || episode !== undefined) && attachments.some(({ type }) => isPlayable(type));
}

/** An article with the episode's file as its first attachment, since apps play the first one. */
export function withEpisodeFirst(article: PublishedArticle, feed: Pick<Feed, "show">): PublishedArticle {
	if (!isEpisode(article, feed)) return article;
	const attachments = article.attachments ?? [];
	const ranked = [/^audio\//, /^video\//].flatMap((kind) => attachments.filter(({ type }) => kind.test(type)));
	return { ...article, attachments: [...ranked, ...attachments.filter((one) => !ranked.includes(one))] };
}

/**
 * An article as it appears in an RSS item. In a show, its pictures are only used as artwork: players take a picture in
 * an enclosure or `media:content` for the episode, and one in `media:thumbnail` for its cover.
 */
export function asPodcastItem(article: PublishedArticle, feed: Pick<Feed, "show">): PublishedArticle {
	if (!isEpisode(article, feed)) return feed.show === undefined ? article : { ...article, images: [] };
	const { attachments = [], ...first } = withEpisodeFirst(article, feed);
	return { ...first, images: [], attachments: attachments.filter(({ isAlternate }) => !isAlternate) };
}

/** The channel's elements for Apple ("Podcast RSS feed requirements") and Podcasting 2.0. */
export function showElements({ name, show, title }: Feed, site: Site): Xml[] {
	if (show === undefined) return [];
	const { artwork, author, categories, explicit, funding, guid, license, locked, medium, owner, type } = show;
	const isPrivate = name.startsWith("private/");
	const art = artwork === undefined || !isArtwork(artwork) ? undefined : uri(artwork.url);
	return [
		element("itunes:author", {}, text(author ?? site.title)),
		...(owner === undefined
			? []
			: [
					element(
						"itunes:owner",
						{},
						element("itunes:name", {}, text(owner.name ?? author ?? title)),
						element("itunes:email", {}, text(owner.email)),
					),
				]),
		...(art === undefined ? [] : [element("itunes:image", { href: art })]),
		...categories.map(({ name: main, sub }) => {
			const inside = sub === undefined ? [] : [element("itunes:category", { text: sub })];
			return element("itunes:category", { text: main }, ...inside);
		}),
		element("itunes:explicit", {}, text(String(explicit))),
		element("itunes:type", {}, text(type)),
		...(isPrivate ? [element("itunes:block", {}, text("Yes")), element("podcast:block", {}, text("yes"))] : []),
		// Leave out the guid: a subscriber's copy is not the public show that directories know.
		...(guid === undefined || isPrivate ? [] : [element("podcast:guid", {}, text(guid))]),
		...(locked === undefined && !isPrivate
			? []
			: [element("podcast:locked", { owner: owner?.email }, text((locked ?? isPrivate) ? "yes" : "no"))]),
		element("podcast:medium", {}, text(medium ?? "podcast")),
		...funding.map(({ url, text: words }) => element("podcast:funding", { url: uri(url) }, text(words))),
		...(license === undefined ? [] : [element("podcast:license", { url: license.url }, text(license.name))]),
		...(show.people ?? []).map((person) => element("podcast:person", personAttributes(person), text(person.name))),
	];
}

function isArtwork({ type, url }: Artwork): boolean {
	return isArtworkType(type ?? pictureType(url));
}

function personAttributes({ role, group, picture, url }: Person): Attributes {
	return { role, group, img: picture && uri(picture), href: url && uri(url) };
}

/** An element in the compact form of xml-js. */
type Compact = { _attributes?: Record<string, string>; _text?: string };

/**
 * An item's elements in the compact form of xml-js; none unless it is an episode. They come after Media RSS, because
 * apps use the last picture.
 */
export function episodeElements(article: PublishedArticle, feed: Pick<Feed, "show">): Record<string, object> {
	if (!isEpisode(article, feed)) return {};
	const { episode = {} } = article;
	const [file, ...others] = withEpisodeFirst(article, feed).attachments ?? [];
	const art = artOf(article);
	const chapters = episode.chapters;
	const seconds = file?.duration === undefined ? undefined : Math.max(1, Math.round(file.duration));
	return present({
		"itunes:title": words(episode.title),
		"itunes:duration": words(seconds),
		"itunes:season": words(episode.season),
		"itunes:episode": words(episode.number),
		"itunes:episodeType": words(episode.kind),
		"itunes:explicit": words(episode.explicit),
		"itunes:image": art && compact({ href: uri(art.url) }),
		"podcast:season": episode.season && {
			...compact({ name: episode.seasonName?.slice(0, 128) }),
			...words(episode.season),
		},
		"podcast:episode": words(episode.number),
		"podcast:person": episode.people?.map((person) => ({
			...compact(personAttributes(person)),
			...words(person.name),
		})),
		"podcast:transcript": episode.transcripts?.map(({ url, type, language }) => {
			const rel = /vtt|subrip/.test(type) ? "captions" : undefined;
			return compact({ url: uri(url), type, language, rel });
		}),
		"podcast:chapters": chapters && compact({ url: uri(chapters), type: "application/json+chapters" }),
		"psc:chapters": episode.marks && {
			...compact({ version: "1.2" }),
			"psc:chapter": episode.marks.map(({ start, title, url }) =>
				compact({ start: playTime(start), title, href: url && uri(url) }),
			),
		},
		"podcast:soundbite": episode.soundbites?.map(({ start, duration, title }) => ({
			...compact({ startTime: start, duration }),
			...words(title ?? ""),
		})),
		"podcast:alternateEnclosure": others.filter(({ isAlternate }) => isAlternate).map(alternate),
	});
}

/** An episode's artwork: its own cover, otherwise its picture, if apps accept it. */
function artOf({ episode, images }: PublishedArticle): Artwork | undefined {
	const lead = leadPicture(images);
	return [episode?.art, lead].find((picture) => picture !== undefined && isArtwork(picture));
}

function alternate({ url, type, bytes }: Attachment): object {
	return { ...compact({ type, length: bytes }), "podcast:source": compact({ uri: uri(url) }) };
}

/** Normal play time, in the notation of Podlove Simple Chapters: `00:01:30.500`. */
function playTime(seconds: number): string {
	return new Date(Math.round(seconds * 1000)).toISOString().slice(11, 23);
}

function words(value: string | number | boolean | undefined): Compact | undefined {
	return value === undefined ? undefined : { _text: String(value).replaceAll("&", "&amp;") };
}

function compact(attributes: Attributes): Compact {
	const written = Object.entries(attributes).filter(([, value]) => value !== undefined);
	return { _attributes: Object.fromEntries(written.map(([name, value]) => [name, escapeAttribute(String(value))])) };
}

function present(elements: Record<string, object | undefined | string | number>): Record<string, object> {
	return Object.fromEntries(
		Object.entries(elements).filter((entry): entry is [string, object] => {
			const [, value] = entry;
			return typeof value === "object" && !(Array.isArray(value) && value.length === 0);
		}),
	);
}

/** The language of a feed. A show may have a language of its own. */
export function feedLanguage(show: Show | undefined, site: Site): string {
	return show?.language ?? site.language;
}
