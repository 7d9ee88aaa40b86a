import { createHash } from "node:crypto";

/** What a text is known by: 128 bits of its SHA-256, in 22 characters that are safe in a URL and a header. */
export function digestOf(text: string): string {
	return createHash("sha256").update(text).digest().subarray(0, 16).toString("base64url");
}
