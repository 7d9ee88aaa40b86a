import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A walk through the whole history of a large repository may take so long, in milliseconds. */
const PATIENCE = 60_000;

/** Where a directory is in its Git repository: the repository's own directory, and the way from there, with `/` at the end. */
export async function placeInGit(directory: string): Promise<{ top: string; prefix: string } | null> {
	try {
		const [top = "", prefix = ""] = (await git(directory, "rev-parse", "--show-toplevel", "--show-prefix")).split("\n");
		return { top, prefix };
	} catch {
		// No Git, or no repository.
		return null;
	}
}

/**
 * When Git first saw the files of a repository, in milliseconds, by path (in NFC). A file that was moved has the date
 * of what it was before. Empty if the history cannot be read.
 */
export async function firstCommits(top: string): Promise<Map<string, number>> {
	const args = ["log", "--topo-order", "--reverse", "-z", "-M", "--diff-filter=AR", "--name-status", "--format=%aI"];
	const tokens = (await git(top, "-c", "log.showRoot=true", ...args).catch(() => "")).normalize("NFC").split("\0");
	const dates = new Map<string, number>();
	let time = Number.NaN;
	for (let at = 0; at < tokens.length; ) {
		const token = tokens[at++]?.trim() ?? "";
		if (token === "A") {
			const path = tokens[at++] ?? "";
			if (!dates.has(path)) dates.set(path, time);
		} else if (/^R\d+$/.test(token)) {
			const [from = "", to = ""] = tokens.slice(at, at + 2);
			at += 2;
			dates.set(to, dates.get(from) ?? time);
			dates.delete(from);
		} else {
			time = Date.parse(token);
		}
	}
	return dates;
}

async function git(directory: string, ...args: string[]): Promise<string> {
	const { stdout } = await run("git", args, { cwd: directory, timeout: PATIENCE, maxBuffer: Number.POSITIVE_INFINITY });
	return stdout;
}
