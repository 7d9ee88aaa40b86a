import { resolve } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { argumentFault } from "./argument-fault.ts";
import type { Complaint } from "./command.ts";
import { type Folder, openFolders } from "./folders.ts";
import { readSiteAddress, readToken } from "./site-address.ts";

const USAGE = "Usage: npm run newsstand -- publish [--remove] --to URL FOLDER…";

/** What `publish` was asked to do. */
export interface PublishOptions {
	/** The address of the site, without a slash at the end. */
	site: string;
	token: string;
	folders: Folder[];
	/** Take back as much as it may be. */
	remove: boolean;
}

/**
 * Reads the arguments of `publish`, and finds the token.
 *
 * @param root the project
 * @param cwd what relative paths start from
 */
export async function readPublishOptions(
	args: string[],
	root: string,
	cwd: string,
): Promise<PublishOptions | Complaint> {
	let given: { values: { to?: string; remove?: boolean }; positionals: string[] };
	try {
		const options = { to: { type: "string" }, remove: { type: "boolean" } } as const;
		given = parseArgs({ args, options, allowPositionals: true });
	} catch (error) {
		return { complaint: argumentFault(error, USAGE) };
	}
	const { to, remove = false } = given.values;
	if (given.positionals.length === 0 || given.positionals.includes("")) return { complaint: `Which folder? ${USAGE}` };
	if (to === undefined) {
		const folders = given.positionals.join(" ");
		const example = `npm run newsstand -- publish ${folders} --to https://news.example.org`;
		return { complaint: `To which site? Name its address: ${example}` };
	}
	const address = readSiteAddress(to);
	if ("complaint" in address) return address;
	const folders = await openFolders(given.positionals.map((name) => resolve(cwd, name)));
	if ("complaint" in folders) return folders;
	const known = await readToken(address, root, process.env);
	return "complaint" in known ? known : { site: address.url, token: known.token, folders, remove };
}
