import { mkdir, readdir, rename, rm, rmdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createApi } from "../api/client.ts";
import { waitUntilRendered } from "../api/wait.ts";
import { type CliError, type CommandContext, NetworkError } from "../command.ts";
import { codeOf, reasonOf } from "../content/folders.ts";
import { progressBar } from "../report.ts";
import { printable } from "../terminal.ts";
import { type BackupApi, createBackupApi } from "./client.ts";
import { account, type Manifest } from "./manifest.ts";
import { readBackupOptions } from "./options.ts";
import { writeBackup } from "./write.ts";

/** So often it is begun anew if somebody publishes meanwhile. */
const TRIES = 3;

/** So long a site may take to write what is still to be written, in milliseconds. */
const RENDER_TIMEOUT_MS = 60_000;

/**
 * `export`: writes all that a site holds into a new folder, which is there as soon as it is whole. Returns 1 if it could
 * not.
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
		const left = (feeds: number): void => terminal.progress(`Waiting for ${feeds} feeds to be written`);
		await waitUntilRendered(createApi(site, token, ending), {
			ending,
			left,
			stalled: () => false,
			atMost: RENDER_TIMEOUT_MS,
		});
		for (let tries = 1; tries <= TRIES; tries++) {
			if (tries > 1) terminal.line("Something was published meanwhile. Once more from the beginning.");
			const manifest = await attempt(api, folder, (done, total) => terminal.progress(progressBar(done, total)));
			if (manifest === null) continue;
			terminal.line(`${folder}: ${account(manifest)}.`);
			terminal.line("It holds names and secrets of subscribers. Keep it where only you can read it.");
			return 0;
		}
		return fail(`${site} changes all the time, so nothing was kept. Try again when nobody publishes.`);
	} catch (error) {
		if (error instanceof NetworkError) return fail(`${error.message}. Nothing was kept.`);
		if (codeOf(error) === "") throw error;
		return fail(`${folder} cannot be written: ${reasonOf(error)}. Nothing was kept.`);
	}
}

/** A back-up goes where nothing is, so that it never mixes with another. */
async function inTheWay(folder: string): Promise<CliError | null> {
	try {
		const names = await readdir(folder);
		if (names.length === 0) return null;
		return { failure: `${folder} is not empty. Name a folder that is not there yet, such as one with today's date.` };
	} catch (error) {
		if (codeOf(error) === "ENOENT") return null;
		return { failure: `${folder} cannot be used: ${reasonOf(error)}. Name a folder that is not there yet.` };
	}
}

/** Writes all of it; null if the site has changed meanwhile. What is begun is beside the folder until it is whole. */
async function attempt(
	api: BackupApi,
	folder: string,
	progress: (done: number, total: number) => void,
): Promise<Manifest | null> {
	const before = await api.holdings();
	const total = before.subjects.find(({ name }) => name === "sources")?.count ?? 0;
	const unfinished = await beginUnfinished(folder);
	try {
		const manifest = await writeBackup(api, before, unfinished, (done) => progress(done, total));
		if ((await api.holdings()).edition !== before.edition) return null;
		await rmdir(folder).catch((error: unknown) => {
			if (codeOf(error) !== "ENOENT") throw error;
		});
		await rename(unfinished, folder);
		await rm(join(folder, MARKER));
		return manifest;
	} finally {
		await rm(unfinished, { recursive: true, force: true });
	}
}

/** Lies in every back-up as long as it is being written. A folder without it is somebody's own, and is never deleted. */
export const MARKER = "unfinished-export";

/** Where a back-up is written until it is whole: beside the folder that it will be. */
export function unfinishedOf(folder: string): string {
	return `${folder}.unfinished`;
}

/** Why a back-up cannot be begun there; null: nothing is there, or what an earlier export left. */
export async function unfinishedInTheWay(folder: string): Promise<CliError | null> {
	const unfinished = unfinishedOf(folder);
	try {
		const names = await readdir(unfinished);
		if (names.length === 0 || names.includes(MARKER)) return null;
		return {
			failure: `${unfinished} is in the way, and no export has made it. Move it elsewhere, or name another folder.`,
		};
	} catch (error) {
		if (codeOf(error) === "ENOENT") return null;
		return { failure: `${unfinished} is in the way: ${reasonOf(error)}. Move it elsewhere, or name another folder.` };
	}
}

/** Makes the folder to write into, in the place of what an earlier export left there. Only its owner may read it. */
export async function beginUnfinished(folder: string): Promise<string> {
	const unfinished = unfinishedOf(folder);
	await rm(unfinished, { recursive: true, force: true });
	await mkdir(unfinished, { recursive: true, mode: 0o700 });
	await writeFile(join(unfinished, MARKER), "");
	return unfinished;
}
