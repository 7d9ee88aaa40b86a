import { imageSize } from "image-size";

/** Width and height in pixels, as displayed. */
export interface PictureSize {
	width: number;
	height: number;
}

const MAX_PIXELS = 2 ** 28;

/**
 * Reads the size of a picture from the picture's first bytes, without decoding the picture; undefined if the size is
 * not among these bytes. Width and height are swapped if the orientation rotates the picture by 90° (EXIF 5 to 8), as
 * in browsers.
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

/**
 * Whether a picture has more pixels than browsers can decode (16,384 squared). Cameras do not produce pictures of that
 * size.
 */
export function isTooManyPixels({ width, height }: PictureSize): boolean {
	return width * height > MAX_PIXELS;
}
