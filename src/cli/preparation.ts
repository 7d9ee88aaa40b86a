import { mkdir } from "node:fs/promises";
import type { Complaint } from "./command.ts";
import { readPublishToken, readSecret } from "./dev-vars.ts";
import { reasonOf } from "./file-error.ts";
import { type Folder, openFolders } from "./folders.ts";
import { checkPort } from "./local-port.ts";
import { readStartOptions } from "./start-options.ts";

/** What `start` needs, checked. */
export interface Preparation {
	port: number;
	/** Where the local Worker keeps what it knows; exists. */
	state: string;
	folders: Folder[];
	/** Take back at the start as much as it may be. */
	remove: boolean;
	/** What the Worker wants to see before it lets us publish. */
	token: string;
}

/** Checks everything that can be checked before the Worker runs, and makes what is missing: state and secrets. */
export async function prepare(args: string[], root: string, cwd: string): Promise<Preparation | Complaint> {
	const options = readStartOptions(args, root, cwd);
	if ("complaint" in options) return options;
	const folders = await openFolders(options.folders);
	if ("complaint" in folders) return folders;
	const obstacle = await checkPort(options.port);
	if (obstacle !== null) return obstacle;
	try {
		await mkdir(options.state, { recursive: true });
	} catch (error) {
		const complaint = `The folder ${options.state} cannot be made: ${reasonOf(error)}. Take another with --state DIR.`;
		return { complaint };
	}
	const vars = await readPublishToken(root);
	if ("complaint" in vars) return vars;
	// The Worker reads it by itself.
	const privateFeeds = await readSecret(root, "PRIVATE_FEEDS_SECRET");
	return "complaint" in privateFeeds ? privateFeeds : { ...options, folders, token: vars.token };
}
