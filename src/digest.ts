/** SHA-256 of these parts, concatenated. Loads Node's crypto on first use, because reading a feed does not need it. */
export function sha256(...parts: readonly (string | Uint8Array)[]): Buffer {
	const hash = process.getBuiltinModule("node:crypto").createHash("sha256");
	for (const part of parts) hash.update(part);
	return hash.digest();
}

/** 128 bits of a text's SHA-256, as 22 characters that are safe in URLs and headers. */
export function digestOf(text: string | Uint8Array): string {
	return sha256(text).subarray(0, 16).toString("base64url");
}

/** A weak ETag made from a digest. */
export function etagOf(digest: string): string {
	return `W/"${digest}"`;
}
