import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import type { Complaint } from "./command.ts";
import { codeOf, reasonOf } from "./file-error.ts";

/**
 * Takes a state directory for this process, so that no two Workers write to one database. A lock whose process is gone
 * counts for nothing.
 *
 * @returns how to give it back
 */
export async function lockState(state: string): Promise<(() => Promise<void>) | Complaint> {
	const file = join(state, "newsstand.pid");
	try {
		await mkdir(state, { recursive: true });
		const holder = Number(await readFile(file, "utf8").catch((error: unknown) => absent(error)));
		if (holder !== process.pid && isRunning(holder)) {
			const complaint = `${state} is in use by another Newsstand (process ${holder}). End that one, or add --state with another directory.`;
			return { complaint };
		}
		await writeFile(file, String(process.pid));
		return () => rm(file, { force: true });
	} catch (error) {
		return { complaint: `${state} cannot be used: ${reasonOf(error)}. Name another directory with --state.` };
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
