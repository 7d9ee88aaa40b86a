import { createHash } from "node:crypto";

/** What a text is known by: 128 bits of its SHA-256, in 22 characters that are safe in a URL and a header. */
export function digestOf(text: string | Uint8Array): string {
	return createHash("sha256").update(text).digest().subarray(0, 16).toString("base64url");
}

/** What a document with this digest is known by, in a header. */
export function etagOf(digest: string): string {
	return `W/"${digest}"`;
}
