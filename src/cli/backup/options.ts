import { resolve } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { readSiteAddress, readToken } from "../api/site.ts";
import { argumentFault, type CliError, type CommandContext } from "../command.ts";

/** What `export` or `import` was asked to do. */
interface BackupOptions {
	/** The address of the site, without a slash at the end. */
	site: string;
	token: string;
	/** The folder of the back-up, absolute. */
	folder: string;
}

const COMMANDS = {
	from: "npm run newsstand -- export --from https://news.example.org DIR",
	to: "npm run newsstand -- import --to https://news.example.org DIR",
};

/** Reads the arguments, and finds the token. */
export async function readBackupOptions(
	args: string[],
	{ root, cwd }: Pick<CommandContext, "root" | "cwd">,
	direction: "from" | "to",
): Promise<BackupOptions | CliError> {
	const usage = `Usage: ${COMMANDS[direction]}`;
	let given: { values: { [name: string]: string | undefined }; positionals: string[] };
	try {
		given = parseArgs({ args, options: { [direction]: { type: "string" } } as const, allowPositionals: true });
	} catch (error) {
		return { failure: argumentFault(error, usage) };
	}
	const url = given.values[direction];
	if (url === undefined) return { failure: `Which site? ${usage}` };
	const [folder = "", ...others] = given.positionals;
	if (folder === "") return { failure: `Which folder? ${usage}` };
	if (others.length > 0) return { failure: `One folder at a time. ${usage}` };
	const address = readSiteAddress(url);
	if ("failure" in address) return address;
	const known = await readToken(address, root, process.env);
	return "failure" in known ? known : { site: address.url, token: known.token, folder: resolve(cwd, folder) };
}
