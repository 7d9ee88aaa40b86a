import { gzipSync } from "node:zlib";
import type { Rendering } from "../renditions/render.ts";
import { digestOf, etagOf } from "./digest.ts";

/** The next level compresses little better, and takes three times as long. */
const LEVEL = 5;

/** A document as it is kept and sent. */
export function compressed(document: Uint8Array): Uint8Array {
	return gzipSync(document, { level: LEVEL });
}

/** A document as it is handed over: to readers gzipped, to pages as it is; with its ETag (quoted, weak). */
export function handedOver(text: string, rendering: Rendering): { body: Uint8Array; etag: string } {
	const document = new TextEncoder().encode(text);
	const body = rendering === "teasers" ? document : compressed(document);
	return { body, etag: etagOf(digestOf(document)) };
}
