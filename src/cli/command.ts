import type { Terminal } from "./terminal.ts";

/** A command of the command line. */
export interface Command {
	/** Its name and arguments, as they are typed. */
	usage: string;
	/** One sentence for the list of commands. */
	does: string;
	/** Runs it. Returns the exit code of the process; throws only for what is a bug. */
	run(args: string[], place: CommandContext): Promise<number>;
}

/** Where a command runs. */
export interface CommandContext {
	/** The project: where `wrangler.toml`, `.dev.vars` and `node_modules` are. */
	root: string;
	/** What relative paths among the arguments start from. */
	cwd: string;
	terminal: Terminal;
}

/** Why something cannot be done, and what the person at the keyboard can do about it: one line. */
export interface CliError {
	failure: string;
}

/** What `parseArgs` has against the arguments, in one line with the usage: Node's further sentences explain its parser. */
export function argumentFault(error: unknown, usage: string): string {
	const [what = ""] = String(error instanceof Error ? error.message : error).split(/\.\s|\n/);
	return `${what.replace(/\.$/, "")}. ${usage}`;
}

/**
 * Something outside of this program does not work at the moment, and may again later. The message is a sentence for
 * the person at the keyboard, without its full stop.
 */
export class NetworkError extends Error {}
