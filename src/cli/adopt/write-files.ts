import { createHash } from "node:crypto";
import { chmod, mkdir, open, readFile, realpath, rename, rm, rmdir, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import * as z from "zod";
import { type CliError, NetworkError } from "../command.ts";
import { codeOf, reasonOf } from "../content/folders.ts";

/** A file to create or change. */
export interface PlannedFile {
	/** An absolute path. */
	file: string;
	/** The file's current contents; null if it does not exist. */
	before: string | null;
	/** The new contents. */
	after: string;
}

const planned = z.array(z.object({ file: z.string(), before: z.string().nullable(), after: z.string() }));

/** A record of what `adopt` wrote for a repository. */
interface WriteRecord {
	/** Files that completed runs have written, with their text before the first run and after the last run. */
	written: PlannedFile[];
	/** Files of an incomplete run or undo. `recoverFiles` restores their old text. */
	pending: PlannedFile[];
}

const recordSchema: z.ZodType<WriteRecord> = z.object({ written: planned, pending: planned });

/**
 * Writes all files or none, and records them for `undoFiles`. If the process dies halfway, the next run restores the
 * old state with `recoverFiles`.
 *
 * @param root Newsstand's folder, which contains the record
 * @param repository the absolute path of the repository that is adopted
 */
export async function writeFiles(root: string, repository: string, files: readonly PlannedFile[]): Promise<void> {
	const changed = await filesUnlike(files.map(({ file, before }) => ({ file, text: before })));
	if (changed.length > 0)
		throw new NetworkError(`${changed.join(" and ")} changed while adopt was running. Run the command again`);
	const { written } = await readRecord(root, repository);
	await writeRecord(root, repository, { written, pending: [...files] });
	try {
		await replaceFiles(files.map(({ file, after }) => ({ file, text: after })));
	} catch (error) {
		await recoverFiles(root, repository);
		throw error;
	}
	await writeRecord(root, repository, { written: joined(written, files), pending: [] });
}

/** Restores the files of an incomplete run. Returns their names. */
export async function recoverFiles(root: string, repository: string): Promise<string[]> {
	const { written, pending } = await readRecord(root, repository);
	if (pending.length === 0) return [];
	await restore(pending);
	await writeRecord(root, repository, { written, pending: [] });
	return pending.map(({ file }) => file);
}

/**
 * Undoes the changes that all runs made for a repository. Refuses to do so if one of the files has been edited since.
 */
export async function undoFiles(root: string, repository: string): Promise<{ files: PlannedFile[] } | CliError> {
	const { written } = await readRecord(root, repository);
	if (written.length === 0) return { failure: `Nothing to undo: adopt has not written anything for ${repository}.` };
	const edited = await filesUnlike(written.map(({ file, after }) => ({ file, text: after })));
	if (edited.length > 0) {
		const what = `${edited.join(" and ")} changed after adopt wrote ${edited.length === 1 ? "it" : "them"}.`;
		return {
			failure: `${what} Nothing was undone. Revert your changes and run this again, or edit the files yourself.`,
		};
	}
	await writeRecord(root, repository, { written: [], pending: written });
	await recoverFiles(root, repository);
	return { files: written };
}

/** Restores the old text of each file. Skips files whose text is neither the old text nor the new text. */
async function restore(files: readonly PlannedFile[]): Promise<void> {
	const ours: { file: string; text: string | null }[] = [];
	for (const { file, before, after } of files) {
		await rm(temporaryName(await targetOf(file)), { force: true });
		if ((await textOf(file)) === after) ours.push({ file, text: before });
	}
	await replaceFiles(ours);
}

/** Returns the files whose text differs from the expected text. */
async function filesUnlike(files: readonly { file: string; text: string | null }[]): Promise<string[]> {
	const others: string[] = [];
	for (const { file, text } of files) if ((await textOf(file)) !== text) others.push(file);
	return others;
}

/** Merges the records of two runs: keeps each file's text before the first run and after the last run. */
function joined(earlier: readonly PlannedFile[], files: readonly PlannedFile[]): PlannedFile[] {
	const byName = new Map(earlier.map((one) => [one.file, one]));
	for (const one of files) {
		const known = byName.get(one.file);
		byName.set(one.file, known?.after === one.before ? { ...one, before: known.before } : one);
	}
	return [...byName.values()].filter(({ before, after }) => before !== after);
}

/**
 * Writes all new texts to temporary files before replacing the first file, so that a full disk or missing permission
 * leaves every file unchanged.
 */
async function replaceFiles(files: readonly { file: string; text: string | null }[]): Promise<void> {
	const targets = await Promise.all(files.map(async (one) => ({ ...one, file: await targetOf(one.file) })));
	try {
		for (const { file, text } of targets) if (text !== null) await writeTemporary(file, text);
		for (const { file, text } of targets) {
			if (text === null) await rm(file, { force: true });
			else await rename(temporaryName(file), file);
		}
	} catch (error) {
		for (const { file } of targets) await rm(temporaryName(file), { force: true });
		throw error;
	}
}

async function writeTemporary(file: string, text: string): Promise<void> {
	const temporary = temporaryName(file);
	try {
		const handle = await open(temporary, "w");
		try {
			await handle.writeFile(text);
			await handle.sync();
		} finally {
			await handle.close();
		}
		const existing = await stat(file).catch(() => null);
		if (existing !== null) await chmod(temporary, existing.mode & 0o7777);
	} catch (error) {
		throw new NetworkError(`${file} cannot be written: ${reasonOf(error)}`);
	}
}

/** Names a temporary file in the same folder, so that renaming is atomic. Content folders ignore such names. */
function temporaryName(file: string): string {
	return join(dirname(file), `.${basename(file)}.adopting`);
}

/** Returns the target of a symbolic link; otherwise the file itself. */
async function targetOf(file: string): Promise<string> {
	return realpath(file).catch(() => file);
}

/** Reads a text file. Returns null if it does not exist. */
export async function textOf(file: string): Promise<string | null> {
	try {
		return await readFile(file, "utf8");
	} catch (error) {
		if (codeOf(error) === "ENOENT") return null;
		throw new NetworkError(`${file} cannot be read: ${reasonOf(error)}`);
	}
}

const RECORDS = ".adopted";

function recordFile(root: string, repository: string): string {
	const hash = createHash("sha256").update(repository).digest("hex").slice(0, 16);
	return join(root, RECORDS, `${hash}.json`);
}

async function readRecord(root: string, repository: string): Promise<WriteRecord> {
	const file = recordFile(root, repository);
	const text = await textOf(file);
	if (text === null) return { written: [], pending: [] };
	try {
		return recordSchema.parse(JSON.parse(text));
	} catch {
		throw new NetworkError(`${file} is damaged. Restore your files from version control, then delete it`);
	}
}

async function writeRecord(root: string, repository: string, record: WriteRecord): Promise<void> {
	const file = recordFile(root, repository);
	if (record.written.length + record.pending.length === 0) {
		await rm(file, { force: true });
		// This fails, as it should, if the folder still contains the record of another blog.
		return rmdir(join(root, RECORDS)).catch(() => {});
	}
	await mkdir(join(root, RECORDS), { recursive: true });
	await writeTemporary(file, JSON.stringify(record));
	await rename(temporaryName(file), file);
}
