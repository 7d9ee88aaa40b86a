import type { Dirent, Stats } from "node:fs";
import { type FileHandle, open, readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { z } from "zod";
import type { Fault, Problem } from "../../article/problem.ts";
import {
	decodeSource,
	isPassedOver,
	isSourceName,
	isSourcePath,
	isUnreadName,
	MAX_SOURCE_BYTES,
} from "../../article/source.ts";
import { blobHash } from "../../git-hash.ts";
import { type CliError, NetworkError } from "../command.ts";

/** A folder of sources. */
export interface Folder {
	/** An absolute path. */
	directory: string;
	/** The prefix of the paths of its sources: empty if this is the only folder, otherwise the folder's name and `/`. */
	prefix: string;
}

/** Opens the folders to publish. Fails if one of the folders cannot be opened, or if two of them have the same name. */
export async function openFolders(directories: string[]): Promise<Folder[] | CliError> {
	const names = new Map<string, string>();
	for (const directory of directories) {
		try {
			if (!(await stat(directory)).isDirectory()) {
				return { failure: `${directory} is a file. Use the folder that contains it.` };
			}
		} catch (error) {
			if (codeOf(error) !== "ENOENT") return { failure: `${directory} cannot be opened: ${reasonOf(error)}.` };
			return { failure: `The folder ${directory} does not exist. Check its name, or create it.` };
		}
		const name = basename(directory).normalize("NFC");
		const twin = names.get(name);
		if (twin !== undefined) {
			return {
				failure:
					`${twin} and ${directory} have the same name, which would mix up their articles. ` +
					"Rename one of them, or publish the folder that contains both.",
			};
		}
		names.set(name, directory);
	}
	return [...names].map(([name, directory]) => ({ directory, prefix: names.size === 1 ? "" : `${name}/` }));
}

/** A file that counts as a source because of its name. */
export interface FoundFile {
	/** The path of the source: its folder's prefix and the path inside that folder, with `/` as the separator, in NFC. */
	path: string;
	/** The file's path on disk. */
	file: string;
	/** Changes whenever the file is written, replaced or made readable. */
	stamp: string;
	/** The time of the last change, in milliseconds since 1970. */
	changed: number;
}

/** The content of the folders. If a problem concerns a whole folder, its path ends in `/`. */
export interface Scan {
	files: FoundFile[];
	/** Paths of text files in unsupported formats. */
	unread: string[];
	/** The number of files left out because another file's name is the same after NFC normalization. */
	twins: number;
	problems: Problem[];
}

/**
 * Lists the sources in the folders, sorted by path. Anything that cannot be read is reported as a problem. Throws a
 * `NetworkError` if one of the folders no longer exists, because its articles must not count as deleted.
 */
export async function scanFolders(folders: Folder[]): Promise<Scan> {
	const scan: Scan = { files: [], unread: [], twins: 0, problems: [] };
	for (const { directory, prefix } of folders) {
		const entries = await readdir(directory, { withFileTypes: true }).catch((error: unknown) => {
			throw new NetworkError(`The folder ${directory} cannot be read: ${reasonOf(error)}`);
		});
		await walk(directory, prefix, entries, scan);
	}
	scan.files.sort((one, other) => (one.path < other.path ? -1 : 1));
	return reportTwins(scan);
}

async function walk(directory: string, prefix: string, entries: Dirent[], scan: Scan): Promise<void> {
	const visit = async (entry: Dirent): Promise<void> => {
		const file = join(directory, entry.name);
		const path = (prefix + entry.name).normalize("NFC");
		if (entry.isDirectory()) return descend(file, `${path}/`, scan);
		const isSource = isSourceName(entry.name) || isSourcePath(path);
		const isCounted = isSource || isUnreadName(entry.name);
		if (!entry.isSymbolicLink() && !isCounted) return;
		try {
			const stats = await stat(file);
			// Symbolic links to folders can form a cycle, so they are not followed. They are reported, because otherwise
			// their articles would be missing without any notice.
			if (stats.isDirectory()) scan.problems.push(linkedFolder(`${path}/`));
			else if (stats.isFile() && isSource) scan.files.push(found(path, file, stats));
			else if (stats.isFile() && isCounted) scan.unread.push(path);
		} catch (error) {
			if (!isCounted) return;
			// The file was deleted after the folder was listed. A link whose target is missing still exists, so it is reported.
			if (codeOf(error) === "ENOENT" && !entry.isSymbolicLink()) return;
			scan.problems.push(unreadable(path, error));
		}
	};
	await Promise.all(entries.filter(({ name }) => !isPassedOver(name) || isSourcePath(prefix + name)).map(visit));
}

async function descend(directory: string, prefix: string, scan: Scan): Promise<void> {
	let entries: Dirent[];
	try {
		entries = await readdir(directory, { withFileTypes: true });
	} catch (error) {
		if (codeOf(error) !== "ENOENT") scan.problems.push(unreadable(prefix, error));
		return;
	}
	await walk(directory, prefix, entries, scan);
}

function found(path: string, file: string, { ino, size, mtimeMs, ctimeMs }: Stats): FoundFile {
	return { path, file, stamp: [ino, size, mtimeMs, ctimeMs].join(), changed: Math.max(mtimeMs, ctimeMs) };
}

/**
 * Reports files whose names differ on disk but are the same after NFC normalization. On the site, the second file would
 * overwrite the first.
 */
function reportTwins({ files, unread, problems }: Scan): Scan {
	const isTwin = (file: FoundFile, index: number): boolean => file.path === files[index - 1]?.path;
	const twins = files.filter(isTwin).map(({ path }) => ({
		...whole(path, "Another file name looks the same but is encoded differently in Unicode."),
		hint: "Rename one of the two.",
	}));
	return {
		files: files.filter((file, index) => !isTwin(file, index)),
		unread: [...new Set(unread)].sort(),
		twins: twins.length,
		problems: [...problems, ...twins],
	};
}

function linkedFolder(path: string): Problem {
	return {
		...whole(path, "This is a link to a folder. Links to folders are not followed."),
		hint: "Add the linked folder to the command, or move it here.",
	};
}

function unreadable(path: string, error: unknown): Problem {
	return {
		...whole(path, `This cannot be read: ${reasonOf(error)}.`),
		hint: "Make it readable for the user who runs Newsstand. Until then, the published version stays online.",
	};
}

function whole(path: string, message: string): Omit<Problem, "hint"> {
	return { severity: "error", path, line: null, message };
}

/** A file's text, including any byte order mark, and the Git hash of its bytes. */
interface SourceText {
	text: string;
	hash: string;
}

/** Reads a source. A file over the size limit is not read at all. */
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
		const hint = "Make it readable for the user who runs Newsstand. Until then, the published version stays online.";
		return { fault: { line: null, message: `The file cannot be read: ${reasonOf(error)}.`, hint } };
	} finally {
		await handle?.close();
	}
}

function tooLarge(size: number): Fault {
	const mebibytes = (size / 1024 / 1024).toFixed(1);
	return {
		line: null,
		message: `The file is ${mebibytes} MiB (${size} bytes); the limit is 1 MiB.`,
		hint: "Split it, or move embedded pictures and data into files of their own.",
	};
}

const errno = z.object({ code: z.string() });

/** Returns the code of a file system error, such as `ENOENT`; empty for any other error. */
export function codeOf(error: unknown): string {
	return errno.safeParse(error).data?.code ?? "";
}

const WORDS = new Map([
	["EACCES", "permission denied"],
	["EPERM", "permission denied"],
	["ENOENT", "it does not exist"],
	["ENOTDIR", "it does not exist"],
	["EEXIST", "a file with that name already exists"],
	["ELOOP", "it is a link to itself"],
]);

/** Describes a file system error in words, without the path that Node includes in its message. */
export function reasonOf(error: unknown): string {
	const code = codeOf(error);
	return WORDS.get(code) ?? (code === "" ? String(error) : code);
}
