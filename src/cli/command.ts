import { type CommandName, didYouMean, usageOf } from "./help.ts";
import type { Terminal } from "./terminal.ts";

/** Runs a command. Returns the exit code for the process. Throws only if there is a bug. */
export type Command = (args: string[], place: CommandContext) => Promise<number>;

/** Where a command runs. */
export interface CommandContext {
	/**
	 * The folder with the site's `wrangler.toml`, `.dev.vars` and `node_modules`. In a clone of Newsstand, the clone's
	 * top-level folder.
	 */
	root: string;
	/** The directory that relative paths are resolved against. */
	cwd: string;
	terminal: Terminal;
}

/** A line that says why a command failed, and how to fix that. */
export interface CliError {
	failure: string;
}

/**
 * Returns an error message for invalid arguments, followed by the command's usage, all on one line. Keeps only the
 * first sentence of Node's message, because the remaining sentences are meant for programmers.
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
 * Something outside this program, such as a network, a site or a disk, failed, but a later attempt may succeed. The
 * message is a sentence for the user, without a full stop.
 */
export class NetworkError extends Error {}
