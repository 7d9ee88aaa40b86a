import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { NetworkError } from "../command.ts";
import { codeOf, reasonOf } from "../content/folders.ts";
import type { BackupApi } from "./client.ts";

/** The subject that lists the bytes in a backup. It is no table of the site: the bytes are sent when all else is there. */
export const STORED_FILES = "stored-files";

/** The folder of the bytes, each under its hash. */
export const FILES = "files";

/** The bytes of a picture or another file beside articles. */
export const storedFile = z.object({
	/** Its name in the folder `files`: as a rule Git's hash of it. */
	hash: z.string().regex(/^[0-9a-f]{40}$/),
	bytes: z.number(),
	sha256: z.string(),
});
export type StoredFile = z.infer<typeof storedFile>;

/** Where the bytes with a hash are in a backup. */
export function placeOf(folder: string, hash: string): string {
	return join(folder, FILES, hash);
}

/**
 * Writes the bytes of files into a backup, each once. Those that an interrupted export has written already stay; others
 * that are not needed any more are deleted.
 *
 * @param files path → hash
 * @param written is called with the number of files written so far
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
		// The site does not have the bytes of files that wait or that no article names.
		if (!isThere && !(await download(api, path, place))) continue;
		written(++count);
		yield { hash, ...(await digest(place)) };
	}
}

/** Only complete files get their name. False: the site has no such file. */
async function download(api: BackupApi, path: string, place: string): Promise<boolean> {
	const body = await api.file(path);
	if (body === null) return false;
	const handle = await open(`${place}.part`, "w", 0o600);
	try {
		await handle.writeFile(body);
		await handle.sync();
	} catch (error) {
		if (/^E(?!RR_)/.test(codeOf(error))) throw error;
		throw new NetworkError(`The connection broke while ${path} was downloaded`);
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

/** What is wrong with the bytes of a file in a backup; null if nothing is. */
export async function faultOfStoredFile(folder: string, { hash, bytes, sha256 }: StoredFile): Promise<string | null> {
	try {
		const found = await digest(placeOf(folder, hash));
		if (found.bytes === bytes && found.sha256 === sha256) return null;
		return `${FILES}/${hash} has changed since the export.`;
	} catch (error) {
		return `${FILES}/${hash} cannot be read: ${reasonOf(error)}.`;
	}
}
