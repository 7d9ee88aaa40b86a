import { pictureType } from "../article/media.ts";
import { type Artwork, type Chapter, isArtworkType, isPlayable, type Person, type Show } from "../article/podcast.ts";
import type { Feed, PublishedArticle } from "../feed/feed.ts";
import type { Site } from "../settings.ts";
import { leadPicture } from "./content.ts";
import { type Attributes, block, element, text, uri, type Xml } from "./xml.ts";

/** Apple requires the root element to declare the first of these namespaces in exactly this form. */
const NAMESPACES = [
	'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"',
	'xmlns:podcast="https://podcastindex.org/namespace/1.0"',
	'xmlns:psc="http://podlove.org/simple-chapters"',
];

/**
 * Returns the attributes that the root element of an RSS feed needs if the feed contains podcast elements. Returns an
 * empty string for other feeds, so that they remain unchanged.
 */
export function podcastNamespaces(feed: Feed): string {
	const isPodcast = feed.show !== undefined || feed.articles.some((article) => isEpisode(article, feed));
	return isPodcast ? `${NAMESPACES.join(" ")} ` : "";
}

/**
 * Whether podcast apps should treat an article as an episode: it must contain audio or video, and it must belong to a
 * show or have episode fields.
 */
function isEpisode({ attachments = [], episode }: PublishedArticle, { show }: Pick<Feed, "show">): boolean {
	return (show !== undefined || episode !== undefined) && attachments.some(({ type }) => isPlayable(type));
}

/**
 * Returns an article with the episode's audio or video file as its first attachment, because podcast apps play the
 * first attachment.
 */
export function withEpisodeFirst(article: PublishedArticle, feed: Pick<Feed, "show">): PublishedArticle {
	if (!isEpisode(article, feed)) return article;
	const attachments = article.attachments ?? [];
	const ranked = [/^audio\//, /^video\//].flatMap((kind) => attachments.filter(({ type }) => kind.test(type)));
	return { ...article, attachments: [...ranked, ...attachments.filter((one) => !ranked.includes(one))] };
}

/**
 * Returns an article as it appears in an RSS item. In a show, pictures are used only as artwork: players would mistake
 * a picture in an enclosure or in `media:content` for the episode, and a picture in `media:thumbnail` for the episode's
 * cover.
 */
export function asPodcastItem(article: PublishedArticle, feed: Pick<Feed, "show">): PublishedArticle {
	if (!isEpisode(article, feed)) return feed.show === undefined ? article : { ...article, images: [] };
	const { attachments = [], ...first } = withEpisodeFirst(article, feed);
	return { ...first, images: [], attachments: attachments.filter(({ isAlternate }) => !isAlternate) };
}

/** Returns the channel's elements for Apple ("Podcast RSS feed requirements") and Podcasting 2.0. */
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
		// A subscriber's private feed has no podcast guid, because it is not the public show that directories list.
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

/**
 * Returns the elements of an item that podcast apps need. Returns an empty array if the article is not an episode. The
 * caller must place these elements after the Media RSS elements, because apps use the last picture in the item.
 *
 * @param depth the nesting level of these elements
 */
export function episodeElements(article: PublishedArticle, feed: Pick<Feed, "show">, depth: number): Xml[] {
	if (!isEpisode(article, feed)) return [];
	const { episode = {} } = article;
	const { chapters, marks, people = [], season, seasonName, soundbites = [], transcripts = [] } = episode;
	const [file, ...others] = withEpisodeFirst(article, feed).attachments ?? [];
	const art = artOf(article);
	const seconds = file?.duration === undefined ? undefined : Math.max(1, Math.round(file.duration));
	return [
		...simple("itunes:title", episode.title),
		...simple("itunes:duration", seconds),
		...simple("itunes:season", season),
		...simple("itunes:episode", episode.number),
		...simple("itunes:episodeType", episode.kind),
		...simple("itunes:explicit", episode.explicit),
		...(art ? [element("itunes:image", { href: uri(art.url) })] : []),
		...(season ? simple("podcast:season", season, { name: seasonName?.slice(0, 128) }) : []),
		...simple("podcast:episode", episode.number),
		...people.flatMap((person) => simple("podcast:person", person.name, personAttributes(person))),
		...transcripts.map(({ url, type, language }) => {
			const rel = /vtt|subrip/.test(type) ? "captions" : undefined;
			return element("podcast:transcript", { url: uri(url), type, language, rel });
		}),
		...(chapters ? [element("podcast:chapters", { url: uri(chapters), type: "application/json+chapters" })] : []),
		...(marks ? [block(depth, "psc:chapters", { version: "1.2" }, marks.map(chapterElement))] : []),
		...soundbites.flatMap(({ start, duration, title = "" }) =>
			simple("podcast:soundbite", title, { startTime: start, duration }),
		),
		...others
			.filter(({ isAlternate }) => isAlternate)
			.map(({ url, type, bytes }) =>
				block(depth, "podcast:alternateEnclosure", { type, length: bytes }, [
					element("podcast:source", { uri: uri(url) }),
				]),
			),
	];
}

/** Returns an element that contains a value as text; an empty array if there is no value. */
function simple(name: string, value: string | number | boolean | undefined, attributes: Attributes = {}): Xml[] {
	return value === undefined ? [] : [element(name, attributes, text(String(value)))];
}

function chapterElement({ start, title, url }: Chapter): Xml {
	return element("psc:chapter", { start: playTime(start), title, href: url && uri(url) });
}

/**
 * Returns an episode's artwork: its own cover or, if it has none, its picture, provided that podcast apps accept
 * pictures of that type and size.
 */
function artOf({ episode, images }: PublishedArticle): Artwork | undefined {
	const lead = leadPicture(images);
	return [episode?.art, lead].find((picture) => picture !== undefined && isArtwork(picture));
}

/** Formats a position in an episode as Podlove Simple Chapters require ("normal play time"), such as `00:01:30.500`. */
function playTime(seconds: number): string {
	return new Date(Math.round(seconds * 1000)).toISOString().slice(11, 23);
}

/** Returns the language of a feed. A show may have its own language. */
export function feedLanguage(show: Show | undefined, site: Site): string {
	return show?.language ?? site.language;
}
