import { createHash } from "node:crypto";
import { mkdir, open, writeFile } from "node:fs/promises";
import { dirname, join, posix } from "node:path";
import * as z from "zod";
import { blobHash } from "../../git-hash.ts";
import { NetworkError } from "../command.ts";
import type { BackupApi, BackupRecord, Holdings } from "./client.ts";
import { MANIFEST, type Manifest, type sourceLine } from "./manifest.ts";
import { STORED_FILES, writeStoredFiles } from "./stored-files.ts";

/** Only the owner may read a backup: it contains names, drafts and secrets. */
const OWN = { file: 0o600, folder: 0o700 };

const source = z.object({
	path: z.string(),
	owner: z.string(),
	dated: z.string().nullable(),
	hash: z.string(),
	text: z.string(),
	fault: z.record(z.string(), z.unknown()).nullable(),
});

const fileRecord = z.object({ path: z.string(), hash: z.string().regex(/^[0-9a-f]{40}$/) });

/**
 * Writes a backup of a site into a new folder.
 *
 * @param written called with the number of sources and the number of other files written so far
 */
export async function writeBackup(
	api: BackupApi,
	{ site, subjects, released }: Holdings,
	folder: string,
	written: { sources: (count: number) => void; files: (count: number) => void },
): Promise<Manifest> {
	await mkdir(join(folder, "state"), { recursive: true, mode: OWN.folder });
	const files: Manifest["files"] = [];
	const write = async (subject: string, records: AsyncIterable<BackupRecord>): Promise<void> => {
		const file = `state/${subject}.ndjson`;
		const outcome = await writeLines(join(folder, file), records);
		if (outcome !== null) files.push({ subject, file, ...outcome });
	};
	const own = new Map<string, string>();
	for (const { name } of subjects) {
		if (name === "sources") await write(name, sourcesOf(api, folder, written.sources));
		else if (name === "files") await write(name, noted(api.records(name), own));
		else await write(name, api.records(name));
	}
	await write(STORED_FILES, writeStoredFiles(api, folder, own, written.files));
	const manifest: Manifest = { format: 1, exported: new Date().toISOString(), site, released, files };
	await writeFile(join(folder, MANIFEST), `${JSON.stringify(manifest, null, "\t")}\n`, { mode: OWN.file });
	return manifest;
}

/** Yields the records unchanged, and adds the path and hash of each file to `own`. */
async function* noted(records: AsyncIterable<BackupRecord>, own: Map<string, string>): AsyncGenerator<BackupRecord> {
	for await (const record of records) {
		const { path, hash } = fileRecord.parse(record);
		own.set(path, hash);
		yield record;
	}
}

/** Writes the texts of the sources to files, and yields the other fields of each source. */
async function* sourcesOf(
	api: BackupApi,
	folder: string,
	written: (count: number) => void,
): AsyncGenerator<z.infer<typeof sourceLine>> {
	const nameOf = fileNames();
	let count = 0;
	for await (const record of api.records("sources")) {
		const { text, ...rest } = source.parse(record);
		const file = rest.fault === null ? nameOf(rest.path) : null;
		if (file !== null) {
			if (blobHash(Buffer.from(text)) !== rest.hash) throw new NetworkError(`The text of ${rest.path} arrived damaged`);
			await mkdir(dirname(join(folder, file)), { recursive: true, mode: OWN.folder });
			await writeFile(join(folder, file), text, { mode: OWN.file, flag: "wx" });
		}
		written(++count);
		yield { ...rest, file };
	}
}

/**
 * Writes a line for each record. Returns how many records there are, and the hash of the file. If there are no records,
 * writes no file and returns null.
 */
async function writeLines(
	path: string,
	all: AsyncIterable<BackupRecord>,
): Promise<{ records: number; sha256: string } | null> {
	const hash = createHash("sha256");
	let records = 0;
	const lines = async function* () {
		for await (const record of all) {
			const line = `${JSON.stringify(record)}\n`;
			hash.update(line);
			records++;
			yield line;
		}
	};
	const iterator = lines();
	const first = await iterator.next();
	if (first.done) return null;
	const handle = await open(path, "wx", OWN.file);
	try {
		await handle.write(first.value);
		await handle.writeFile(iterator);
		await handle.sync();
	} finally {
		await handle.close();
	}
	return { records, sha256: hash.digest("hex") };
}

/**
 * Matches file names that some systems do not allow: Windows device names, and names with special characters or with a
 * dot or space at the end.
 */
const ODD = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)|[<>:"|?*\\\p{Cc}]|[. ]$|^~|^\.{1,2}$|^$/iu;

/** Limits of common systems: the length of a name in bytes and, on Windows, the length of a path in characters. */
const MAX_NAME_LENGTH = 200;
const MAX_PATH_LENGTH = 200;

/**
 * Returns a function that names the files of sources. Call it with the paths in order. The name is the path itself if
 * that is valid and unique on every system, otherwise a hash of the path. The same list of paths always results in the
 * same names.
 */
export function fileNames(): (path: string) => string {
	const files = new Set<string>();
	const folders = new Set<string>();
	return (path) => {
		const name = isPlain(path) && !collides(files, folders, path) ? path : madeUp(path);
		files.add(folded(name));
		for (const folder of foldersOf(folded(name))) folders.add(folder);
		return `sources/${name}`;
	};
}

function isPlain(path: string): boolean {
	if (path.length > MAX_PATH_LENGTH) return false;
	return path.split("/").every((part) => !ODD.test(part) && Buffer.byteLength(part) <= MAX_NAME_LENGTH);
}

/** Whether a file or folder already has this name. Ignores case, as many systems do. */
function collides(files: Set<string>, folders: Set<string>, path: string): boolean {
	const name = folded(path);
	return files.has(name) || folders.has(name) || foldersOf(name).some((folder) => files.has(folder));
}

function madeUp(path: string): string {
	const extension = /\.[a-z]{1,8}$/i.exec(path)?.[0] ?? "";
	return `~/${createHash("sha256").update(path).digest("hex").slice(0, 32)}${extension}`;
}

function folded(name: string): string {
	return name.normalize("NFKD").toLowerCase().normalize("NFC");
}

function foldersOf(name: string): string[] {
	const folder = posix.dirname(name);
	return folder === "." ? [] : [folder, ...foldersOf(folder)];
}
