import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import process from "node:process";
import { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import type { CliError } from "../command.ts";
import { reasonOf } from "../content/folders.ts";

/** How SQLite says that another connection holds the lock (SQLITE_BUSY). */
const BUSY = 5;

/**
 * Locks a state folder for this process, so that no two Workers write to one database.
 *
 * The lock is that of an open SQLite transaction on an empty file: Node has no call for file locks, and SQLite takes them
 * on every system (`fcntl`, `LockFileEx`). The system releases it when the process ends, however it ends. Nobody deletes
 * the file: somebody else might be about to lock it.
 *
 * @returns how to unlock it
 */
export async function lockState(state: string): Promise<(() => Promise<void>) | CliError> {
	const file = join(state, "newsstand.lock");
	// For the message only.
	const holder = join(state, "newsstand.pid");
	try {
		await mkdir(state, { recursive: true });
	} catch (error) {
		return { failure: `${state} cannot be used: ${reasonOf(error)}. Choose another folder with --state DIR.` };
	}
	let lock: DatabaseSync | undefined;
	try {
		lock = new DatabaseSync(file, { timeout: 0 });
		lock.exec("BEGIN IMMEDIATE");
		await writeFile(holder, String(process.pid));
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

function inUse(state: string, file: string, pid: string): string {
	const who = /^\d+$/.test(pid) ? `process ${pid}, which holds the lock` : "a process that holds the lock";
	return `${state} is in use by another Newsstand (${who} ${file}). Stop it, or choose another folder with --state DIR.`;
}

/** The one line for a port that somebody else has. */
export function portInUse(port: number): CliError {
	const other = port < 65535 ? port + 1 : port - 1;
	return {
		failure:
			`Port ${port} is in use, perhaps by a Newsstand that still runs. ` +
			`End that program, or take another port: npm start -- --port ${other}`,
	};
}

/** Whether this machine lets us listen on a port of 127.0.0.1; null means yes. */
export function checkPort(port: number): Promise<CliError | null> {
	return new Promise((resolve) => {
		const server = createServer();
		server.once("error", (error: NodeJS.ErrnoException) => {
			if (error.code === "EADDRINUSE") resolve(portInUse(port));
			else resolve({ failure: `Port ${port} cannot be used (${error.code}). Take another: npm start -- --port 8787` });
		});
		server.listen(port, "127.0.0.1", () => server.close(() => resolve(null)));
	});
}
