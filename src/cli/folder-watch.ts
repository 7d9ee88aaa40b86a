import { existsSync, lstatSync, type Stats } from "node:fs";
import { basename } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type FSWatcher, watch } from "chokidar";
import { isPassedOver, isSourceName } from "../article/source-path.ts";
import type { Folder } from "./folders.ts";

/** Notices what is saved in folders, from the moment that it is made. */
export interface FolderWatch {
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
