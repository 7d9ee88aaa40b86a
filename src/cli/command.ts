import type { Screen } from "./screen.ts";

/** A command of the command line. */
export interface Command {
	/** Its name and arguments, as they are typed. */
	usage: string;
	/** One sentence for the list of commands. */
	does: string;
	/** Runs it. Returns the exit code of the process; throws only for what is a bug. */
	run(args: string[], place: Place): Promise<number>;
}

/** Where a command runs. */
export interface Place {
	/** The project: where `wrangler.toml`, `.dev.vars` and `node_modules` are. */
	root: string;
	/** What relative paths among the arguments start from. */
	cwd: string;
	screen: Screen;
}

/** Why something cannot be done, and what the person at the keyboard can do about it: one line. */
export interface Complaint {
	complaint: string;
}
