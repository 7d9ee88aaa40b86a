import { join } from "node:path";
import { isDefaults } from "../../article/folder-defaults.ts";
import type { Fault, Problem } from "../../article/problem.ts";
import { isAboutFolder, isUnreadName, NOT_READ } from "../../article/source.ts";
import { blobHash } from "../../git-hash.ts";
import type { Change } from "../api/client.ts";
import { type Folder, type FoundFile, openFolders, readSourceFile, type Scan, scanFolders } from "./folders.ts";

/** What must change on the site so that it matches the folders. */
export interface Difference {
	/** The sources on the site that this token uploaded: path → Git hash. */
	held: ReadonlyMap<string, string>;
	/** Paths that are on the site but no longer in the folders. */
	gone: string[];
	/** Files that are new or changed. */
	altered: FoundFile[];
	/** The number of files that are unchanged. */
	unchanged: number;
	/**
	 * Files that cannot be read, or whose format is not supported. They are reported to the site because the site counts
	 * them, and because unreadable defaults may have restricted a folder to members.
	 */
	unreadable: UnreadableFile[];
	/** The number of files that cannot be uploaded because another file's name is the same after NFC normalization. */
	twins: number;
	/** The files that cannot be uploaded, and why. */
	problems: Problem[];
}

/** A file that exists but cannot be read. */
export type UnreadableFile = Extract<Change, { unreadable: unknown }>;

/**
 * Compares the folders with the site. `refused` maps the `refusalKey` of each text that the site rejected to the
 * reason.
 */
type Compare = (held: ReadonlyMap<string, string>, refused: ReadonlyMap<string, Fault>) => Promise<Difference>;

/**
 * The resolution of file modification times, in milliseconds. Two changes in such quick succession may get the same
 * time.
 */
export const TIME_RESOLUTION_MS = 100;

/**
 * Returns a key for a rejected version of a file. The path alone would also match later versions of the file, and the
 * hash alone would match other files with the same text.
 */
export function refusalKey(path: string, hash: string): string {
	return `${hash} ${path}`;
}

/** Creates a comparison that can run many times. It reads a file again only if it has changed since the last run. */
export function createComparison(folders: Folder[]): Compare {
	const hashes = new Map<string, { stamp: string; hash: string }>();

	async function hashOf({ file, stamp, changed }: FoundFile): Promise<{ hash: string } | { fault: Fault }> {
		const known = hashes.get(file);
		if (known?.stamp === stamp) return known;
		const startedAt = Date.now();
		const read = await readSourceFile(file);
		if ("hash" in read && startedAt - changed > TIME_RESOLUTION_MS) hashes.set(file, { stamp, hash: read.hash });
		return read;
	}

	return async (held, refused) => {
		const scan = await scanFolders(folders);
		const problems = [...scan.problems];
		const altered: FoundFile[] = [];
		const paths = new Set(scan.files.map(({ path }) => path));
		const unreadable = new Map(scan.unread.map((path) => [path, unreadableFile({ path, ...NOT_READ })]));
		for (const problem of scan.problems) {
			// If one of two files with the same name can be read, that one is uploaded. Folder defaults are the exception,
			// because it is unclear which of the two files applies.
			const isFile = !problem.path.endsWith("/") && (isDefaults(problem.path) || !paths.has(problem.path));
			if (isFile) unreadable.set(problem.path, unreadableFile(problem));
		}
		let unchanged = 0;
		for (const file of scan.files) {
			const read = await hashOf(file);
			const fault = "fault" in read ? read.fault : refused.get(refusalKey(file.path, read.hash));
			if (fault !== undefined) problems.push({ severity: "error", path: file.path, ...fault });
			if (unreadable.has(file.path)) continue;
			if ("fault" in read) {
				unreadable.set(file.path, unreadableFile({ path: file.path, ...read.fault }));
			} else if (fault !== undefined) continue;
			else if ("hash" in read && held.get(file.path) === read.hash) unchanged++;
			else altered.push(file);
		}
		const isNews = ({ path, unreadable: { hash } }: UnreadableFile): boolean =>
			isAboutFolder(path) ? !held.has(path) : held.get(path) !== hash;
		const news = [...unreadable.values()].filter(isNews);
		return {
			held,
			gone: pathsGone(held.keys(), scan),
			altered,
			unreadable: news,
			unchanged: unchanged + unreadable.size - news.length,
			twins: scan.twins,
			problems: problems.filter(({ path }) => !isAboutFolder(path)),
		};
	};
}

/** Returns the change that reports an unreadable file to the site. */
export function unreadableFile({ path, line, message, hint }: Fault & { path: string }): UnreadableFile {
	const fault = { line, message: message.slice(0, 500), hint: hint.slice(0, 500) };
	return { path, unreadable: { ...fault, hash: blobHash(Buffer.from(JSON.stringify(fault))) } };
}

/** Finds paths on the site that are no longer in the folders. Files in an unreadable folder do not count as gone. */
function pathsGone(held: Iterable<string>, { files, unread, problems }: Scan): string[] {
	const there = new Set([...unread, ...[...files, ...problems].map(({ path }) => path)]);
	const unseen = problems.map(({ path }) => path).filter((path) => path.endsWith("/"));
	return [...held].filter((path) => !there.has(path) && !unseen.some((folder) => path.startsWith(folder)));
}

/** A sync may unpublish this many files without `--remove`, even if a small site has no other files. */
const FEW = 1;

/**
 * Whether a sync would unpublish so many files that it needs `--remove`. Otherwise, a mistyped path could empty a site.
 *
 * @param gone the paths that would be unpublished
 */
export function removesMost({ held }: Pick<Difference, "held">, gone: readonly string[]): boolean {
	const [lost, all] = [gone, [...held.keys()]].map((paths) => paths.filter((path) => !isUnreadName(path)).length);
	return (lost ?? 0) > FEW && (lost ?? 0) > (all ?? 0) / 2;
}

/** Returns the error for a sync that needs `--remove`. `where` is the site's address. */
export function removalRefusal({ held }: Pick<Difference, "held">, gone: readonly string[], where: string): string {
	const share = gone.length === held.size ? `all ${held.size}` : `${gone.length} of the ${held.size}`;
	const what = `This would unpublish ${share} files on ${where}. Nothing was changed.`;
	return `${what} If these are the right folders, run the command again with --remove.`;
}

/**
 * Returns the paths that would be unpublished, without those of the sample newsroom, which may be removed without
 * `--remove` as soon as someone publishes their own folder.
 *
 * @param program Newsstand's folder, which contains the sample
 */
export async function omitSampleContent(
	{ gone, held }: Pick<Difference, "gone" | "held">,
	program: string,
): Promise<string[]> {
	const sample = await openFolders([join(program, "content")]);
	if ("failure" in sample) return gone;
	const { altered, gone: others } = await createComparison(sample)(held, new Map());
	const own = new Set([...others, ...altered.map(({ path }) => path)]);
	return gone.filter((path) => own.has(path));
}
