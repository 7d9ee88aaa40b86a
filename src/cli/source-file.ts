import { type FileHandle, open } from "node:fs/promises";
import type { Problem } from "../article/problem.ts";
import { MAX_SOURCE_BYTES } from "../article/source-size.ts";
import { blobHash } from "../blob-hash.ts";
import { reasonOf } from "./file-error.ts";

/** Why a file cannot be a source. */
export type Fault = Pick<Problem, "line" | "message" | "hint">;

/** What a file says: its text, a byte order mark included, and git's hash of its bytes. */
export interface SourceText {
	text: string;
	hash: string;
}

/** Reads a file that is to be published. A file over the limit is not read at all. */
export async function readSourceFile(file: string): Promise<SourceText | { fault: Fault }> {
	let handle: FileHandle | undefined;
	try {
		handle = await open(file);
		const { size } = await handle.stat();
		if (size > MAX_SOURCE_BYTES) return { fault: tooLarge(size) };
		const bytes = await handle.readFile();
		const decoded = decodeSource(bytes);
		return "fault" in decoded ? decoded : { text: decoded.text, hash: blobHash(bytes) };
	} catch (error) {
		const hint = "Make it readable for the user who runs Newsstand. What was published of it before stays.";
		return { fault: { line: null, message: `The file cannot be read: ${reasonOf(error)}.`, hint } };
	} finally {
		await handle?.close();
	}
}

/** The text in UTF-8 bytes, unchanged: what is encoded again has the same hash. */
export function decodeSource(bytes: Uint8Array): { text: string } | { fault: Fault } {
	const text = decode(bytes);
	if (text !== null) return { text };
	const hint = "Save it as UTF-8; most editors offer that under Save As or Encoding.";
	return { fault: { line: firstBadLine(bytes), message: "The file is not UTF-8 from this line on.", hint } };
}

function decode(bytes: Uint8Array): string | null {
	try {
		return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
	} catch {
		return null;
	}
}

/** The 1-based line of the first byte that is not UTF-8. No character but the line feed contains its byte. */
function firstBadLine(bytes: Uint8Array): number {
	let line = 1;
	for (let from = 0; from <= bytes.length; line++) {
		const end = bytes.indexOf(0x0a, from);
		if (end === -1 || decode(bytes.subarray(from, end)) === null) break;
		from = end + 1;
	}
	return line;
}

function tooLarge(size: number): Fault {
	const mebibytes = (size / 1024 / 1024).toFixed(1);
	return {
		line: null,
		message: `The file has ${mebibytes} MiB (${size} bytes), and a source may have 1 MiB.`,
		hint: "Split it, or move pictures and data out of the text into files of their own.",
	};
}
