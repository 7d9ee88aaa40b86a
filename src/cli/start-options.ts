import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { argumentFault } from "./argument-fault.ts";
import type { Complaint } from "./command.ts";

const USAGE = "Usage: npm start -- [--port N] [--state DIR] [--remove] [FOLDER…]";

/** What `start` was asked to do. All paths are absolute. */
export interface StartOptions {
	port: number;
	/** Where the local Worker keeps KV and Durable Objects. */
	state: string;
	folders: string[];
	/** Take back at the start as much as it may be. */
	remove: boolean;
}

/**
 * Reads the arguments of `start`.
 *
 * @param root what the defaults are in
 * @param cwd what relative paths start from
 */
export function readStartOptions(args: string[], root: string, cwd: string): StartOptions | Complaint {
	let given: { values: { port?: string; state?: string; remove?: boolean }; positionals: string[] };
	try {
		const options = { port: { type: "string" }, state: { type: "string" }, remove: { type: "boolean" } } as const;
		given = parseArgs({ args, options, allowPositionals: true, strict: true });
	} catch (error) {
		return { complaint: argumentFault(error, USAGE) };
	}
	const { port = "8787", state, remove = false } = given.values;
	if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65535) {
		return { complaint: `The port ${JSON.stringify(port)} is not a number from 1 to 65535, such as --port 8899.` };
	}
	if (state === "" || given.positionals.includes("")) {
		return { complaint: `The name of a folder is empty. ${USAGE}` };
	}
	return {
		port: Number(port),
		state: state === undefined ? join(root, ".wrangler/newsstand") : resolve(cwd, state),
		folders:
			given.positionals.length === 0
				? [join(root, "content")]
				: given.positionals.map((folder) => resolve(cwd, folder)),
		remove,
	};
}
