import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { NetworkError } from "../command.ts";
import { codeOf, reasonOf } from "../content/folders.ts";
import type { BackupApi } from "./client.ts";

/**
 * The subject that lists the stored files of a backup. Unlike the other subjects, it is not a table of the site: the
 * files themselves are uploaded, after all records.
 */
export const STORED_FILES = "stored-files";

/** The folder of the stored files. Each file is named after its hash. */
export const FILES = "files";

/** The record of a stored file: a picture or another file alongside articles. */
export const storedFile = z.object({
	/** The file's name in the folder `files`, usually the Git hash of its bytes. */
	hash: z.string().regex(/^[0-9a-f]{40}$/),
	bytes: z.number(),
	sha256: z.string(),
});
export type StoredFile = z.infer<typeof storedFile>;

/** Returns the path of a stored file in a backup. */
export function placeOf(folder: string, hash: string): string {
	return join(folder, FILES, hash);
}

/**
 * Downloads files into a backup; identical files are downloaded only once. Keeps those files of an interrupted export
 * that are still needed, and deletes its other files.
 *
 * @param files path → hash
 * @param written called with the number of files written so far
 */
export async function* writeStoredFiles(
	api: BackupApi,
	folder: string,
	files: ReadonlyMap<string, string>,
	written: (count: number) => void,
): AsyncGenerator<StoredFile> {
	const paths = new Map([...files].map(([path, hash]) => [hash, path]));
	if (paths.size > 0) await mkdir(join(folder, FILES), { recursive: true, mode: 0o700 });
	for (const name of await readdir(join(folder, FILES)).catch(() => [])) {
		if (!paths.has(name)) await rm(join(folder, FILES, name), { force: true });
	}
	let count = 0;
	for (const [hash, path] of paths) {
		const place = placeOf(folder, hash);
		const isThere = await stat(place).then(
			() => true,
			() => false,
		);
		// Skip files whose bytes are not on the site: the site will not accept them until tomorrow, or no article refers to
		// them.
		if (!isThere && !(await download(api, path, place))) continue;
		written(++count);
		yield { hash, ...(await digest(place)) };
	}
}

/**
 * Downloads to a temporary name, so that only complete files have their final name. Returns false if the site does not
 * have the file.
 */
async function download(api: BackupApi, path: string, place: string): Promise<boolean> {
	const body = await api.file(path);
	if (body === null) return false;
	const handle = await open(`${place}.part`, "w", 0o600);
	try {
		await handle.writeFile(body);
		await handle.sync();
	} catch (error) {
		if (/^E(?!RR_)/.test(codeOf(error))) throw error;
		throw new NetworkError(`The connection was lost while ${path} was being downloaded`);
	} finally {
		await handle.close();
	}
	await rename(`${place}.part`, place);
	return true;
}

async function digest(place: string): Promise<{ bytes: number; sha256: string }> {
	const hash = createHash("sha256");
	let bytes = 0;
	for await (const block of createReadStream(place)) {
		hash.update(block);
		bytes += block.length;
	}
	return { bytes, sha256: hash.digest("hex") };
}

/** Returns why a stored file is damaged; null if it is intact. */
export async function faultOfStoredFile(folder: string, { hash, bytes, sha256 }: StoredFile): Promise<string | null> {
	try {
		const found = await digest(placeOf(folder, hash));
		if (found.bytes === bytes && found.sha256 === sha256) return null;
		return `${FILES}/${hash} has changed since the export.`;
	} catch (error) {
		return `${FILES}/${hash} cannot be read: ${reasonOf(error)}.`;
	}
}
