import { existsSync, lstatSync, type Stats } from "node:fs";
import { basename } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type FSWatcher, watch } from "chokidar";
import type { Problem } from "../../article/problem.ts";
import { isPassedOver, isSourceName } from "../../article/source.ts";
import type { Api } from "../api/client.ts";
import { waitUntilRendered } from "../api/wait.ts";
import { NetworkError } from "../command.ts";
import { changeLine, clock, problemLines } from "../report.ts";
import { printable, type Terminal } from "../terminal.ts";
import type { Folder } from "./folders.ts";
import type { Publish, Published } from "./upload.ts";

/** Notices what is saved in folders, from the moment that it is made. */
interface FolderWatch {
	/** Resolves once something has changed since the last time, and nothing more does for a moment. */
	change(): Promise<void>;
	close(): Promise<void>;
}

/** An editor's several writes of one save, a branch that is checked out: so long nothing happens after the last. */
const QUIET = 100;
/** Folders that never come to rest are published all the same. Both in milliseconds. */
const AT_MOST = 500;

/** A folder that has gone is looked for so often, in milliseconds. */
const LOOK = 500;

/** Watches folders. `onError` hears why some of it may go unnoticed. */
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
	/** A folder that was moved away and came back is another one to the system: it has to be watched anew. */
	async function reopen(): Promise<void> {
		await watcher.close();
		while (!closed && !roots.every((root) => existsSync(root))) await sleep(LOOK);
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

/** What a scan does not look at is not watched either; above all no link to a folder, which may lead in a circle. */
function isOutside(path: string, stats: Stats | undefined): boolean {
	const name = basename(path);
	if (isPassedOver(name)) return true;
	if (stats === undefined) return false;
	if (!stats.isDirectory()) return !isSourceName(name);
	return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? true;
}

/** What publishing again needs. */
interface RepublishContext {
	publish: Publish;
	api: Api;
	terminal: Terminal;
	ending: AbortSignal;
}

/** Before trying again, in milliseconds: at first, and at most. */
const RETRY_DELAYS_MS = { first: 1000, most: 30_000 };
/** The line about a change waits until it can be read, but not longer than this, in milliseconds. */
const RENDERING = 2000;

/**
 * Publishes once more and says in a line what that changed, with the problems that are new or concern what was
 * sent; nothing if nothing changed. What fails is tried again until it works.
 *
 * @param known the problems that have been shown already
 */
export function republisher(
	{ publish, api, terminal, ending }: RepublishContext,
	known: Problem[],
): () => Promise<void> {
	let shown = new Set(known.map((problem) => JSON.stringify(problem)));

	async function insist(): Promise<Published> {
		for (let pause = RETRY_DELAYS_MS.first; ; pause = Math.min(pause * 2, RETRY_DELAYS_MS.most)) {
			try {
				return await publish((done, total) => terminal.progress(`Publishing ${done} of ${total}…`));
			} catch (error) {
				if (!(error instanceof NetworkError) || ending.aborted) throw error;
				const what = `${clock(new Date())}  Not published yet: ${printable(error.message)}.`;
				terminal.error(`${what} Trying again in ${pause / 1000} s.`);
				await sleep(pause, undefined, { signal: ending });
			}
		}
	}

	return async () => {
		const run = await insist();
		const keys = new Map(run.problems.map((problem) => [JSON.stringify(problem), problem]));
		const news = [...keys].filter(([key, { path }]) => !shown.has(key) || run.paths.includes(path));
		shown = new Set(keys.keys());
		const problems = news.map(([, problem]) => problem);
		const line = changeLine(new Date(), run, problems);
		if (line === null) return;
		await waitUntilRendered(api, { ending, left: () => {}, stalled: () => true, atMost: RENDERING });
		for (const text of [line, ...problemLines(problems)]) terminal.line(text);
	};
}
