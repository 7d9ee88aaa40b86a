import type { Picture } from "./article.ts";
import { playerOf } from "./body/video-hosts.ts";
import { cleanLine } from "./clean-text.ts";
import type { AddressUse, LocalCollector } from "./collect-locals.ts";
import type { Keys } from "./field-names.ts";
import type { Fields } from "./fields.ts";
import { fileKind } from "./file-kinds.ts";

/** How relative addresses in fields are resolved. */
export interface AddressBase {
	/** Base URL; if absent, relative addresses are not resolved. */
	url?: string | undefined;
	/** Collects references to files in the content folder. */
	locals?: LocalCollector | undefined;
}

/**
 * Reads pictures: one or more addresses, or objects with `url`, `width`, `height`, `alt`, `caption` and `credit`. For
 * the first picture, alternative text, caption and credit may also be in separate fields such as `image_alt`.
 */
export function readPictures(
	fields: Fields,
	list: Keys,
	base: AddressBase,
	use: "picture" | "artwork" = "picture",
): Picture[] {
	const pictures: Picture[] = [];
	for (const keys of fields.list(list)) {
		const plain = typeof fields.value(keys) === "string";
		const place = plain ? keys : addressKeys(fields, keys);
		if (place !== undefined && NO_PICTURE.test(writtenAt(fields, place).replace(/[?#].*/s, ""))) {
			fields.warn(place, "is not a picture", "Use the address of a .jpg, .png, .webp, .avif or .svg file.");
			continue;
		}
		const url = place && readAddress(fields, place, use, base);
		if (url === undefined || pictures.some((picture) => picture.url === url)) continue;
		const width = plain ? undefined : readPixels(fields, [...keys, "width"]);
		const height = plain ? undefined : readPixels(fields, [...keys, "height"]);
		const isFirst = pictures.length === 0;
		pictures.push({ url, width, height, ...wordsOf(fields, keys, list, { isPlain: plain, isFirst }) });
	}
	return pictures;
}

/** Reads a web address, or the address of a file in the content folder. */
export function readAddress(fields: Fields, keys: Keys, use: AddressUse, base: AddressBase): string | undefined {
	const local = base.locals?.address(writtenAt(fields, keys), use, () => fields.lineOf(keys));
	return local ?? fields.url(keys, "warning", base.url);
}

/** Returns a value as the author wrote it, on one line; empty if the value is not text. */
export function writtenAt(fields: Fields, keys: Keys): string {
	const value = fields.value(keys);
	return typeof value === "string" ? cleanLine(value) : "";
}

const WORDS = {
	alt: ["alt", "altText", "description"],
	caption: ["caption"],
	credit: ["credit", "attribution", "photographer", "copyright"],
} as const;

/** Returns a picture's alternative text, caption and credit. */
function wordsOf(
	fields: Fields,
	keys: Keys,
	list: Keys,
	{ isPlain, isFirst }: { isPlain: boolean; isFirst: boolean },
): Pick<Picture, "alt" | "caption" | "credit"> {
	const words: Pick<Picture, "alt" | "caption" | "credit"> = {};
	for (const kind of ["alt", "caption", "credit"] as const) {
		const inside = isPlain ? [] : WORDS[kind].map((name) => [...keys, name]);
		const beside = isFirst && list.length === 1 ? WORDS[kind].map((name) => [`${list[0]} ${name}`]) : [];
		const place = [...inside, ...beside].find((one) => fields.has(one));
		const text = place && fields.line(place);
		if (text !== undefined) words[kind] = text;
	}
	return words;
}

/** Extensions of files that feed readers cannot show as a picture. */
const NO_PICTURE = /\.(mp4|m4v|mov|webm|mkv|avi|mp3|m4a|ogg|oga|opus|wav|flac|pdf|zip|docx?|pptx?|xlsx?)$/i;

/** Reads a number of pixels and rounds it, because fractional pixel sizes make a feed invalid. */
function readPixels(fields: Fields, keys: Keys): number | undefined {
	const size = fields.number(keys, 1, 100_000);
	return size && Math.round(size);
}

/**
 * Returns the key of a picture's address within an object: `path` in jekyll-seo-tag, `image` in Hugo themes, `src` in
 * other programs, and `light` if there are separate pictures for `light` and `dark`.
 */
function addressKeys(fields: Fields, keys: Keys): Keys | undefined {
	const all = ["url", "src", "path", "image", "href", "light"].map((name) => [...keys, name]);
	const found = all.find((one) => fields.has(one));
	if (found === undefined)
		fields.warn(keys, "does not contain a picture address", "Add a line below it such as `url: tide.jpg`.");
	return found;
}

/** Returns the player of the video in `featuredContent`, if its host is supported. */
export function readPlayer(fields: Fields): string | undefined {
	const embed = fields.text(["featuredContent"]);
	if (embed === undefined) return undefined;
	const source = /<iframe\b[^>]*?\bsrc\s*=\s*["']?([^"'\s>]+)/i.exec(embed)?.[1] ?? embed;
	const hint = "Use an embed code from YouTube or Vimeo.";
	return playerOf(source) ?? fields.warn(["featuredContent"], "is not a video from a supported site", hint);
}

/**
 * Returns a picture's media type, based on the extension in its URL or on a URL parameter such as `format=webp`. If
 * there is neither, returns the JPEG type, because most pictures are JPEGs: RSS requires a type, and readers only check
 * for `image/`.
 */
export function pictureType(url: string): string {
	const { pathname, searchParams } = new URL(url);
	const parameter = searchParams.get("format") ?? searchParams.get("fm") ?? "";
	const known = [pathname, `.${parameter}`].map(fileKind).find((one) => one?.kind === "picture");
	return known?.type ?? "image/jpeg";
}
