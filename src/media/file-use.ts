import type { LocalReference } from "../article/article.ts";
import { withoutPlace } from "../article/local-files.ts";
import { isArtworkType, isPlayable } from "../article/podcast.ts";
import type { FileFault } from "./content-type.ts";

/** What is known about a file that an article refers to. */
interface UsedFile {
	type: string;
	width?: number | null | undefined;
	height?: number | null | undefined;
}

/** Minimum and maximum side length of podcast artwork, in pixels (Apple, "Podcast RSS feed requirements"). */
const ARTWORK_SIDE = { min: 1400, max: 3000 };

/**
 * Returns why a file is unsuitable for the way in which an article uses it: for example, an episode may not be audio,
 * or artwork may be of a kind that apps reject. Undefined if the file is suitable.
 */
export function useFault(
	{ kind, path, isArtwork }: Pick<LocalReference, "kind" | "path" | "isArtwork">,
	{ type, width, height }: UsedFile,
): FileFault | undefined {
	const name = withoutPlace(path).split("/").at(-1) ?? "";
	if (kind === "audio" && !isPlayable(type)) {
		return { message: `${name} is not audio: it contains ${type}.`, hint: "Save it as MP3 or M4A." };
	}
	if (!isArtwork) return undefined;
	const fault = artworkFault(name, { type, width, height });
	const { min, max } = ARTWORK_SIDE;
	return fault === undefined
		? undefined
		: { message: fault, hint: `Use a square JPEG or PNG of ${min} to ${max} pixels.` };
}

/**
 * Returns why a picture does not meet Apple's requirements for artwork; undefined if it does, or if its dimensions are
 * unknown.
 */
export function artworkFault(name: string, { type, width, height }: UsedFile): string | undefined {
	if (!isArtworkType(type)) return `${name} is ${type}: podcast apps accept only JPEG and PNG as artwork.`;
	if (!width || !height) return undefined;
	const size = `${name} has ${width} × ${height} pixels`;
	if (width !== height) return `${size}: artwork must be square.`;
	if (width < ARTWORK_SIDE.min) return `${size}, which is too small for podcast artwork.`;
	return width > ARTWORK_SIDE.max ? `${size}, which is too large for podcast artwork.` : undefined;
}
