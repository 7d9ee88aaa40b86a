import { stat } from "node:fs/promises";
import { counted } from "../../article/totals.ts";
import type { Api } from "../api/client.ts";
import type { FileFacts } from "../files/facts.ts";
import { type OwnFile, stampOf } from "../files/scan.ts";
import { emptyRun, type FileProgress, sendAll } from "../files/sync.ts";
import { placeOf, type StoredFile } from "./stored-files.ts";

/**
 * Uploads the files whose bytes are not on the site yet. Runs after all records are restored. Returns lines to print
 * about files that could not be uploaded.
 *
 * @param stored the files in the backup
 */
export async function restoreFiles(
	api: Api,
	folder: string,
	stored: readonly StoredFile[],
	progress: FileProgress,
): Promise<string[]> {
	if (stored.length === 0) return [];
	const known = new Set(stored.map(({ hash }) => hash));
	const { limits } = await api.announceFiles([]);
	const held = await api.files("all");
	const wanted = held.filter(({ hash, state }) => (state === "wanted" || state === "waiting") && known.has(hash));
	const files: { file: OwnFile; facts: FileFacts }[] = [];
	const sent = new Set<string>();
	for (const { path, hash } of wanted) {
		// The site stores identical files only once.
		if (sent.has(hash)) continue;
		sent.add(hash);
		const file = placeOf(folder, hash);
		const stats = await stat(file);
		files.push({
			file: { path, file, size: stats.size, stamp: stampOf(stats), changed: stats.mtimeMs },
			facts: { hash, size: stats.size, isEdited: false, isUnsearched: false },
		});
	}
	const run = emptyRun();
	await sendAll(api, files, limits, run, progress);
	return [
		...run.problems.map(({ path, message }) => `${path} was not uploaded: ${message}`),
		...(run.waiting > 0
			? [
					`${counted(run.waiting, "file")} could not be uploaded: the site does not accept any more files today. ` +
						"Run the same command again after 00:00 UTC.",
				]
			: []),
	];
}
