import { createHash } from "node:crypto";

/** 128 bits of a text's SHA-256, as 22 characters that are safe in URLs and headers. */
export function digestOf(text: string | Uint8Array): string {
	return createHash("sha256").update(text).digest().subarray(0, 16).toString("base64url");
}

/** A weak ETag made from a digest. */
export function etagOf(digest: string): string {
	return `W/"${digest}"`;
}
