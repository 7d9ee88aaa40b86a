import { join } from "node:path";
import { isDefaults } from "../../article/folder-defaults.ts";
import type { Fault, Problem } from "../../article/problem.ts";
import { isAboutFolder } from "../../article/source.ts";
import { blobHash } from "../../git-hash.ts";
import type { Change } from "../api/client.ts";
import { type Folder, type FoundFile, openFolders, readSourceFile, type Scan, scanFolders } from "./folders.ts";

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
	/** Defaults files that cannot be read, which the site has to know: they may be those of a folder for members. */
	unreadable: UnreadableFile[];
	/** The files that cannot be sent, and why. */
	problems: Problem[];
}

/** A file that is there and cannot be read. */
export type UnreadableFile = Extract<Change, { unreadable: unknown }>;

/** Compares the folders with what is held; `refused` tells of texts that the Worker would not take (`refusalKey`). */
type Compare = (held: ReadonlyMap<string, string>, refused: ReadonlyMap<string, Fault>) => Promise<Difference>;

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
		const unreadable = new Map(
			scan.problems.flatMap((problem) => (isDefaults(problem.path) ? [[problem.path, unreadableFile(problem)]] : [])),
		);
		let unchanged = 0;
		for (const file of scan.files) {
			const read = await hashOf(file);
			const fault = "fault" in read ? read.fault : refused.get(refusalKey(file.path, read.hash));
			if (fault !== undefined) problems.push({ severity: "error", path: file.path, ...fault });
			if (unreadable.has(file.path)) continue;
			if ("fault" in read && isDefaults(file.path)) {
				unreadable.set(file.path, unreadableFile({ path: file.path, ...read.fault }));
			} else if (fault !== undefined) continue;
			else if ("hash" in read && held.get(file.path) === read.hash) unchanged++;
			else altered.push(file);
		}
		const news = [...unreadable.values()].filter(({ path, unreadable: { hash } }) => held.get(path) !== hash);
		const ofArticles = problems.filter(({ path }) => !isAboutFolder(path));
		return { held, gone: pathsGone(held.keys(), scan), altered, unreadable: news, unchanged, problems: ofArticles };
	};
}

/** What the site is told of a file that cannot be read. */
export function unreadableFile({ path, line, message, hint }: Fault & { path: string }): UnreadableFile {
	const fault = { line, message: message.slice(0, 500), hint: hint.slice(0, 500) };
	return { path, unreadable: { ...fault, hash: blobHash(Buffer.from(JSON.stringify(fault))) } };
}

/** What the Worker holds and the folders do not; what merely could not be looked at is not gone. */
function pathsGone(held: Iterable<string>, { files, problems }: Scan): string[] {
	const there = new Set([...files, ...problems].map(({ path }) => path));
	const unseen = problems.map(({ path }) => path).filter((path) => path.endsWith("/"));
	return [...held].filter((path) => !there.has(path) && !unseen.some((folder) => path.startsWith(folder)));
}

/** A single source may be taken back without being asked, whatever part of the whole it is. */
const FEW = 1;

/**
 * Whether so much would be taken back that whoever publishes is asked first: a wrong folder must not empty a site.
 *
 * @param gone what would be, of all that is held
 */
export function removesMost({ held }: Pick<Difference, "held">, gone: readonly string[]): boolean {
	return gone.length > FEW && gone.length > held.size / 2;
}

/** What is asked; `where` the sources are. */
export function removalRefusal({ held }: Pick<Difference, "held">, gone: readonly string[], where: string): string {
	const what = `This would take back ${gone.length} of the ${held.size} sources that this token has put on ${where}`;
	return `${what}, so nothing was changed. If these are the right folders, run it again with --remove.`;
}

/**
 * What would be taken back, without the sample newsroom: whoever goes on from that to a folder of their own misses nothing.
 *
 * @param root the project, which the sample is in
 */
export async function omitSampleContent(
	{ gone, held }: Pick<Difference, "gone" | "held">,
	root: string,
): Promise<string[]> {
	const sample = await openFolders([join(root, "content")]);
	if ("failure" in sample) return gone;
	const { altered, gone: others } = await createComparison(sample)(held, new Map());
	const own = new Set([...others, ...altered.map(({ path }) => path)]);
	return gone.filter((path) => own.has(path));
}
