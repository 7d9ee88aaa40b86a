import type { Dirent, Stats } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { basename, dirname, join, sep } from "node:path";
import { isFileOfBundle, isFilePath } from "../../article/file-kinds.ts";
import type { Problem } from "../../article/problem.ts";
import { isPassedOver, pathFault } from "../../article/source.ts";
import { codeOf, type Folder, reasonOf } from "../content/folders.ts";

/** A picture, audio file, video or document that is stored alongside the articles, and that they may refer to. */
export interface OwnFile {
	/** The path that articles use: relative to the content folder, in NFC, with the prefix of its folder. */
	path: string;
	/** The real path of the file, with all symbolic links resolved. */
	file: string;
	/** In bytes. */
	size: number;
	/** See `stampOf`. */
	stamp: string;
	/** The time of the last change, in milliseconds since 1970. */
	changed: number;
}

/** Files sorted by path, and the problems of files that cannot be published. */
export interface FileScan {
	files: OwnFile[];
	problems: Problem[];
}

/**
 * Lists the files that articles may refer to, in the content folders and in the folders next to them where generators
 * keep such files. Does not follow symbolic links to folders, or symbolic links that lead out of these folders.
 */
export async function scanFiles(folders: readonly Folder[]): Promise<FileScan> {
	const places = (await Promise.all(folders.map(withFoldersBeside))).flat();
	const roots = await Promise.all(places.map(({ directory }) => realpath(directory).catch(() => directory)));
	const scan: Scan = { roots, files: new Map(), indexes: new Set(), problems: [] };
	for (const { directory, prefix } of places) await walk(directory, prefix, scan);
	// All other `.txt` files are articles.
	const isFile = ({ path }: OwnFile) => !/\.txt$/i.test(path) || isFileOfBundle(path, (one) => scan.indexes.has(one));
	const files = [...scan.files.values()].filter(isFile).sort((one, other) => (one.path < other.path ? -1 : 1));
	return { files, problems: scan.problems };
}

interface Scan {
	/** The real paths of the folders that may contain files. */
	roots: string[];
	files: Map<string, OwnFile>;
	/** The paths of index files (`index.md` and the like). */
	indexes: Set<string>;
	problems: Problem[];
}

async function walk(directory: string, prefix: string, scan: Scan): Promise<void> {
	const entries: Dirent[] = await readdir(directory, { withFileTypes: true }).catch((error: unknown) => {
		if (codeOf(error) !== "ENOENT") scan.problems.push(warning(prefix, `This cannot be read: ${reasonOf(error)}.`));
		return [];
	});
	for (const entry of entries.sort((one, other) => (one.name < other.name ? -1 : 1))) {
		const path = (prefix + entry.name).normalize("NFC");
		if (isPassedOver(entry.name)) continue;
		if (entry.isDirectory()) await walk(join(directory, entry.name), `${path}/`, scan);
		else if (/^index\.[a-z]+$/.test(entry.name)) scan.indexes.add(path);
		else if (isFilePath(path)) await add(path, join(directory, entry.name), scan);
	}
}

async function add(path: string, file: string, { roots, files, problems }: Scan): Promise<void> {
	const fault = pathFault(path);
	if (fault !== null) return void problems.push(warning(path, `The path ${fault}.`, "Rename the file."));
	try {
		const real = await realpath(file);
		const stats = await stat(real);
		if (!stats.isFile()) return;
		if (!roots.some((root) => real.startsWith(root + sep))) return void problems.push(warning(path, ...LEADS_OUT));
		if (real.slice(real.lastIndexOf(sep) + 1).startsWith(".") || !isFilePath(basename(real))) {
			return void problems.push(warning(path, ...OTHER_KIND));
		}
		if (files.has(path)) {
			// Of files with the same path, the one in the nearest folder wins. If they are in the same folder, that is an
			// error.
			if (dirname(file) === dirname(files.get(path)?.file ?? ""))
				problems.push(
					warning(
						path,
						"Another file name looks the same but is encoded differently in Unicode.",
						"Rename one of the two.",
					),
				);
			return;
		}
		const changed = Math.max(stats.mtimeMs, stats.ctimeMs);
		files.set(path, { path, file: real, size: stats.size, stamp: stampOf(stats), changed });
	} catch (error) {
		// The file was deleted after the folder was listed, or is a symbolic link without a target, which counts as a
		// missing file.
		if (codeOf(error) === "ENOENT") return;
		problems.push(warning(path, `The file cannot be read: ${reasonOf(error)}.`));
	}
}

/** Returns a stamp that changes whenever a file is written or replaced. */
export function stampOf({ ino, size, mtimeMs, ctimeMs }: Stats): string {
	return [ino, size, mtimeMs, ctimeMs].join();
}

const LEADS_OUT = [
	"This link leads out of the folder, so the linked file is not published.",
	"Copy the file into the folder in place of the link.",
] as const;

const OTHER_KIND = [
	"This link leads to an unsupported kind of file, so the file is not published.",
	"Link to a picture, audio file, video or document, or copy the file here.",
] as const;

function warning(path: string, message: string, hint = "Make it readable for the user who runs Newsstand."): Problem {
	return { severity: "warning", path, line: null, message, hint };
}

/** Names of files and folders that mark the top folder of a site generator's project. */
const PROJECT =
	/^(_config\.ya?ml|(hugo|zola|config)\.(toml|ya?ml|json)|config|mkdocs\.ya?ml|book\.toml|package\.json|\.eleventy\.js|\.git)$/;

/** Folders in which generators keep pictures and other files. */
const FILE_FOLDERS = ["static", "public", "assets", "images", "img", "media", "uploads"];

/** Maximum number of levels between a content folder and the top of its project, as in `src/content/blog`. */
const MAX_LEVELS = 3;

/**
 * Returns a content folder, and the file folders next to it and to the folders above it, up to the top of the project.
 * Articles may refer to files by the names of these folders, as in `static/tide.jpg`.
 */
export async function withFoldersBeside(folder: Folder): Promise<Folder[]> {
	const beside: Folder[] = [];
	for (const level of await levelsAbove(folder.directory)) {
		for (const name of FILE_FOLDERS) {
			const directory = join(level, name);
			const isAbove = `${folder.directory}${sep}`.startsWith(directory + sep);
			const isFolder = !isAbove && (await stat(directory).catch(() => null))?.isDirectory();
			if (isFolder) beside.push({ directory, prefix: `${folder.prefix}${name}/` });
		}
	}
	return [folder, ...beside];
}

/**
 * Returns the folders above a content folder within its project, nearest first. Empty if the content folder is the
 * project itself, or is not in a project.
 */
async function levelsAbove(directory: string): Promise<string[]> {
	const isTop = async (folder: string) => (await readdir(folder).catch(() => [])).some((name) => PROJECT.test(name));
	const levels: string[] = [];
	for (let folder = directory; levels.length < MAX_LEVELS && !(await isTop(folder)); ) {
		folder = dirname(folder);
		levels.push(folder);
		if (await isTop(folder)) return levels;
	}
	return [];
}
