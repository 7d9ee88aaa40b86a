import { folderOf, inTurn, isDefaults } from "../../article/folder-defaults.ts";
import type { Fault, Problem } from "../../article/problem.ts";
import { foldersAbove } from "../../article/source.ts";
import { blobHash } from "../../git-hash.ts";
import { type Api, ApiError, type Change, type Counts } from "../api/client.ts";
import { createComparison, type Difference, refusalKey, type UnreadableFile, unreadableFile } from "./compare.ts";
import { createDating, type DateOf } from "./dates.ts";
import { type Folder, type FoundFile, readSourceFile } from "./folders.ts";

/** What a run has done. */
export interface Published extends Counts {
	/** The sources that were sent or taken back. */
	paths: string[];
	/** All that stand now of these sources, the Worker's and those of what could not be sent, in the order of paths. */
	problems: Problem[];
}

/** Hears how many of the changes have been handed over so far. */
type Progress = (done: number, total: number) => void;

/** Makes the Worker hold what is in the folders. Ended anywhere, the next run sends only the rest. */
export type Publish = (progress: Progress) => Promise<Published>;

/** The publication of folders, in two steps or in one. Runs must not overlap. */
interface Publication {
	/** Asks the Worker what it holds, and changes nothing. */
	compare(): Promise<Difference>;
	/** Sends what differs. */
	send(difference: Difference, progress: Progress): Promise<Published>;
	publish: Publish;
}

/** What the Worker may say of a request for the sake of one source in it; anything else concerns them all. */
const ABOUT_A_SOURCE = new Set([400, 413, 422]);

/** Publishes folders, again and again. */
export function createPublication(api: Api, folders: Folder[]): Publication {
	const differenceTo = createComparison(folders);
	/** What the Worker would not take: it is not offered again until it has changed. */
	const refused = new Map<string, Fault>();

	const compare = async (): Promise<Difference> => differenceTo(await api.sources(), refused);

	async function send(difference: Difference, progress: Progress): Promise<Published> {
		const { held, gone, altered, unreadable, unchanged, problems } = difference;
		const counts: Counts = { added: 0, changed: 0, removed: 0, unchanged };
		const faults = [...problems];
		/** Folders whose defaults the site did not take and does not hold: their articles might be for members. */
		const closed = new Set<string>();
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

		/** Sends a request; one that is refused for the sake of a single source is halved until that one is alone. */
		async function hand(all: Change[], isMore: boolean): Promise<void> {
			const changes = all.filter((change) => !isHeldBack(change));
			if (changes.length === 0 && isMore) return;
			try {
				const answer = await api.publish(changes, isMore);
				isOpen = isMore;
				for (const key of ["added", "changed", "removed", "unchanged"] as const) counts[key] += answer[key];
				const byPath = new Map(changes.map((change) => [change.path, change]));
				for (const problem of answer.refused) refuse(problem.path, problem, byPath.get(problem.path));
			} catch (error) {
				if (!(error instanceof ApiError) || !ABOUT_A_SOURCE.has(error.status ?? 0)) throw error;
				const [only, ...others] = changes;
				if (only !== undefined && others.length === 0) {
					const hint = "What was published of it before stays.";
					return refuse(only.path, { line: null, message: error.message, hint }, only);
				}
				const half = Math.ceil(changes.length / 2);
				await hand(changes.slice(0, half), true);
				await hand(changes.slice(half), isMore);
			}
		}

		function isHeldBack({ path, ...change }: Change): boolean {
			const above = foldersAbove(path).some((folder) => closed.has(folder.toLowerCase()));
			if (!above || !("text" in change) || isDefaults(path)) return false;
			faults.push({ severity: "error", path, line: null, ...HELD_BACK });
			return true;
		}
		const paths = [...gone, ...[...altered, ...unreadable].map(({ path }) => path)];
		let done = 0;
		let isOpen = false;
		for await (const { chunk, isLast } of withLast(toRequests(toChanges(difference, refuse)))) {
			progress(done, paths.length);
			await hand(chunk, !isLast);
			done += chunk.length;
		}
		// The last request was refused: the site is to wait no longer.
		if (isOpen) await api.publish([]);
		const ours = new Set([...held.keys(), ...paths]);
		const remaining = (await api.problems()).filter(({ path }) => ours.has(path));
		return { ...counts, paths, problems: mergeProblems(faults, remaining) };
	}
	return { compare, send, publish: async (progress) => send(await compare(), progress) };
}

const HELD_BACK = {
	message:
		"The folder's `_defaults.yaml` was not taken, so this article was not uploaded: it might be for members only.",
	hint: "Fix what is wrong with `_defaults.yaml`, and publish again.",
};

/** What is to be sent, in the order of `inTurn`. Files are read only when their turn comes. */
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
		else if (isDefaults(one.path)) yield unreadableFile({ path: one.path, ...read.fault });
		else refuse(one.path, read.fault);
	}
}

/** Tells of each chunk whether it is the last. */
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

/** What is wrong with a file as it is now, instead of what the Worker remembers of its last readable version. */
function mergeProblems(local: Problem[], remote: Problem[]): Problem[] {
	const superseded = new Set(local.map(({ path }) => path));
	const all = [...local, ...remote.filter(({ path }) => !superseded.has(path))];
	return all.sort((one, other) => order(one.path, other.path) || (one.line ?? 0) - (other.line ?? 0));
}

function order(one: string, other: string): number {
	return one < other ? -1 : one > other ? 1 : 0;
}

/** A request holds so much, well under the 4 MiB that the Worker takes, so that each is answered soon. */
export const CHUNK = { bytes: 1024 * 1024, changes: 100 };

/** Puts changes together into requests, in their order. One that is over the limit by itself has its own request. */
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
