import { createHash } from "node:crypto";

/** Returns the hash of a file with these bytes in Git (SHA-1, hex), as printed by `git hash-object`. */
export function blobHash(bytes: Uint8Array): string {
	return createHash("sha1").update(`blob ${bytes.byteLength}\0`).update(bytes).digest("hex");
}
