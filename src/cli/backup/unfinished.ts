import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Complaint } from "../command.ts";
import { codeOf, reasonOf } from "../file-error.ts";

/** Lies in every back-up as long as it is being written. A folder without it is somebody's own, and is never deleted. */
export const MARKER = "unfinished-export";

/** Where a back-up is written until it is whole: beside the folder that it will be. */
export function unfinishedOf(folder: string): string {
	return `${folder}.unfinished`;
}

/** Why a back-up cannot be begun there; null: nothing is there, or what an earlier export left. */
export async function unfinishedInTheWay(folder: string): Promise<Complaint | null> {
	const unfinished = unfinishedOf(folder);
	try {
		const names = await readdir(unfinished);
		if (names.length === 0 || names.includes(MARKER)) return null;
		return {
			complaint: `${unfinished} is in the way, and no export has made it. Move it elsewhere, or name another folder.`,
		};
	} catch (error) {
		if (codeOf(error) === "ENOENT") return null;
		return { complaint: `${unfinished} is in the way: ${reasonOf(error)}. Move it elsewhere, or name another folder.` };
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
