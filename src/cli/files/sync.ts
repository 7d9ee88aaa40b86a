import { setTimeout as sleep } from "node:timers/promises";
import type { Problem } from "../../article/problem.ts";
import type { Announced, Api, FileLine, HeldFile } from "../api/client.ts";
import { ApiError } from "../api/connection.ts";
import { codeOf, type Folder, reasonOf } from "../content/folders.ts";
import type { ProjectSettings } from "../project-settings.ts";
import { ChangedFileError, createFacts, type FileFacts } from "./facts.ts";
import { type OwnFile, scanFiles } from "./scan.ts";
import { sendFile } from "./send.ts";
import { createIconMaker } from "./site-pictures.ts";

/** The result of syncing the files alongside the articles. */
export interface FileRun {
	/** The paths of uploaded files. */
	sent: string[];
	/** The paths of files that are no longer in the folders. */
	removed: string[];
	/** The number of files that articles refer to and that are on the site. */
	stored: number;
	/** The number of files that articles refer to, but that the site will not accept until tomorrow. */
	waiting: number;
	/** The number of uploaded pictures from which location data was removed. */
	stripped: number;
	problems: Problem[];
}

/** Called with the number of files uploaded so far. */
export type FileProgress = (done: number, total: number) => void;

/**
 * Finds the files alongside the articles. If articles will be uploaded next, announces the new files first, so that the
 * site does not report these files as missing. Once the articles are uploaded, call the returned function to upload the
 * files that are not on the site yet. After an interruption, the next run uploads only what is still missing.
 */
export type SyncFiles = (articlesFollow: boolean) => Promise<() => Promise<FileRun>>;

/** Maximum number of files to announce in one request. */
const LINES = 500;

/** Maximum number of files to upload at the same time. */
const CONNECTIONS = 4;

/** While more than this many files remain, the site does not render articles again after each file. */
const MANY = 50;

/** Maximum number of attempts to upload a file that changes during the upload. */
const TRIES = 3;

/**
 * Creates a sync of the files alongside the articles. The sync can run any number of times, but runs must not overlap.
 *
 * @param settings whether to remove location data from pictures, and which pictures are the site's icon and logo
 */
export function createFileSync(
	api: Api,
	folders: readonly Folder[],
	{ stripLocation, ...pictures }: Pick<ProjectSettings, "stripLocation" | "icon" | "logo">,
	progress: FileProgress,
): SyncFiles {
	const factsOf = createFacts(stripLocation);
	const addIcons = createIconMaker(pictures);
	return async (articlesFollow) => {
		const scan = await addIcons(await scanFiles(folders));
		const held = await heldFiles(api);
		const run = { ...emptyRun(), problems: [...scan.problems] };
		if (held === null) {
			if (scan.files.length > 0) run.problems.push(TOO_OLD);
			return async () => run;
		}

		const found = new Map<string, { file: OwnFile; facts: FileFacts }>();
		for (const file of scan.files) {
			const facts = await factsOf(file).catch((error: unknown) => faultOf(file, error));
			if ("severity" in facts) run.problems.push(facts);
			else found.set(file.path, { file, facts });
		}
		run.removed = pathsGone(held, scan.files, scan.problems);
		const present = [...found].map(([path, { facts }]) => ({ path, hash: facts.hash, bytes: facts.size }));
		if (articlesFollow) {
			const known = new Set(held.map(({ path }) => path));
			await announce(
				api,
				present.filter(({ path }) => !known.has(path)),
			);
		}
		return async () => {
			const gone = run.removed.map((path) => ({ path, deleted: true as const }));
			const answers = await announce(api, [...gone, ...present]);
			for (const { stored, waiting, problems } of answers) {
				run.stored += stored;
				run.waiting += waiting.length;
				run.problems.push(...problems);
			}
			const files = answers.flatMap(({ wanted }) => wanted).flatMap((path) => found.get(path) ?? []);
			const limits = answers.at(-1)?.limits;
			if (limits) await sendAll(api, files, limits, run, progress);
			return run;
		};
	};
}

async function announce(api: Api, lines: FileLine[]): Promise<Announced[]> {
	const answers: Announced[] = [];
	for (let from = 0; from < lines.length; from += LINES) {
		answers.push(await api.announceFiles(lines.slice(from, from + LINES)));
	}
	return answers;
}

export function emptyRun(): FileRun {
	return { sent: [], removed: [], stored: 0, waiting: 0, stripped: 0, problems: [] };
}

/** Returns the files on the site; null if the site runs a release that does not support files. */
async function heldFiles(api: Api): Promise<HeldFile[] | null> {
	try {
		return await api.files("own");
	} catch (error) {
		if (error instanceof ApiError && error.status === 404) return null;
		throw error;
	}
}

/** Finds files on the site that are no longer in the folders. Files in an unreadable folder do not count as gone. */
function pathsGone(held: HeldFile[], files: OwnFile[], problems: Problem[]): string[] {
	const there = new Set([...files, ...problems].map(({ path }) => path));
	const unseen = problems.map(({ path }) => path).filter((path) => path.endsWith("/") || path === "");
	return held
		.map(({ path }) => path)
		.filter((path) => !there.has(path) && !unseen.some((folder) => path.startsWith(folder)));
}

/**
 * Uploads files, a few at the same time, and records the results in `run`. If the site accepts no more files today,
 * counts the remaining files as waiting.
 */
export async function sendAll(
	api: Api,
	files: { file: OwnFile; facts: FileFacts }[],
	limits: Announced["limits"],
	run: FileRun,
	progress: FileProgress,
): Promise<void> {
	let done = 0;
	let isFull = false;
	const queue = files.entries();
	const sendFromQueue = async (): Promise<void> => {
		for (const [index, { file, facts }] of queue) {
			if (isFull) run.waiting++;
			else {
				const isMore = files.length - index > MANY;
				const outcome = await sendOne(file, () => sendFile(api, file, facts, limits, isMore));
				if (outcome === "full") [isFull, run.waiting] = [true, run.waiting + 1];
				else if (outcome !== "sent") run.problems.push(outcome);
				else {
					run.sent.push(file.path);
					run.stored++;
					if (facts.isEdited) run.stripped++;
					if (facts.isUnsearched) run.problems.push({ ...whole(file), ...UNSEARCHED, severity: "warning" });
				}
			}
			progress(++done, files.length);
		}
	};
	if (files.length > 0) progress(0, files.length);
	// Wait for all uploads even if one fails, so that no request outlives the run.
	const outcomes = await Promise.allSettled(Array.from({ length: CONNECTIONS }, sendFromQueue));
	for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
}

/** Uploads a file. `full` means that the site does not accept any more files today. */
async function sendOne(file: OwnFile, send: () => Promise<void>): Promise<"sent" | "full" | Problem> {
	for (let tries = 1; ; tries++) {
		try {
			await send();
			return "sent";
		} catch (error) {
			if (error instanceof ApiError) {
				if (error.status === 429) return "full";
				if (!ABOUT_A_FILE.has(error.status ?? 0)) throw error;
				return {
					...whole(file),
					message: `${error.reason ?? error.message}.`,
					hint: HINTS.get(error.status ?? 0) ?? RETRY,
				};
			}
			if (error instanceof ChangedFileError && tries < TRIES) await sleep(CHANGE_DELAY_MS);
			else return faultOf(file, error);
		}
	}
}

/** The pause before retrying to upload a file that was being written, in milliseconds. */
const CHANGE_DELAY_MS = 50;

/** Status codes that concern a single file. All others concern the whole run. */
const ABOUT_A_FILE = new Set([400, 409, 411, 413, 415, 422]);

const RETRY = "Run the same command again.";

const HINTS = new Map([
	[409, "The file may have been deleted, or claimed by another token, during the upload. Run the same command again."],
	[413, "Make it smaller, or add an R2 bucket in `wrangler.toml` (docs/settings.md)."],
	[415, "Save it in the format that matches its extension, or link to a download elsewhere."],
]);

const UNSEARCHED = {
	message: "The picture is too large to be searched for location data, so it is published unchanged.",
	hint: "Make it smaller than 32 MiB.",
};

const TOO_OLD: Problem = {
	severity: "warning",
	path: "",
	line: null,
	message: "The site runs an older release of Newsstand, which cannot publish pictures and other files.",
	hint: "Update the site: npm run deploy",
};

function faultOf(file: OwnFile, error: unknown): Problem {
	if (error instanceof ChangedFileError) {
		return {
			...whole(file),
			severity: "warning",
			message: "The file was being written during the upload.",
			hint: RETRY,
		};
	}
	// Handle only file system errors. The codes of Node's own errors begin with ERR_.
	if (!/^E(?!RR_)/.test(codeOf(error))) throw error;
	const hint = "Make it readable for the user who runs Newsstand.";
	return { ...whole(file), message: `The file cannot be read: ${reasonOf(error)}.`, hint };
}

function whole({ path }: OwnFile): Pick<Problem, "severity" | "path" | "line"> {
	return { severity: "error", path, line: null };
}
