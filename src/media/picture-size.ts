import { imageSize } from "image-size";

/** Width and height in pixels, as shown. */
export interface PictureSize {
	width: number;
	height: number;
}

const MAX_PIXELS = 2 ** 28;

/**
 * The size of a picture, read from its first bytes without decoding it; undefined if they do not tell. Photos that
 * their orientation turns by a quarter (EXIF 5 to 8) have width and height exchanged, as browsers show them.
 */
export function pictureSize(head: Uint8Array): PictureSize | undefined {
	try {
		const { width, height, orientation = 1 } = imageSize(head);
		if (!(width > 0) || !(height > 0)) return undefined;
		const [across, down] = [Math.max(1, Math.round(width)), Math.max(1, Math.round(height))];
		return orientation >= 5 ? { width: down, height: across } : { width: across, height: down };
	} catch {
		return undefined;
	}
}

/** Whether a picture is larger than any camera makes, and than a browser can decode: 16,384 squared. */
export function isTooManyPixels({ width, height }: PictureSize): boolean {
	return width * height > MAX_PIXELS;
}
