import type { Fault, Problem } from "../article/problem.ts";
import { type FoundFile, type Scan, scanFolders } from "./folder-scan.ts";
import type { Folder } from "./folders.ts";
import { readSourceFile } from "./source-file.ts";

/** What is to be done so that the Worker holds what is in the folders. */
export interface Difference {
	/** What the Worker holds of ours: path → git's hash. */
	held: ReadonlyMap<string, string>;
	/** Paths of what is held, and no longer in the folders. */
	gone: string[];
	/** What is new, or is held with another text. */
	altered: FoundFile[];
	/** How many are held as they are in the folders. */
	unchanged: number;
	/** The files that cannot be sent, and why. */
	problems: Problem[];
}

/** Compares the folders with what is held; `refused` tells of texts that the Worker would not take (`refusalKey`). */
export type Compare = (held: ReadonlyMap<string, string>, refused: ReadonlyMap<string, Fault>) => Promise<Difference>;

/** File systems tell times only so finely: a file may change twice within so many milliseconds and look the same. */
const RACY = 100;

/** How a text is known that was refused: the same path may bring another one, and the same text another path. */
export function refusalKey(path: string, hash: string): string {
	return `${hash} ${path}`;
}

/** Compares again and again: files that have not been touched since the last time are not read again. */
export function createComparison(folders: Folder[]): Compare {
	const hashes = new Map<string, { stamp: string; hash: string }>();

	async function hashOf({ file, stamp, changed }: FoundFile): Promise<{ hash: string } | { fault: Fault }> {
		const known = hashes.get(file);
		if (known?.stamp === stamp) return known;
		const startedAt = Date.now();
		const read = await readSourceFile(file);
		if ("hash" in read && startedAt - changed > RACY) hashes.set(file, { stamp, hash: read.hash });
		return read;
	}

	return async (held, refused) => {
		const scan = await scanFolders(folders);
		const problems = [...scan.problems];
		const altered: FoundFile[] = [];
		let unchanged = 0;
		for (const file of scan.files) {
			const read = await hashOf(file);
			const fault = "fault" in read ? read.fault : refused.get(refusalKey(file.path, read.hash));
			if (fault !== undefined) problems.push({ severity: "error", path: file.path, ...fault });
			else if ("hash" in read && held.get(file.path) === read.hash) unchanged++;
			else altered.push(file);
		}
		return { held, gone: pathsGone(held.keys(), scan), altered, unchanged, problems };
	};
}

/** What the Worker holds and the folders do not; what merely could not be looked at is not gone. */
function pathsGone(held: Iterable<string>, { files, problems }: Scan): string[] {
	const there = new Set([...files, ...problems].map(({ path }) => path));
	const unseen = problems.map(({ path }) => path).filter((path) => path.endsWith("/"));
	return [...held].filter((path) => !there.has(path) && !unseen.some((folder) => path.startsWith(folder)));
}
