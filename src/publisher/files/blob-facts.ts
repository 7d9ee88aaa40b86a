import { contentType, type FileFault } from "../../media/content-type.ts";
import { isTooManyPixels, pictureSize } from "../../media/picture-size.ts";
import { storeName } from "../../media/stores.ts";
import type { BlobFacts } from "./files.ts";

/** What the sender of a file knows of it: pixels, seconds. */
interface Given {
	width?: number | undefined;
	height?: number | undefined;
	duration?: number | undefined;
}

/**
 * What the first bytes of a file tell, and where it is stored. Its own dimensions are preferred to the given ones.
 *
 * @param bytes the length of the whole file
 */
export function blobFacts(
	head: Uint8Array,
	path: string,
	bytes: number,
	env: Parameters<typeof storeName>[0],
	given: Given = {},
): BlobFacts | FileFault {
	const content = contentType(head, path);
	if ("message" in content) return content;
	const size = content.type.startsWith("image/") ? pictureSize(head) : undefined;
	if (size && isTooManyPixels(size)) {
		const message = `${path} has ${size.width} × ${size.height} pixels: no browser can show that.`;
		return { message, hint: "Make it smaller." };
	}
	const { width = null, height = null, duration = null } = { ...given, ...size };
	return { ...content, store: storeName(env), bytes, width, height, duration };
}
