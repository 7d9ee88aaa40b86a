import { mkdir, readdir, rename, rm, rmdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createApi } from "../api/client.ts";
import { waitUntilRendered } from "../api/wait.ts";
import { type CliError, type CommandContext, NetworkError } from "../command.ts";
import { codeOf, reasonOf } from "../content/folders.ts";
import { progressBar } from "../report.ts";
import { printable, type Terminal } from "../terminal.ts";
import { type BackupApi, createBackupApi } from "./client.ts";
import { account, type Manifest } from "./manifest.ts";
import { readBackupOptions } from "./options.ts";
import { FILES } from "./stored-files.ts";
import { writeBackup } from "./write.ts";

/** Maximum number of attempts. An attempt fails if someone publishes in the meantime. */
const TRIES = 3;

/** How long to wait for the site to render pending feeds, in milliseconds. */
const RENDER_TIMEOUT_MS = 60_000;

/**
 * The `export` command: writes a backup of a site to a new folder, which appears only when the backup is complete.
 * Returns 1 if it fails.
 */
export async function exportSite(args: string[], { root, cwd, terminal }: CommandContext): Promise<number> {
	const fail = (failure: string): number => {
		terminal.error(printable(failure));
		return 1;
	};
	const options = await readBackupOptions(args, { root, cwd }, "from");
	if ("failure" in options) return fail(options.failure);
	const { site, token, folder } = options;
	const ending = new AbortController().signal;
	const api = createBackupApi(site, token, ending);
	try {
		const fault = (await inTheWay(folder)) ?? (await unfinishedInTheWay(folder));
		if (fault !== null) return fail(fault.failure);
		await api.holdings();
		const left = (feeds: number): void => terminal.progress(`Rendering feeds: ${feeds} left`);
		await waitUntilRendered(createApi(site, token, ending), {
			ending,
			left,
			stalled: () => false,
			atMost: RENDER_TIMEOUT_MS,
		});
		for (let tries = 1; tries <= TRIES; tries++) {
			if (tries > 1) terminal.line("Something was published during the export. Starting over.");
			const manifest = await attempt(api, folder, terminal);
			if (manifest === null) continue;
			terminal.line(`${folder}: ${account(manifest)}.`);
			terminal.line("The backup contains names and secrets of subscribers. Store it where only you can read it.");
			return 0;
		}
		return fail(`${site} kept changing, so no backup was written. Try again when nobody is publishing.`);
	} catch (error) {
		if (error instanceof NetworkError) return fail(`${error.message}. No backup was written.`);
		if (codeOf(error) === "") throw error;
		return fail(`${folder} cannot be written: ${reasonOf(error)}. No backup was written.`);
	}
}

/**
 * Returns why a backup cannot be written to a folder; null if it can. The folder must be new or empty, so that backups
 * are never mixed.
 */
async function inTheWay(folder: string): Promise<CliError | null> {
	try {
		const names = await readdir(folder);
		if (names.length === 0) return null;
		return { failure: `${folder} is not empty. Choose a new folder, for example with today's date.` };
	} catch (error) {
		if (codeOf(error) === "ENOENT") return null;
		return { failure: `${folder} cannot be used: ${reasonOf(error)}. Choose a new folder.` };
	}
}

/**
 * Writes a backup next to the folder, and renames it once it is complete. Returns null if the site changed in the
 * meantime.
 */
async function attempt(api: BackupApi, folder: string, terminal: Terminal): Promise<Manifest | null> {
	const before = await api.holdings();
	const total = before.subjects.find(({ name }) => name === "sources")?.count ?? 0;
	const unfinished = await beginUnfinished(folder);
	try {
		const manifest = await writeBackup(api, before, unfinished, {
			sources: (done) => terminal.progress(progressBar(done, total)),
			files: (done) => terminal.progress(`Saving pictures and other files: ${done}`),
		});
		if ((await api.holdings()).edition !== before.edition) return null;
		await rmdir(folder).catch((error: unknown) => {
			if (codeOf(error) !== "ENOENT") throw error;
		});
		await rename(unfinished, folder);
		await rm(join(folder, MARKER));
		return manifest;
	} finally {
		// Keep pictures and other files for the next attempt: there may be many large ones.
		await clear(unfinished);
	}
}

/** Deletes everything in an unfinished backup except downloaded files, which the next export reuses. */
async function clear(unfinished: string): Promise<void> {
	const names = await readdir(unfinished).catch((): string[] => []);
	if (!names.includes(FILES)) return rm(unfinished, { recursive: true, force: true });
	for (const name of names) {
		if (name !== FILES && name !== MARKER) await rm(join(unfinished, name), { recursive: true, force: true });
	}
}

/**
 * The name of a file in every unfinished backup. A folder without this file was not created by an export, so it is
 * never deleted.
 */
export const MARKER = "unfinished-export";

/** Returns the folder to which a backup is written until it is complete. */
export function unfinishedOf(folder: string): string {
	return `${folder}.unfinished`;
}

/**
 * Returns why the unfinished backup cannot be written; null if it can be. It may overwrite an earlier unfinished
 * export.
 */
export async function unfinishedInTheWay(folder: string): Promise<CliError | null> {
	const unfinished = unfinishedOf(folder);
	try {
		const names = await readdir(unfinished);
		if (names.length === 0 || names.includes(MARKER)) return null;
		return {
			failure: `${unfinished} exists and was not created by an export. Move it, or choose another folder.`,
		};
	} catch (error) {
		if (codeOf(error) === "ENOENT") return null;
		return { failure: `${unfinished} is in the way: ${reasonOf(error)}. Move it, or choose another folder.` };
	}
}

/**
 * Creates the folder for an unfinished backup, or clears the folder of an earlier unfinished export. Only the owner of
 * the folder may read it.
 */
export async function beginUnfinished(folder: string): Promise<string> {
	const unfinished = unfinishedOf(folder);
	await clear(unfinished);
	await mkdir(unfinished, { recursive: true, mode: 0o700 });
	await writeFile(join(unfinished, MARKER), "");
	return unfinished;
}
