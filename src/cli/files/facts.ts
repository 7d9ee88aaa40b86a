import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileKind } from "../../article/file-kinds.ts";
import { blobHash } from "../../git-hash.ts";
import { removeLocation } from "../../media/location.ts";
import { TIME_RESOLUTION_MS } from "../content/compare.ts";
import type { OwnFile } from "./scan.ts";

/** The properties of a file that are determined before the upload. */
export interface FileFacts {
	/** The Git hash of the bytes to upload. */
	hash: string;
	/** The number of bytes to upload. */
	size: number;
	/** Whether location data was removed from the picture. */
	isEdited: boolean;
	/** Whether the picture was too large to search for location data. */
	isUnsearched: boolean;
}

/** Thrown if a file has changed since it was listed. */
export class ChangedFileError extends Error {}

/** Maximum size of a picture that is read into memory. */
const MAX_PICTURE_BYTES = 32 * 1024 * 1024;

/**
 * Returns a function that determines a file's facts, and remembers them until the file changes.
 *
 * @param stripLocation whether to remove location data from pictures
 */
export function createFacts(stripLocation: boolean): (file: OwnFile) => Promise<FileFacts> {
	const known = new Map<string, { stamp: string; facts: FileFacts }>();
	return async (file) => {
		const before = known.get(file.path);
		if (before?.stamp === file.stamp) return before.facts;
		const startedAt = Date.now();
		const facts = await factsOf(file, stripLocation);
		if (startedAt - file.changed > TIME_RESOLUTION_MS) known.set(file.path, { stamp: file.stamp, facts });
		return facts;
	};
}

async function factsOf(file: OwnFile, stripLocation: boolean): Promise<FileFacts> {
	const { size } = file;
	const isPicture = stripLocation && fileKind(file.path)?.kind === "picture";
	if (isPicture && size <= MAX_PICTURE_BYTES) {
		const { hash, isEdited } = await readPicture(file);
		return { hash, size, isEdited, isUnsearched: false };
	}
	return { hash: await hashOf(file), size, isEdited: false, isUnsearched: isPicture };
}

/** Reads a picture and removes its location data. Returns the bytes and their Git hash. */
export async function readPicture({
	file,
	size,
}: OwnFile): Promise<{ bytes: Uint8Array<ArrayBuffer>; hash: string; isEdited: boolean }> {
	const bytes = new Uint8Array(await readFile(file));
	if (bytes.byteLength !== size) throw new ChangedFileError();
	const isEdited = removeLocation(bytes);
	return { bytes, hash: blobHash(bytes), isEdited };
}

/** Computes the Git hash of a file of any size, using little memory. */
async function hashOf({ file, size }: OwnFile): Promise<string> {
	const hash = createHash("sha1").update(`blob ${size}\0`);
	let length = 0;
	for await (const block of createReadStream(file)) {
		hash.update(block);
		length += block.length;
	}
	if (length !== size) throw new ChangedFileError();
	return hash.digest("hex");
}
