import { createHash } from "node:crypto";

/** What a text is known by: 128 bits of its SHA-256, in 22 characters that are safe in a URL and a header. */
export function digestOf(text: string): string {
	return createHash("sha256").update(text).digest().subarray(0, 16).toString("base64url");
}

/** The hash that Git gives a file of this content (SHA-1 of `blob <bytes>\0` and the bytes), in hexadecimal. */
export function blobHash(text: string): string {
	const bytes = new TextEncoder().encode(text);
	return createHash("sha1").update(`blob ${bytes.byteLength}\0`).update(bytes).digest("hex");
}
