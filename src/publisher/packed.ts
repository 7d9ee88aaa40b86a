import { Buffer } from "node:buffer";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { Article } from "../article/article.ts";

/** A text in a table: deflated, or as it is. SQLite keeps the type of each value, so both may be in one column. */
export type Packed = string | ArrayBuffer;

/** Shorter texts hardly shrink. In characters. */
const MIN_LENGTH = 200;

/**
 * A text as tables store it. An article file and the article read from it shrink to a third or less, and were three quarters
 * of the database. To read one takes a hundredth of a millisecond more.
 */
export function pack(text: string): string | Uint8Array {
	return text.length < MIN_LENGTH ? text : deflateRawSync(text);
}

/** What was packed. Rows from up to release 0.1.0 hold the text as it is. */
export function unpack(packed: Packed): string {
	return typeof packed === "string" ? packed : Buffer.from(inflateRawSync(packed)).toString();
}

/** An article of the table `reading`, which contains nothing else. */
export function unpackArticle(packed: Packed): Article {
	return JSON.parse(unpack(packed));
}
