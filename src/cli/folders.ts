import { stat } from "node:fs/promises";
import { basename } from "node:path";
import type { Complaint } from "./command.ts";
import { codeOf, reasonOf } from "./file-error.ts";

/** A folder of sources. */
export interface Folder {
	/** Absolute. */
	directory: string;
	/** What the paths of its sources begin with: nothing for a single folder, its name and `/` among several. */
	prefix: string;
}

/** The folders to publish, or why one of them cannot be. */
export async function openFolders(directories: string[]): Promise<Folder[] | Complaint> {
	const names = new Map<string, string>();
	for (const directory of directories) {
		try {
			if (!(await stat(directory)).isDirectory()) {
				return { complaint: `${directory} is a file. Name the folder that it is in.` };
			}
		} catch (error) {
			if (codeOf(error) !== "ENOENT") return { complaint: `${directory} cannot be opened: ${reasonOf(error)}.` };
			return { complaint: `The folder ${directory} does not exist. Check its name, or make it.` };
		}
		const name = basename(directory).normalize("NFC");
		const twin = names.get(name);
		if (twin !== undefined) {
			return {
				complaint:
					`${twin} and ${directory} have the same name, which would mix up their articles. ` +
					"Rename one of them, or name the folder that both are in.",
			};
		}
		names.set(name, directory);
	}
	return [...names].map(([name, directory]) => ({ directory, prefix: names.size === 1 ? "" : `${name}/` }));
}
