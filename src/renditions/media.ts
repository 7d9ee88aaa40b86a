import type { Attachment, Picture } from "../article/article.ts";
import { pictureType } from "../article/media.ts";
import type { PublishedArticle } from "../feed/feed.ts";
import { leadPicture } from "./content.ts";
import { type Attributes, uri } from "./xml.ts";

/** A Media RSS element: its attributes, and its child elements with their text. */
export interface MediaContent {
	attributes: Attributes;
	texts: [name: string, text: string][];
}

/** A file attached to an item. Players and readers offer it separately from the item's text. */
export interface Enclosure {
	url: string;
	type: string;
	/** Size in bytes; undefined if unknown. */
	length?: number | undefined;
	title?: string | undefined;
}

/**
 * Returns an article's attachments (audio, video, documents). If there are none, returns the picture that represents
 * the article.
 */
export function enclosuresOf({ attachments, images }: PublishedArticle): Enclosure[] {
	if (attachments !== undefined && attachments.length > 0) {
		return attachments.map(({ url, type, bytes, title }) => ({ url: uri(url), type, length: bytes, title }));
	}
	const picture = leadPicture(images);
	return picture ? [{ url: uri(picture.url), type: typeOf(picture), length: picture.bytes }] : [];
}

/**
 * Returns an article's files for Media RSS: its pictures, and all attachments except the first. The first attachment is
 * left out because it is already the item's enclosure, and players would list it twice.
 */
export function mediaOf({ images, attachments = [] }: PublishedArticle): MediaContent[] {
	return [...attachments.slice(1).map(attached), ...images.map(pictured)];
}

/**
 * Returns the thumbnail of an item. Only pictures stored on this site can be thumbnails, because the dimensions of
 * other pictures are unknown.
 */
export function thumbnailOf({ images }: PublishedArticle): Attributes | undefined {
	const picture = leadPicture(images);
	if (picture?.bytes === undefined) return undefined;
	return { url: uri(picture.url), width: picture.width, height: picture.height };
}

function typeOf({ type, url }: Picture): string {
	return type ?? pictureType(url);
}

function pictured(picture: Picture): MediaContent {
	const { url, width, height, bytes, alt, caption, credit } = picture;
	const description = alt || caption;
	return {
		attributes: { url: uri(url), width, height, type: typeOf(picture), medium: "image", fileSize: bytes },
		texts: texts({
			"media:title": caption === description ? undefined : caption,
			"media:description": description,
			"media:credit": credit,
		}),
	};
}

function attached({ url, width, height, type, bytes, duration, title }: Attachment): MediaContent {
	const medium = /^(audio|video|image)\//.exec(type)?.[1] ?? "document";
	const seconds = duration === undefined ? undefined : Math.round(duration);
	return {
		attributes: { url: uri(url), width, height, type, medium, fileSize: bytes, duration: seconds },
		texts: texts({ "media:title": title }),
	};
}

function texts(all: Record<string, string | undefined>): [string, string][] {
	return Object.entries(all).flatMap(([name, value]) => (value ? [[name, value] as [string, string]] : []));
}
