import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileKind } from "../../article/file-kinds.ts";
import { blobHash } from "../../git-hash.ts";
import { removeLocation } from "../../media/location.ts";
import { TIME_RESOLUTION_MS } from "../content/compare.ts";
import type { OwnFile } from "./scan.ts";

/** What is known of a file before it is sent. */
export interface FileFacts {
	/** Git's hash of the bytes that are sent. */
	hash: string;
	/** Their number. */
	size: number;
	/** Whether location data were removed from the picture. */
	isEdited: boolean;
	/** Whether the picture is too large to be searched for location data. */
	isUnsearched: boolean;
}

/** A file is not as it was listed: it was written meanwhile. */
export class ChangedFileError extends Error {}

/** Larger pictures are not held in memory. */
const MAX_PICTURE_BYTES = 32 * 1024 * 1024;

/**
 * Reads facts of files. A file that was not touched since is not read again.
 *
 * @param stripLocation whether location data are removed from pictures
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

/** The bytes of a picture without location data, and Git's hash of these. */
export async function readPicture({
	file,
	size,
}: OwnFile): Promise<{ bytes: Uint8Array<ArrayBuffer>; hash: string; isEdited: boolean }> {
	const bytes = new Uint8Array(await readFile(file));
	if (bytes.byteLength !== size) throw new ChangedFileError();
	const isEdited = removeLocation(bytes);
	return { bytes, hash: blobHash(bytes), isEdited };
}

/** Git's hash of a file of any size, in bounded memory. */
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
