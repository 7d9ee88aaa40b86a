import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";

/** Creates a folder with these files (path → content) and deletes it after the test. Returns its absolute path. */
export async function temporaryFolder(files: Record<string, string | Uint8Array> = {}): Promise<string> {
	const folder = await realpath(await mkdtemp(join(tmpdir(), "newsstand-")));
	onTestFinished(() => rm(folder, { recursive: true, force: true }));
	for (const [path, content] of Object.entries(files)) {
		await mkdir(dirname(join(folder, path)), { recursive: true });
		await writeFile(join(folder, path), content);
	}
	return folder;
}
