import { createHash } from "node:crypto";

/** The hash that git has for a file with these bytes (SHA-1, hex): what `git hash-object` prints. */
export function blobHash(bytes: Uint8Array): string {
	return createHash("sha1").update(`blob ${bytes.byteLength}\0`).update(bytes).digest("hex");
}
