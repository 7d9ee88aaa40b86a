import { folderOf, inTurn, isDefaults } from "../../article/folder-defaults.ts";
import type { Fault, Problem } from "../../article/problem.ts";
import { foldersAbove } from "../../article/source.ts";
import { type Totals, withBlocked } from "../../article/totals.ts";
import { blobHash } from "../../git-hash.ts";
import type { Api, Change, Counts } from "../api/client.ts";
import { ApiError } from "../api/connection.ts";
import type { FileRun, SyncFiles } from "../files/sync.ts";
import { createComparison, type Difference, refusalKey, type UnreadableFile, unreadableFile } from "./compare.ts";
import { createDating, type DateOf } from "./dates.ts";
import { type Folder, type FoundFile, readSourceFile } from "./folders.ts";

/** The result of a sync. */
export interface Published extends Counts {
	/** The sources that were uploaded or unpublished. */
	paths: string[];
	/** All current problems with these sources, both from the site and from failed uploads, sorted by path. */
	problems: Problem[];
	/** The number of files that are not on the site because of errors, so that the site cannot count them. */
	unsent: number;
	/** The result for pictures and other files alongside the articles. */
	files?: FileRun | undefined;
}

/** Called with the number of changes uploaded so far. */
type Progress = (done: number, total: number) => void;

/** Syncs the folders to the site. After an interruption, the next run uploads only what is still missing. */
export type Publish = (progress: Progress) => Promise<Published>;

/** Syncs folders, either in one step or in two. Runs must not overlap. */
interface Publication {
	/** Compares the folders with the site, without changing anything. */
	compare(): Promise<Difference>;
	/** Uploads the differences. */
	send(difference: Difference, progress: Progress): Promise<Published>;
	publish: Publish;
	/**
	 * Resolves to the number of files of each kind once the site has processed them all, or to undefined if the site runs
	 * a release too old to report them.
	 */
	totals(run: Published): Promise<Totals | undefined>;
}

/** Status codes that may be caused by a single source in a request. All others concern the whole request. */
const ABOUT_A_SOURCE = new Set([400, 413, 422]);

/**
 * Creates a sync of folders to a site. The sync can run any number of times.
 *
 * @param syncFiles uploads the files alongside the articles
 */
export function createPublication(api: Api, folders: Folder[], syncFiles?: SyncFiles): Publication {
	const differenceTo = createComparison(folders);
	/** Why the site rejected files, keyed by `refusalKey`. A file is uploaded again only after it changes. */
	const refused = new Map<string, Fault>();

	const compare = async (): Promise<Difference> => differenceTo(await api.sources(), refused);

	async function send(difference: Difference, progress: Progress): Promise<Published> {
		const { held, gone, altered, unreadable, unchanged, twins, problems } = difference;
		const counts: Counts = { added: 0, changed: 0, removed: 0, unchanged };
		const faults = [...problems];
		/** Folders whose defaults the site rejected. Their articles are not uploaded, because they might be for members. */
		const closed = new Set<string>();
		const stored = new Set(held.keys());
		const isTold = new Set([...held.keys(), ...unreadable.map(({ path }) => path)]);
		for (const { path } of problems) {
			if (isDefaults(path) && !isTold.has(path)) closed.add(folderOf(path).toLowerCase());
		}
		const refuse = (path: string, { line, message, hint }: Fault, change?: Change): void => {
			faults.push({ severity: "error", path, line, message, hint });
			if (isDefaults(path) && !held.has(path)) closed.add(folderOf(path).toLowerCase());
			if (change === undefined || !("text" in change)) return;
			refused.set(refusalKey(path, blobHash(Buffer.from(change.text))), { line, message, hint });
		};

		/**
		 * Uploads changes in one request. If the site rejects the request because of a single source, splits the changes in
		 * half until that source is alone.
		 */
		async function uploadChunk(all: Change[], isMore: boolean): Promise<void> {
			const changes = all.filter((change) => !isBlocked(change));
			if (changes.length === 0 && isMore) return;
			try {
				const answer = await api.publish(changes, isMore);
				isOpen = isMore;
				for (const key of ["added", "changed", "removed", "unchanged"] as const) counts[key] += answer[key];
				const byPath = new Map(changes.map((change) => [change.path, change]));
				for (const path of byPath.keys()) stored.add(path);
				for (const problem of answer.refused) {
					if (!held.has(problem.path)) stored.delete(problem.path);
					refuse(problem.path, problem, byPath.get(problem.path));
				}
			} catch (error) {
				if (!(error instanceof ApiError) || !ABOUT_A_SOURCE.has(error.status ?? 0)) throw error;
				const [only, ...others] = changes;
				if (only !== undefined && others.length === 0) {
					const hint = "The last published version stays online.";
					return refuse(only.path, { line: null, message: error.message, hint }, only);
				}
				const half = Math.ceil(changes.length / 2);
				await uploadChunk(changes.slice(0, half), true);
				await uploadChunk(changes.slice(half), isMore);
			}
		}

		function isBlocked({ path, ...change }: Change): boolean {
			const above = foldersAbove(path).some((folder) => closed.has(folder.toLowerCase()));
			if (!above || !("text" in change) || isDefaults(path)) return false;
			faults.push({ severity: "error", path, line: null, ...DEFAULTS_REJECTED });
			return true;
		}
		const paths = [...gone, ...[...altered, ...unreadable].map(({ path }) => path)];
		const sendFiles = await syncFiles?.(paths.length > 0);
		let done = 0;
		let isOpen = false;
		for await (const { chunk, isLast } of withLast(toRequests(toChanges(difference, refuse)))) {
			progress(done, paths.length);
			await uploadChunk(chunk, !isLast);
			done += chunk.length;
		}
		// If the last request was rejected, the batch is still open. An empty request completes it.
		if (isOpen) await api.publish([]);
		const files = await sendFiles?.();
		const ours = new Set([...held.keys(), ...paths]);
		const remaining = (await api.problems()).filter(({ path }) => ours.has(path));
		const unsent = new Set(faults.flatMap(({ path }) => (stored.has(path) || path.endsWith("/") ? [] : [path])));
		const isKnown = ({ message }: Problem) => remaining.some((problem) => message.startsWith(problem.message));
		const ofFiles = (files?.problems ?? []).filter((problem) => !isKnown(problem));
		const all = mergeProblems([...faults, ...ofFiles], remaining);
		return { ...counts, paths, problems: all, unsent: unsent.size + twins, files };
	}

	async function totals({ unsent }: Published): Promise<Totals | undefined> {
		const { totals: counted } = await api.publish([]);
		return counted && withBlocked(counted, unsent);
	}
	return { compare, send, totals, publish: async (progress) => send(await compare(), progress) };
}

const DEFAULTS_REJECTED = {
	message:
		"The folder's `_defaults.yaml` was rejected, so this article was not uploaded: it might be for members only.",
	hint: "Fix `_defaults.yaml`, and publish again.",
};

/** Yields the changes to upload, in the order that `inTurn` returns. Each file is read only when its turn comes. */
async function* toChanges(
	{ gone, altered, unreadable }: Difference,
	refuse: (path: string, fault: Fault) => void,
): AsyncGenerator<Change> {
	const dateOf = createDating();
	const all = [...gone.map((path) => ({ path, deleted: true as const })), ...unreadable, ...altered];
	for (const one of inTurn<UnreadableFile | FoundFile | { path: string; deleted: true }>(all, (change) => change)) {
		if (!("file" in one)) {
			yield one;
			continue;
		}
		const read = await readSourceFile(one.file);
		if (!("fault" in read)) yield { path: one.path, text: read.text, ...(await modification(dateOf, one, read.text)) };
		else {
			// The comparison could still read the file, so the error has not been reported yet.
			if (!isDefaults(one.path)) refuse(one.path, read.fault);
			yield unreadableFile({ path: one.path, ...read.fault });
		}
	}
}

/** Yields each chunk, and whether it is the last chunk. */
async function* withLast<T>(chunks: AsyncIterable<T>): AsyncGenerator<{ chunk: T; isLast: boolean }> {
	let waiting: { chunk: T } | undefined;
	for await (const chunk of chunks) {
		if (waiting) yield { ...waiting, isLast: false };
		waiting = { chunk };
	}
	if (waiting) yield { ...waiting, isLast: true };
}

async function modification(
	dateOf: DateOf,
	{ file, changed }: FoundFile,
	text: string,
): Promise<{ modified?: string }> {
	const time = await dateOf(file, text, changed);
	return time === undefined ? {} : { modified: new Date(time).toISOString() };
}

/**
 * Merges problems. If a file has local problems, they replace its problems on the site, which concern the last version
 * that the site could read.
 */
function mergeProblems(local: Problem[], remote: Problem[]): Problem[] {
	const superseded = new Set(local.map(({ path }) => path));
	const all = [...local, ...remote.filter(({ path }) => !superseded.has(path))];
	return all.sort((one, other) => order(one.path, other.path) || (one.line ?? 0) - (other.line ?? 0));
}

function order(one: string, other: string): number {
	return one < other ? -1 : one > other ? 1 : 0;
}

/** Limits of a request: well below the 4 MiB that the site accepts, so that every request gets a quick response. */
export const CHUNK = { bytes: 1024 * 1024, changes: 100 };

/** Groups changes into requests without reordering them. A change over the limit gets its own request. */
export async function* toRequests(changes: AsyncIterable<Change>, limit = CHUNK): AsyncGenerator<Change[]> {
	let chunk: Change[] = [];
	let bytes = 0;
	for await (const change of changes) {
		const size = Buffer.byteLength(JSON.stringify(change)) + 1;
		if (chunk.length > 0 && (chunk.length >= limit.changes || bytes + size > limit.bytes)) {
			yield chunk;
			chunk = [];
			bytes = 0;
		}
		chunk.push(change);
		bytes += size;
	}
	if (chunk.length > 0) yield chunk;
}
