/**
 * Returns the SHA-256 hash of the concatenated parts. Node's crypto module is loaded on first use, because serving a
 * feed does not need it.
 */
export function sha256(...parts: readonly (string | Uint8Array)[]): Buffer {
	const hash = process.getBuiltinModule("node:crypto").createHash("sha256");
	for (const part of parts) hash.update(part);
	return hash.digest();
}

/** Returns the first 128 bits of a text's SHA-256 hash, as 22 characters that are safe in URLs and headers. */
export function digestOf(text: string | Uint8Array): string {
	return sha256(text).subarray(0, 16).toString("base64url");
}

/** Builds a weak ETag from a digest. */
export function etagOf(digest: string): string {
	return `W/"${digest}"`;
}
