import { contentType, type FileFault } from "../../media/content-type.ts";
import { isTooManyPixels, pictureSize } from "../../media/picture-size.ts";
import { storeName } from "../../media/stores.ts";
import type { BlobFacts } from "./files.ts";

/** What the sender of a file reported about it: width and height in pixels, duration in seconds. */
interface Given {
	width?: number | undefined;
	height?: number | undefined;
	duration?: number | undefined;
}

/**
 * Derives facts about a file from its first bytes, and chooses the store in which to keep it. Dimensions found in the
 * bytes override those reported by the sender.
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
		const message = `${path} has ${size.width} × ${size.height} pixels, which is too large for browsers to display.`;
		return { message, hint: "Reduce the size of the picture." };
	}
	const { width = null, height = null, duration = null } = { ...given, ...size };
	return { ...content, store: storeName(env), bytes, width, height, duration };
}
