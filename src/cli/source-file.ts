import { type FileHandle, open } from "node:fs/promises";
import { decodeSource } from "../article/decode-source.ts";
import type { Fault } from "../article/problem.ts";
import { MAX_SOURCE_BYTES } from "../article/source-size.ts";
import { blobHash } from "../blob-hash.ts";
import { reasonOf } from "./file-error.ts";

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

function tooLarge(size: number): Fault {
	const mebibytes = (size / 1024 / 1024).toFixed(1);
	return {
		line: null,
		message: `The file has ${mebibytes} MiB (${size} bytes), and a source may have 1 MiB.`,
		hint: "Split it, or move pictures and data out of the text into files of their own.",
	};
}
