import { existsSync, lstatSync, type Stats } from "node:fs";
import { basename } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type FSWatcher, watch } from "chokidar";
import { isFilePath } from "../../article/file-kinds.ts";
import type { Problem } from "../../article/problem.ts";
import { isCountedPath, isGeneratorFile, isPassedOver } from "../../article/source.ts";
import type { Api } from "../api/client.ts";
import { waitUntilRendered } from "../api/wait.ts";
import { NetworkError } from "../command.ts";
import { changeLine, clock, problemLines } from "../report.ts";
import { printable, type Terminal } from "../terminal.ts";
import type { Folder } from "./folders.ts";
import type { Publish, Published } from "./upload.ts";

/** Waits for changes in folders. */
interface FolderWatch {
	/**
	 * Resolves once something has changed since the last call and the folders have then remained unchanged for a moment.
	 */
	change(): Promise<void>;
	close(): Promise<void>;
}

/**
 * How long the folders must remain unchanged before `change` resolves, in milliseconds. An editor writes several times
 * per save, and a checkout writes many files.
 */
const QUIET = 100;
/** Maximum time to wait for folders that keep changing, in milliseconds. */
const AT_MOST = 500;

/** How often to check whether a missing folder exists again, in milliseconds. */
const CHECK_INTERVAL_MS = 500;

/** Watches folders. `onError` is called with the reason if some changes may be missed. */
export function watchFolders(folders: Folder[], onError: (reason: string) => void): FolderWatch {
	const roots = folders.map(({ directory }) => directory);
	let lastAt = 0;
	let changed = false;
	let closed = false;
	let wake = (): void => {};
	const note = (): void => {
		lastAt = Date.now();
		changed = true;
		wake();
	};
	const open = (): FSWatcher => {
		const opened = watch(roots, {
			ignored: (path, stats) => !roots.includes(path) && isOutside(path, stats),
			ignoreInitial: true,
			ignorePermissionErrors: true,
		});
		opened.on("all", (event, path) => {
			note();
			if (event === "unlinkDir" && roots.includes(path)) void reopen();
		});
		return opened.on("error", (error) => onError(error instanceof Error ? error.message : String(error)));
	};
	/** Watches the folders again. To the operating system, a folder that was moved away and back is a new folder. */
	async function reopen(): Promise<void> {
		await watcher.close();
		while (!closed && !roots.every((root) => existsSync(root))) await sleep(CHECK_INTERVAL_MS);
		if (closed) return;
		watcher = open();
		watcher.once("ready", note);
	}
	let watcher = open();
	return {
		async change() {
			if (!changed) await new Promise<void>((resolve) => (wake = resolve));
			const deadline = Date.now() + AT_MOST;
			while (Date.now() - lastAt < QUIET && Date.now() < deadline) await sleep(QUIET - (Date.now() - lastAt));
			changed = false;
		},
		close() {
			closed = true;
			return watcher.close();
		},
	};
}

/**
 * Whether a path is ignored. The rules are the same as in a scan. Symbolic links to folders are ignored, because they
 * can form a cycle.
 */
function isOutside(path: string, stats: Stats | undefined): boolean {
	const name = basename(path);
	if (isPassedOver(name) && !isGeneratorFile(path)) return true;
	if (stats === undefined) return false;
	if (!stats.isDirectory()) return !isCountedPath(name) && !isGeneratorFile(path) && !isFilePath(name);
	return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? true;
}

/** The site and the settings of the watcher. */
interface RepublishContext {
	publish: Publish;
	api: Api;
	terminal: Terminal;
	ending: AbortSignal;
}

/** The pause before a retry, in milliseconds. It doubles from `first` to `most`. */
const RETRY_DELAYS_MS = { first: 1000, most: 30_000 };
/** Maximum time to wait for readers to get a change before the change is reported anyway, in milliseconds. */
const RENDER_WAIT_MS = 2000;

/**
 * Returns a function that syncs again and prints a line about what changed, followed by those problems that are new or
 * concern uploaded files. The function prints nothing if nothing changed. If the sync fails, it is retried until it
 * succeeds.
 *
 * @param known the problems shown so far
 */
export function republisher(
	{ publish, api, terminal, ending }: RepublishContext,
	known: Problem[],
): () => Promise<void> {
	let shown = known;

	async function insist(): Promise<Published> {
		for (let pause = RETRY_DELAYS_MS.first; ; pause = Math.min(pause * 2, RETRY_DELAYS_MS.most)) {
			try {
				return await publish((done, total) => terminal.progress(`Publishing ${done} of ${total}…`));
			} catch (error) {
				if (!(error instanceof NetworkError) || ending.aborted) throw error;
				const what = `${clock(new Date())}  Not published yet: ${printable(error.message)}.`;
				terminal.error(`${what} Retrying in ${pause / 1000} s.`);
				await sleep(pause, undefined, { signal: ending });
			}
		}
	}

	return async () => {
		const run = await insist();
		const old = new Set(shown.map((problem) => JSON.stringify(problem)));
		const problems = run.problems.filter((one) => !old.has(JSON.stringify(one)) || run.paths.includes(one.path));
		const left = new Set(run.problems.map(withoutLine));
		const fixed = shown.filter((problem) => !left.has(withoutLine(problem))).length;
		shown = run.problems;
		const line = changeLine(new Date(), run, problems, fixed);
		if (line === null) return;
		await waitUntilRendered(api, { ending, left: () => {}, stalled: () => true, atMost: RENDER_WAIT_MS });
		for (const text of [line, ...problemLines(problems)]) terminal.line(text);
	};
}

/** Identifies a problem without its line number, which changes when someone edits the lines above. */
function withoutLine({ path, message }: Problem): string {
	return JSON.stringify([path, message]);
}
