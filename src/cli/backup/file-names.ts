import { createHash } from "node:crypto";
import { posix } from "node:path";

/** What some system takes for something else, or does not take: Windows' devices and marks, a dot or a space at the end. */
const ODD = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)|[<>:"|?*\\\p{Cc}]|[. ]$|^~|^\.{1,2}$|^$/iu;

/** Most systems take so many bytes for a name, and Windows so many characters for all of it. */
const LONGEST_NAME = 200;
const LONGEST_PATH = 200;

/**
 * Names for the files of sources, given in the order of their paths: the path itself, where every system can have a file
 * there and tells it from the others; else a name made from the path. The same paths have the same names each time.
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
	if (path.length > LONGEST_PATH) return false;
	return path.split("/").every((part) => !ODD.test(part) && Buffer.byteLength(part) <= LONGEST_NAME);
}

/** Whether a file is there, or a folder, where one is to be; many systems take capitals and small letters for the same. */
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
