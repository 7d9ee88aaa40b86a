import { execFile } from "node:child_process";
import { basename, dirname } from "node:path";
import { promisify } from "node:util";
import { hasFrontMatter } from "../../article/front-matter.ts";

/**
 * When a text that names no date itself was written, in milliseconds: when Git first saw the file, else when it was
 * last changed. undefined for a text with front matter, which is asked to say.
 */
export type DateOf = (file: string, text: string, changed: number) => Promise<number | undefined>;

/** Dates files. Git is asked once for each repository, so what is committed afterwards is not seen. */
export function createDating(): DateOf {
	const placeOf = remembering(placeInGit);
	const commitsOf = remembering(firstCommits);
	return async (file, text, changed) => {
		if (hasFrontMatter(text)) return undefined;
		const place = await placeOf(dirname(file));
		const path = `${place?.prefix}${basename(file)}`.normalize("NFC");
		const committed = place === null ? undefined : (await commitsOf(place.top)).get(path);
		return committed ?? Math.floor(changed / 1000) * 1000;
	};
}

function remembering<T>(ask: (directory: string) => Promise<T>): (directory: string) => Promise<T> {
	const known = new Map<string, Promise<T>>();
	return (directory) => {
		const answer = known.get(directory) ?? ask(directory);
		known.set(directory, answer);
		return answer;
	};
}

const run = promisify(execFile);

/** A walk through the whole history of a large repository may take so long, in milliseconds. */
const GIT_TIMEOUT_MS = 60_000;

/** Where a directory is in its Git repository: the repository's own directory, and the way from there, with `/` at the end. */
async function placeInGit(directory: string): Promise<{ top: string; prefix: string } | null> {
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
async function firstCommits(top: string): Promise<Map<string, number>> {
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
	const { stdout } = await run("git", args, {
		cwd: directory,
		timeout: GIT_TIMEOUT_MS,
		maxBuffer: Number.POSITIVE_INFINITY,
	});
	return stdout;
}
