import { type CommandName, didYouMean, usageOf } from "./help.ts";
import type { Terminal } from "./terminal.ts";

/** Runs a command. Returns the exit code of the process; throws only for a bug. */
export type Command = (args: string[], place: CommandContext) => Promise<number>;

/** Where a command runs. */
export interface CommandContext {
	/** The site: where `wrangler.toml`, `.dev.vars` and `node_modules` are. In a clone, the clone. */
	root: string;
	/** The directory that relative paths are resolved against. */
	cwd: string;
	terminal: Terminal;
}

/** Why something cannot be done and how to fix it, on one line. */
export interface CliError {
	failure: string;
}

/** What is wrong with the arguments, on one line with the usage. Only the first sentence of Node's message is for people. */
export function argumentFault(error: unknown, name: CommandName): string {
	const [what = ""] = String(error instanceof Error ? error.message : error).split(/\.\s|\n/);
	const usage = usageOf(name);
	const [, option] = /^Unknown option '(--[^']+)'/.exec(what) ?? [];
	const meant = option === undefined ? "" : didYouMean(option, usage.match(/--[a-z-]*[a-z]/g) ?? []);
	const quoted = what.replace(/\.$/, "").replaceAll(/'([^']*)'/g, '"$1"');
	return `${quoted}.${meant} ${usage}`;
}

/**
 * Something outside this program failed and may work later: a network, a site, a disk. The message is a sentence for the
 * user, without its full stop.
 */
export class NetworkError extends Error {}
