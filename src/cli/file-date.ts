import { execFile } from "node:child_process";
import { basename, dirname } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/**
 * When a text that names no date itself was written, in milliseconds: when Git first saw the file, else when it was
 * last changed. undefined for a text with front matter, which is asked to say.
 */
export async function dateOfFile(file: string, text: string, changed: number): Promise<number | undefined> {
	if (/^\uFEFF?---\s/.test(text)) return undefined;
	return (await firstCommit(file)) ?? Math.floor(changed / 1000) * 1000;
}

async function firstCommit(file: string): Promise<number | undefined> {
	try {
		const args = ["log", "--follow", "--diff-filter=A", "--format=%aI", "--", basename(file)];
		const { stdout } = await run("git", args, { cwd: dirname(file), timeout: 5000 });
		const time = Date.parse(stdout.trim().split("\n").at(-1) ?? "");
		return Number.isNaN(time) ? undefined : time;
	} catch {
		// No Git, or no repository.
		return undefined;
	}
}
