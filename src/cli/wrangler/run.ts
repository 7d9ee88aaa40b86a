import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import process from "node:process";
import { stripVTControlCharacters } from "node:util";
import type * as z from "zod";
import { NetworkError } from "../command.ts";

/** The result of a wrangler command. */
export interface Outcome {
	/** Null if a signal killed the command. */
	code: number | null;
	stdout: string;
	stderr: string;
}

/** Runs a wrangler command. Pass secrets through `input`, so that process lists do not show them. */
export type Wrangler = (args: string[], more?: { input?: string; env?: Record<string, string> }) => Promise<Outcome>;

/** Maximum duration of a command, in milliseconds. A command that takes longer is killed. */
const WRANGLER_TIMEOUT_MS = 300_000;

/** Returns a function that runs the wrangler of the project in `root`. */
export function wranglerOf(root: string): Wrangler {
	const manifest = findWrangler(root);
	if (manifest === null) throw new DeployError("Wrangler is not installed. Run `npm ci`, then run this command again");
	const program = join(manifest, "../bin/wrangler.js");
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
			// If the program exits without reading its input, the pipe breaks. The program's own error message then says why.
			child.stdin.on("error", () => {}).end(input);
		});
}

/**
 * Runs `wrangler login` in the user's terminal, which opens the browser and waits. Returns whether the login succeeded.
 */
export function logIn(root: string): Promise<boolean> {
	const manifest = findWrangler(root);
	if (manifest === null) return Promise.resolve(false);
	return new Promise((resolve) => {
		const args = [join(manifest, "../bin/wrangler.js"), "login"];
		const child = spawn(process.execPath, args, {
			cwd: root,
			stdio: "inherit",
			env: { ...process.env, ...QUIET_WRANGLER },
		});
		child.once("error", () => resolve(false)).once("close", (code) => resolve(code === 0));
	});
}

/**
 * Finds the `package.json` of the site's own wrangler or, if there is none, of Newsstand's. Null if neither is
 * installed.
 */
export function findWrangler(root: string): string | null {
	for (const from of [join(root, "package.json"), import.meta.url]) {
		try {
			return createRequire(from).resolve("wrangler/package.json");
		} catch {
			// Wrangler is not installed there. With pnpm, a package can only import its own direct dependencies.
		}
	}
	return null;
}

/** Extracts wrangler's error message: the first error with the lines below it, otherwise the end of the output. */
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

/** Maximum number of lines to show. */
const MAX_ENTRIES = 10;

/** Environment variables for an unattended wrangler: no questions, logs, metrics or colours. */
export const QUIET_WRANGLER = {
	WRANGLER_SEND_METRICS: "false",
	WRANGLER_HIDE_BANNER: "true",
	WRANGLER_WRITE_LOGS: "false",
	WRANGLER_NO_SKILLS_UPDATE_PROMPTS: "true",
	NO_COLOR: "1",
	FORCE_COLOR: undefined,
	// With this variable set, wrangler would use different settings and secrets from those that we checked.
	CLOUDFLARE_ENV: undefined,
};

/**
 * Parses the JSON in wrangler's output, below any text. Returns undefined if the JSON does not have the expected shape.
 */
export function readOutput<T>(schema: z.ZodType<T>, written: string): T | undefined {
	const start = /^[[{]/m.exec(written)?.index;
	if (start === undefined) return undefined;
	try {
		return schema.safeParse(JSON.parse(written.slice(start))).data;
	} catch {
		return undefined;
	}
}

/** Says why `deploy` cannot continue, and how to fix that, with wrangler's own message below. */
export class DeployError extends NetworkError {
	/** Lines of wrangler's message, without control characters. */
	readonly words: string[];

	constructor(message: string, words: string[] = []) {
		super(message);
		this.words = words;
	}
}
