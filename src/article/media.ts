import type { Picture } from "./article.ts";
import { playerOf } from "./body/video-hosts.ts";
import type { Keys } from "./field-names.ts";
import type { Fields } from "./fields.ts";

/**
 * One or a list of addresses, or of objects with `url`, `width` and `height`; relative addresses are resolved against
 * `base`.
 */
export function readPictures(fields: Fields, list: Keys, base: string | undefined): Picture[] {
	const pictures: Picture[] = [];
	for (const keys of fields.list(list)) {
		const plain = typeof fields.value(keys) === "string";
		const place = plain ? keys : addressKeys(fields, keys);
		const url = place && fields.url(place, "warning", base);
		if (url !== undefined && NO_PICTURE.test(new URL(url).pathname)) {
			fields.warn(
				place ?? keys,
				"is not a picture",
				"Write the address of a picture: .jpg, .png, .webp, .avif or .svg.",
			);
			continue;
		}
		if (url === undefined || pictures.some((picture) => picture.url === url)) continue;
		const width = plain ? undefined : readPixels(fields, [...keys, "width"]);
		const height = plain ? undefined : readPixels(fields, [...keys, "height"]);
		pictures.push({ url, width, height });
	}
	return pictures;
}

/** Extensions of files that no reader shows as a picture. */
const NO_PICTURE = /\.(mp4|m4v|mov|webm|mkv|avi|mp3|m4a|ogg|oga|opus|wav|flac|pdf|zip|docx?|pptx?|xlsx?)$/i;

/** Integers only: half a pixel makes a feed invalid. */
function readPixels(fields: Fields, keys: Keys): number | undefined {
	const size = fields.number(keys, 1, 100_000);
	return size && Math.round(size);
}

/** The fields that contain a picture's address: `path` in jekyll-seo-tag, `image` in Hugo themes, `src` in others. */
function addressKeys(fields: Fields, keys: Keys): Keys | undefined {
	const all = ["url", "src", "path", "image", "href"].map((name) => [...keys, name]);
	const found = all.find((one) => fields.has(one));
	if (found === undefined) fields.warn(keys, "has no picture address", "Add a line below it: `url: …`.");
	return found;
}

/** The player of the video in `featuredContent`, if its host is known. */
export function readPlayer(fields: Fields): string | undefined {
	const embed = fields.text(["featuredContent"]);
	if (embed === undefined) return undefined;
	const source = /<iframe\b[^>]*?\bsrc\s*=\s*["']?([^"'\s>]+)/i.exec(embed)?.[1] ?? embed;
	const hint = "Use the embed code of YouTube or Vimeo.";
	return playerOf(source) ?? fields.warn(["featuredContent"], "is not a video that feed readers can show", hint);
}

const TYPES = new Map(
	Object.entries({
		jpg: "image/jpeg",
		jpeg: "image/jpeg",
		jfif: "image/jpeg",
		png: "image/png",
		gif: "image/gif",
		webp: "image/webp",
		avif: "image/avif",
		svg: "image/svg+xml",
		bmp: "image/bmp",
		ico: "image/x-icon",
		apng: "image/apng",
		heic: "image/heic",
		heif: "image/heif",
		jxl: "image/jxl",
		tif: "image/tiff",
		tiff: "image/tiff",
	}),
);

/**
 * The media type of a picture, from its URL: the extension, or a parameter such as `format=webp`. Without either it
 * counts as JPEG, as most are: RSS requires a type, and readers only check for `image/`.
 */
export function pictureType(url: string): string {
	const { pathname, searchParams } = new URL(url);
	const extension = /\.([a-z]+)$/i.exec(pathname)?.[1] ?? "";
	const parameter = searchParams.get("format") ?? searchParams.get("fm") ?? "";
	return TYPES.get(extension.toLowerCase()) ?? TYPES.get(parameter.toLowerCase()) ?? "image/jpeg";
}
