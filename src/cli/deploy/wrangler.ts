import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import process from "node:process";
import { stripVTControlCharacters } from "node:util";
import { QUIET_WRANGLER } from "../quiet-wrangler.ts";
import { Obstacle } from "./obstacle.ts";

/** How a run of wrangler ended, and what it wrote. */
export interface Outcome {
	/** Null if a signal ended it. */
	code: number | null;
	stdout: string;
	stderr: string;
}

/** Runs a command of wrangler to its end. What is secret goes through `input`, and so appears in no list of processes. */
export type Wrangler = (args: string[], more?: { input?: string; env?: Record<string, string> }) => Promise<Outcome>;

/** A run that takes longer hangs, in milliseconds. */
const PATIENCE = 300_000;

/** The wrangler of the project in `root`. */
export function wranglerOf(root: string): Wrangler {
	let program: string;
	try {
		program = join(createRequire(join(root, "package.json")).resolve("wrangler/package.json"), "../bin/wrangler.js");
	} catch {
		throw new Obstacle("Wrangler is not installed. Run `npm ci`, and this command again");
	}
	return (args, { input = "", env = {} } = {}) =>
		new Promise((resolve, reject) => {
			const child = spawn(process.execPath, [program, ...args], {
				cwd: root,
				stdio: "pipe",
				env: { ...process.env, ...QUIET_WRANGLER, ...env },
				timeout: PATIENCE,
			});
			const written = { stdout: "", stderr: "" };
			for (const name of ["stdout", "stderr"] as const) {
				child[name].setEncoding("utf8").on("data", (text: string) => {
					written[name] += stripVTControlCharacters(text);
				});
			}
			child.once("error", reject).once("close", (code) => resolve({ code, ...written }));
			// Who does not read what it is given breaks the pipe, and says why by itself.
			child.stdin.on("error", () => {}).end(input);
		});
}

/** What wrangler had to say about a failure: its first error with what belongs to it, or else the end of what it wrote. */
export function wordsOf({ stdout, stderr }: Outcome): string[] {
	const lines = `${stdout}\n${stderr}`.split("\n").map((line) => line.trim());
	const at = lines.findIndex((line) => line.startsWith("✘ [ERROR]"));
	if (at === -1) return lines.filter((line) => line !== "").slice(-MOST);
	const told = lines.slice(at).map((line) => line.replace(/^✘ \[ERROR\] /, ""));
	const end = told.findIndex((line, index) => index > 0 && /^(✘|▲|🪵|If you think this is a bug)/u.test(line));
	return told
		.slice(0, end === -1 ? undefined : end)
		.filter((line) => line !== "")
		.slice(0, MOST);
}

/** More lines than this nobody reads. */
const MOST = 10;
