import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import process from "node:process";
import type { CliError } from "../command.ts";
import { codeOf, reasonOf } from "../content/folders.ts";

/**
 * Takes a state directory for this process, so that no two Workers write to one database. A lock whose process is gone
 * counts for nothing.
 *
 * @returns how to give it back
 */
export async function lockState(state: string): Promise<(() => Promise<void>) | CliError> {
	const file = join(state, "newsstand.pid");
	try {
		await mkdir(state, { recursive: true });
		const holder = Number(await readFile(file, "utf8").catch((error: unknown) => absent(error)));
		if (holder !== process.pid && isRunning(holder)) {
			const failure = `${state} is in use by another Newsstand (process ${holder}). End that one, or add --state with another directory.`;
			return { failure };
		}
		await writeFile(file, String(process.pid));
		return () => rm(file, { force: true });
	} catch (error) {
		return { failure: `${state} cannot be used: ${reasonOf(error)}. Name another directory with --state.` };
	}
}

function absent(error: unknown): string {
	if (codeOf(error) === "ENOENT") return "";
	throw error;
}

function isRunning(pid: number): boolean {
	if (!Number.isInteger(pid) || pid <= 0) return false;
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return codeOf(error) === "EPERM";
	}
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
