import { open } from "node:fs/promises";
import type { Announced, Api } from "../api/client.ts";
import { durationOf } from "./duration.ts";
import { ChangedFileError, type FileFacts, readPicture } from "./facts.ts";
import { type OwnFile, stampOf } from "./scan.ts";

/** The number of bytes at the start of a large file that are enough to recognize its type. */
const HEAD_BYTES = 64 * 1024;

/**
 * Uploads a small file in one request, or those parts of a large file that are not on the site yet. Keeps the bytes of
 * only one request in memory at a time. Throws `ChangedFileError` if the file changed after its facts were read.
 *
 * @param isMore whether many more files follow
 */
export async function sendFile(
	api: Api,
	file: OwnFile,
	{ hash, size, isEdited }: FileFacts,
	{ request, part }: Announced["limits"],
	isMore: boolean,
): Promise<void> {
	const { path } = file;
	const edited = isEdited ? await readPicture(file) : null;
	if (edited && edited.hash !== hash) throw new ChangedFileError();
	const read = async (from: number, to: number) => edited?.bytes.slice(from, to) ?? readPart(file, from, to);
	const duration = await durationOf(file);
	if (size <= request || part === null) return api.putFile({ path, hash, duration }, await read(0, size), isMore);

	const upload = await api.beginUpload({ path, hash, bytes: size, duration }, await read(0, HEAD_BYTES));
	const known = new Set(upload.parts);
	for (let number = 1, from = 0; from < size; number++, from += upload.part) {
		if (!known.has(number)) await api.putPart(hash, number, await read(from, Math.min(from + upload.part, size)));
	}
	await api.completeUpload(hash);
}

async function readPart({ file, stamp }: OwnFile, from: number, to: number): Promise<Uint8Array<ArrayBuffer>> {
	const bytes = new Uint8Array(to - from);
	const handle = await open(file);
	try {
		const { bytesRead } = await handle.read(bytes, 0, bytes.byteLength, from);
		if (bytesRead < bytes.byteLength || stampOf(await handle.stat()) !== stamp) throw new ChangedFileError();
		return bytes;
	} finally {
		await handle.close();
	}
}
