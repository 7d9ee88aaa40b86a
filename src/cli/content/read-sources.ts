import { FolderDefaults, inTurn, isDefaults, lastGood } from "../../article/folder-defaults.ts";
import type { Fault, Problem } from "../../article/problem.ts";
import { type ReadSource, readFault, readSource } from "../../article/read-source.ts";
import { NOT_READ } from "../../article/source.ts";
import { createDating } from "./dates.ts";
import { type Folder, readSourceFile, type Scan, scanFolders } from "./folders.ts";

/** A source as read from its folder. */
export interface ParsedSource {
	path: string;
	text: string;
	/** The date of a text without front matter, in milliseconds: when the file was first committed or last changed. */
	dated?: number | undefined;
}

/** A file whose text cannot be read. */
export interface UnreadableDraft {
	path: string;
	fault: Fault;
}

/** The sources in the folders, and the problems found while reading them. */
export interface FolderContent {
	scan: Scan;
	drafts: (ParsedSource | UnreadableDraft)[];
	/** Problems with whole folders, and with files that have the same name as a readable file. */
	others: Problem[];
}

/** Reads every source in the folders. Throws a `NetworkError` if a folder no longer exists. */
export async function readFolders(folders: Folder[]): Promise<FolderContent> {
	const scan = await scanFolders(folders);
	const paths = new Set(scan.files.map(({ path }) => path));
	const drafts = new Map<string, ParsedSource | UnreadableDraft>();
	for (const path of scan.unread) drafts.set(path, { path, fault: NOT_READ });
	const others: Problem[] = [];
	for (const problem of scan.problems) {
		const { path, severity, ...fault } = problem;
		// A folder, or a file with the same name as a readable file.
		if (path.endsWith("/") || (paths.has(path) && !isDefaults(path))) others.push(problem);
		else drafts.set(path, { path, fault });
	}
	const dateOf = createDating();
	for (const { path, file, changed } of scan.files) {
		if (drafts.has(path)) continue;
		const read = await readSourceFile(file);
		if ("fault" in read) drafts.set(path, { path, fault: read.fault });
		else drafts.set(path, { path, text: read.text, dated: await dateOf(file, read.text, changed) });
	}
	return { scan, drafts: [...drafts.values()], others };
}

/** A source as the Publisher would read it. */
export type Reading = ReadSource & { path: string };

/** All sources of the folders as the Publisher would read them. */
export interface ReadFolders {
	readings: Reading[];
	defaults: FolderDefaults;
}

/**
 * Reads sources as the Publisher would: folder defaults first.
 *
 * @param site the site's address, and the time zone for dates that do not contain one
 * @param progress called with the number of sources read so far
 */
export function readDrafts(
	drafts: readonly (ParsedSource | UnreadableDraft)[],
	{ siteUrl, timeZone }: { siteUrl: string; timeZone: string },
	progress: (done: number) => void,
): ReadFolders {
	const defaults = new FolderDefaults();
	const readings: Reading[] = [];
	const paths = new Set(drafts.map(({ path }) => path));
	const hasSource = (other: string) => paths.has(other);
	for (const [index, draft] of inTurn(drafts, ({ path }) => ({ path })).entries()) {
		const { path } = draft;
		const context = { siteUrl, timeZone, defaults: defaults.above(path), hasSource };
		const reading =
			"fault" in draft
				? readFault(path, draft.fault)
				: readSource(path, draft.text, { ...context, dated: draft.dated });
		if (reading.kind === "defaults") defaults.put({ path, defaults: reading.defaults });
		if (reading.kind === "unreadable defaults") defaults.put({ path, defaults: lastGood(undefined, reading) });
		readings.push({ ...reading, path });
		progress(index + 1);
	}
	return { readings, defaults };
}
