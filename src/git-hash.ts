import { createHash } from "node:crypto";

/** Git's hash of a file with these bytes (SHA-1, hex), as `git hash-object` prints it. */
export function blobHash(bytes: Uint8Array): string {
	return createHash("sha1").update(`blob ${bytes.byteLength}\0`).update(bytes).digest("hex");
}
