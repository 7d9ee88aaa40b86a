import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import process from "node:process";
import { stripVTControlCharacters } from "node:util";
import type * as z from "zod";
import { NetworkError } from "../command.ts";

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
const WRANGLER_TIMEOUT_MS = 300_000;

/** The wrangler of the project in `root`. */
export function wranglerOf(root: string): Wrangler {
	let program: string;
	try {
		program = join(createRequire(join(root, "package.json")).resolve("wrangler/package.json"), "../bin/wrangler.js");
	} catch {
		throw new DeployError("Wrangler is not installed. Run `npm ci`, and this command again");
	}
	return (args, { input = "", env = {} } = {}) =>
		new Promise((resolve, reject) => {
			const child = spawn(process.execPath, [program, ...args], {
				cwd: root,
				stdio: "pipe",
				env: { ...process.env, ...QUIET_WRANGLER, ...env },
				timeout: WRANGLER_TIMEOUT_MS,
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
	if (at === -1) return lines.filter((line) => line !== "").slice(-MAX_ENTRIES);
	const told = lines.slice(at).map((line) => line.replace(/^✘ \[ERROR\] /, ""));
	const end = told.findIndex((line, index) => index > 0 && /^(✘|▲|🪵|If you think this is a bug)/u.test(line));
	return told
		.slice(0, end === -1 ? undefined : end)
		.filter((line) => line !== "")
		.slice(0, MAX_ENTRIES);
}

/** More lines than this nobody reads. */
const MAX_ENTRIES = 10;

/** What is set for a wrangler that nobody talks to: it asks nothing, keeps no logs, tells nobody, speaks without colours. */
export const QUIET_WRANGLER = {
	WRANGLER_SEND_METRICS: "false",
	WRANGLER_HIDE_BANNER: "true",
	WRANGLER_WRITE_LOGS: "false",
	WRANGLER_NO_SKILLS_UPDATE_PROMPTS: "true",
	NO_COLOR: "1",
	FORCE_COLOR: undefined,
	// With it set, wrangler would take another environment's settings and secrets than those that were looked at.
	CLOUDFLARE_ENV: undefined,
};

/** The JSON in what wrangler wrote, which may be preceded by a line of words; undefined if none is of that shape. */
export function readOutput<T>(schema: z.ZodType<T>, written: string): T | undefined {
	const start = /^[[{]/m.exec(written)?.index;
	if (start === undefined) return undefined;
	try {
		return schema.safeParse(JSON.parse(written.slice(start))).data;
	} catch {
		return undefined;
	}
}

/** Why it cannot go on, and how to mend it. What wrangler said is told below it, in its own words. */
export class DeployError extends NetworkError {
	/** A line each, without what a terminal would obey. */
	readonly words: string[];

	constructor(message: string, words: string[] = []) {
		super(message);
		this.words = words;
	}
}
