import { type CommandName, didYouMean, usageOf } from "./help.ts";
import type { Terminal } from "./terminal.ts";

/** Runs a command. Returns the exit code of the process; throws only for a bug. */
export type Command = (args: string[], place: CommandContext) => Promise<number>;

/** Where a command runs. */
export interface CommandContext {
	/** The site's folder, with `wrangler.toml`, `.dev.vars` and `node_modules`. In a clone, the clone. */
	root: string;
	/** The directory that relative paths are resolved against. */
	cwd: string;
	terminal: Terminal;
}

/** Why something cannot be done and how to fix it, on one line. */
export interface CliError {
	failure: string;
}

/**
 * The error for invalid arguments, with the usage, on one line. Uses only the first sentence of Node's message, because
 * the rest is for programmers.
 */
export function argumentFault(error: unknown, name: CommandName): string {
	const [what = ""] = String(error instanceof Error ? error.message : error).split(/\.\s|\n/);
	const usage = usageOf(name);
	const [, option] = /^Unknown option '(--[^']+)'/.exec(what) ?? [];
	const meant = option === undefined ? "" : didYouMean(option, usage.match(/--[a-z-]*[a-z]/g) ?? []);
	const quoted = what.replace(/\.$/, "").replaceAll(/'([^']*)'/g, '"$1"');
	return `${quoted}.${meant} ${usage}`;
}

/**
 * Something outside this program failed, such as a network, a site or a disk, and may work later. The message is a
 * sentence for the user, without a full stop.
 */
export class NetworkError extends Error {}
