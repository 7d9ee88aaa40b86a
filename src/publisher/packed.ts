import { Buffer } from "node:buffer";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { Article } from "../article/article.ts";

/**
 * A string in a table column, either deflated or plain. SQLite stores a type with each value, so a column may contain
 * both.
 */
export type Packed = string | ArrayBuffer;

/**
 * Minimum length, in characters, of a string to deflate. Shorter strings would barely shrink, so they are stored as
 * plain text.
 */
const MIN_LENGTH = 200;

/**
 * Converts a string to the form stored in tables. Uncompressed, article files and parsed articles filled three quarters
 * of the database; deflating them saves two thirds of that space. Reading a deflated article takes 0.01 ms longer.
 */
export function pack(text: string): string | Uint8Array {
	return text.length < MIN_LENGTH ? text : deflateRawSync(text);
}

/** Returns the string that was packed. Rows written by release 0.1.0 are plain text. */
export function unpack(packed: Packed): string {
	return typeof packed === "string" ? packed : Buffer.from(inflateRawSync(packed)).toString();
}

/** Unpacks and parses an article stored in a column. */
export function unpackArticle(packed: Packed): Article {
	return JSON.parse(unpack(packed));
}
