import { relative, sep } from "node:path";
import type { CliError } from "../command.ts";
import { type Folder, openFolders } from "../content/folders.ts";
import { type ParsedSource, readFolders, type UnreadableDraft } from "../content/read-sources.ts";
import type { PlannedFile } from "./write-files.ts";

/** The content folders as they will be once the planned files are written. */
export interface PlannedContent {
	folders: Folder[];
	drafts: (ParsedSource | UnreadableDraft)[];
}

/**
 * Reads content folders as if the planned files had been written.
 *
 * @param content absolute paths
 */
export async function readPlanned(
	content: string[],
	files: readonly PlannedFile[],
): Promise<PlannedContent | CliError> {
	const folders = await openFolders(content);
	if ("failure" in folders) return folders;
	const { drafts } = await readFolders(folders);
	const byPath = new Map(drafts.map((draft) => [draft.path, draft]));
	for (const { file, after } of files) {
		const path = pathIn(folders, file);
		if (path !== null) byPath.set(path, { path, text: after });
	}
	return { folders, drafts: [...byPath.values()] };
}

/** Returns the source path of a file; null if the file is outside these folders. */
export function pathIn(folders: readonly Folder[], file: string): string | null {
	for (const { directory, prefix } of folders) {
		const path = relative(directory, file);
		if (path !== "" && !path.startsWith("..")) return (prefix + path.split(sep).join("/")).normalize("NFC");
	}
	return null;
}
