import { gzipSync } from "node:zlib";
import { digestOf, etagOf } from "./digest.ts";

/** The next level compresses little better, and takes three times as long. */
const LEVEL = 5;

/** A document as it is kept and sent. */
export function compressed(document: Uint8Array): Uint8Array {
	return gzipSync(document, { level: LEVEL });
}

/** A document as it is sent: gzipped, with its ETag (quoted, weak). */
export function sentOf(text: string): { body: Uint8Array; etag: string } {
	const document = new TextEncoder().encode(text);
	return { body: compressed(document), etag: etagOf(digestOf(document)) };
}
