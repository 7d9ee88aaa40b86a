import type { Fault, Problem } from "../article/problem.ts";
import { blobHash } from "../blob-hash.ts";
import { type Api, ApiError, type Change, type Counts } from "./api-client.ts";
import { dateOfFile } from "./file-date.ts";
import { type FoundFile, type Scan, scanFolders } from "./folder-scan.ts";
import type { Folder } from "./folders.ts";
import { inChunks } from "./request-chunks.ts";
import { readSourceFile } from "./source-file.ts";

/** What a run has done. */
export interface Published extends Counts {
	/** The sources that were sent or taken back. */
	paths: string[];
	/** All that stand now, the Worker's and those of files that could not be sent, in the order of their paths. */
	problems: Problem[];
}

/** Makes the Worker hold what is in the folders. `done` of `total` changes have been handed over so far. */
export type Publish = (progress: (done: number, total: number) => void) => Promise<Published>;

/** What the Worker may say of a request for the sake of one source in it; anything else concerns them all. */
const ABOUT_A_SOURCE = new Set([400, 413, 422]);
/** File systems tell times only so finely: a file may change twice within so many milliseconds and look the same. */
const RACY = 100;

/**
 * Publishes folders, again and again: each run compares them with what the Worker holds and sends the difference.
 * Files that have not been touched since the last run are not read again. Runs must not overlap.
 */
export function createPublication(api: Api, folders: Folder[]): Publish {
	const hashes = new Map<string, { stamp: string; hash: string }>();
	/** What the Worker would not take, by path and hash: it is not offered again until it has changed. */
	const refused = new Map<string, Fault>();

	async function hashOf({ file, stamp, changed }: FoundFile): Promise<{ hash: string } | { fault: Fault }> {
		const known = hashes.get(file);
		if (known?.stamp === stamp) return known;
		const startedAt = Date.now();
		const read = await readSourceFile(file);
		if ("hash" in read && startedAt - changed > RACY) hashes.set(file, { stamp, hash: read.hash });
		return read;
	}

	return async (progress) => {
		const [scan, held] = await Promise.all([scanFolders(folders), api.sources()]);
		const counts: Counts = { added: 0, changed: 0, removed: 0, unchanged: 0 };
		const problems = [...scan.problems];
		const refuse = (path: string, fault: Fault): void => void problems.push({ severity: "error", path, ...fault });

		const altered: FoundFile[] = [];
		for (const file of scan.files) {
			const read = await hashOf(file);
			if ("fault" in read) {
				refuse(file.path, read.fault);
				continue;
			}
			const fault = refused.get(file.path + read.hash);
			if (fault !== undefined) refuse(file.path, fault);
			else if (held.get(file.path) === read.hash) counts.unchanged++;
			else altered.push(file);
		}
		const gone = pathsGone(held.keys(), scan);
		const paths = [...gone, ...altered.map(({ path }) => path)];

		/** Sends a request; one that is refused for the sake of a single source is halved until that one is alone. */
		async function send(changes: Change[]): Promise<void> {
			try {
				const answer = await api.publish(changes);
				for (const key of ["added", "changed", "removed", "unchanged"] as const) counts[key] += answer[key];
			} catch (error) {
				if (!(error instanceof ApiError) || !ABOUT_A_SOURCE.has(error.status ?? 0)) throw error;
				const [only, ...others] = changes;
				if (only !== undefined && others.length === 0) {
					const fault = { line: null, message: error.message, hint: "What was published of it before stays." };
					refuse(only.path, fault);
					if ("text" in only) refused.set(only.path + blobHash(Buffer.from(only.text)), fault);
					return;
				}
				const half = Math.ceil(changes.length / 2);
				await send(changes.slice(0, half));
				await send(changes.slice(half));
			}
		}
		let done = 0;
		for await (const chunk of inChunks(toChanges(gone, altered, refuse))) {
			progress(done, paths.length);
			await send(chunk);
			done += chunk.length;
		}
		return { ...counts, paths, problems: mergeProblems(problems, await api.problems()) };
	};
}

/** What the Worker holds and the folders do not; what merely could not be looked at is not gone. */
function pathsGone(held: Iterable<string>, { files, problems }: Scan): string[] {
	const there = new Set([...files, ...problems].map(({ path }) => path));
	const unseen = problems.map(({ path }) => path).filter((path) => path.endsWith("/"));
	return [...held].filter((path) => !there.has(path) && !unseen.some((folder) => path.startsWith(folder)));
}

/** Deletions come first, so that a renamed source finds its URL free. Files are read only when their turn comes. */
async function* toChanges(
	gone: string[],
	altered: FoundFile[],
	refuse: (path: string, fault: Fault) => void,
): AsyncGenerator<Change> {
	for (const path of gone) yield { path, deleted: true };
	for (const { path, file, changed } of altered) {
		const read = await readSourceFile(file);
		if ("fault" in read) refuse(path, read.fault);
		else yield { path, text: read.text, ...(await dateFor(file, read.text, changed)) };
	}
}

async function dateFor(file: string, text: string, changed: number): Promise<{ modified?: string }> {
	const time = await dateOfFile(file, text, changed);
	return time === undefined ? {} : { modified: new Date(time).toISOString() };
}

/** What is wrong with a file as it is now, instead of what the Worker remembers of its last readable version. */
function mergeProblems(local: Problem[], remote: Problem[]): Problem[] {
	const superseded = new Set(local.map(({ path }) => path));
	const all = [...local, ...remote.filter(({ path }) => !superseded.has(path))];
	return all.sort((one, other) => compare(one.path, other.path) || (one.line ?? 0) - (other.line ?? 0));
}

function compare(one: string, other: string): number {
	return one < other ? -1 : one > other ? 1 : 0;
}
