import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import process from "node:process";
import { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import type { CliError } from "../command.ts";
import { codeOf, reasonOf } from "../content/folders.ts";

/** SQLite's error code for a lock that another connection holds (SQLITE_BUSY). */
const BUSY = 5;

/**
 * Returns the folder where `npm start` stores the data of the local site, unless `--state` specifies another folder.
 */
export function defaultState(root: string): string {
	return join(root, ".wrangler/newsstand");
}

/**
 * A file in the state folder that contains the id of the process using that folder, and the port of its site: `1234
 * 8787`.
 */
const HOLDER = "newsstand.pid";

/**
 * Locks a state folder for this process, so that two Workers never write to the same database.
 *
 * The lock is an open SQLite transaction on an empty file: Node does not have an API for file locks, but SQLite uses
 * file locks on every system (`fcntl`, `LockFileEx`). The operating system releases the lock when the process ends,
 * even after a crash. The file is never deleted, because another process might be about to lock it.
 *
 * @param port the port of the local site, saved for `runningPort`
 * @returns a function that unlocks the folder
 */
export async function lockState(state: string, port: number): Promise<(() => Promise<void>) | CliError> {
	const file = join(state, "newsstand.lock");
	const holder = join(state, HOLDER);
	try {
		await mkdir(state, { recursive: true });
	} catch (error) {
		return { failure: `${state} cannot be used: ${reasonOf(error)}. Choose another folder with --state DIR.` };
	}
	let lock: DatabaseSync | undefined;
	try {
		lock = new DatabaseSync(file, { timeout: 0 });
		lock.exec("BEGIN IMMEDIATE");
		await writeFile(holder, `${process.pid} ${port}`);
	} catch (error) {
		lock?.close();
		const { errcode } = z.object({ errcode: z.number() }).safeParse(error).data ?? {};
		if (errcode === BUSY) return { failure: inUse(state, file, await readFile(holder, "utf8").catch(() => "")) };
		const why = errcode !== undefined && error instanceof Error ? error.message : reasonOf(error);
		return { failure: `${file} cannot be locked: ${why}. Delete it, or choose another folder with --state DIR.` };
	}
	return async () => {
		await rm(holder, { force: true });
		lock.close();
	};
}

/**
 * Returns the port of the site that is running with this state folder. Returns undefined if no site is running, or if
 * it runs a version of Newsstand that does not save the port.
 */
export async function runningPort(state: string): Promise<number | undefined> {
	const [, pid, port] = /^(\d+) (\d+)$/.exec(await readFile(join(state, HOLDER), "utf8").catch(() => "")) ?? [];
	return pid !== undefined && isRunning(Number(pid)) ? Number(port) : undefined;
}

function isRunning(pid: number): boolean {
	try {
		return process.kill(pid, 0);
	} catch (error) {
		return codeOf(error) === "EPERM";
	}
}

function inUse(state: string, file: string, holder: string): string {
	const [pid] = /^\d+/.exec(holder) ?? [];
	const who = pid === undefined ? "another process" : `process ${pid}`;
	return `${state} is in use by another instance of Newsstand: ${who} has locked ${file}. Stop that process, or choose another folder with --state DIR.`;
}

/** Returns the error for a port that is in use. */
export function portInUse(port: number): CliError {
	const other = port < 65535 ? port + 1 : port - 1;
	return {
		failure:
			`Port ${port} is in use, perhaps by another instance of Newsstand. ` +
			`Stop that program, or choose another port: npm start -- --port ${other}`,
	};
}

/** Checks whether this process can listen on a port of 127.0.0.1. Returns the error, or null if we can. */
export function checkPort(port: number): Promise<CliError | null> {
	return new Promise((resolve) => {
		const server = createServer();
		server.once("error", (error: NodeJS.ErrnoException) => {
			if (error.code === "EADDRINUSE") resolve(portInUse(port));
			else
				resolve({ failure: `Port ${port} cannot be used (${error.code}). Choose another: npm start -- --port 8787` });
		});
		server.listen(port, "127.0.0.1", () => server.close(() => resolve(null)));
	});
}
