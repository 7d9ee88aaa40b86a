import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** An environment for Git like that of a new machine: no external configuration and no prompts. */
export const GIT_ENVIRONMENT = {
	PATH: process.env["PATH"],
	GIT_CONFIG_GLOBAL: "/dev/null",
	GIT_CONFIG_SYSTEM: "/dev/null",
	GIT_TERMINAL_PROMPT: "0",
	GIT_AUTHOR_NAME: "Ada",
	GIT_AUTHOR_EMAIL: "ada@example.org",
	GIT_COMMITTER_NAME: "Ada",
	GIT_COMMITTER_EMAIL: "ada@example.org",
};

/** Runs Git in a folder and returns its output. Throws if it fails. */
export async function git(folder: string, ...args: string[]): Promise<string> {
	const options = { cwd: folder, env: GIT_ENVIRONMENT, maxBuffer: 256 * 1024 * 1024 };
	return (await run("git", ["-c", "core.quotePath=false", "-c", "gc.auto=0", ...args], options)).stdout;
}
