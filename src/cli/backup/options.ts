import { resolve } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { readSiteAddress, readToken } from "../api/site.ts";
import { argumentFault, type CliError, type CommandContext } from "../command.ts";
import { usageOf } from "../help.ts";

/** The arguments of `export` and `restore`. */
interface BackupOptions {
	/** The site's address, without a trailing slash. */
	site: string;
	token: string;
	/** The absolute path of the backup's folder. */
	folder: string;
}

const COMMANDS = { from: "export", to: "restore" } as const;

/** Reads the arguments, and finds the publishing token. */
export async function readBackupOptions(
	args: string[],
	{ root, cwd }: Pick<CommandContext, "root" | "cwd">,
	direction: "from" | "to",
): Promise<BackupOptions | CliError> {
	const command = COMMANDS[direction];
	const usage = usageOf(command);
	let given: { values: { [name: string]: string | undefined }; positionals: string[] };
	try {
		given = parseArgs({ args, options: { [direction]: { type: "string" } } as const, allowPositionals: true });
	} catch (error) {
		return { failure: argumentFault(error, command) };
	}
	const url = given.values[direction];
	if (url === undefined) return { failure: `Specify the site with --${direction} URL. ${usage}` };
	const [folder = "", ...others] = given.positionals;
	if (folder === "") return { failure: `Specify the folder of the backup. ${usage}` };
	if (others.length > 0) return { failure: `Specify only one folder. ${usage}` };
	const address = readSiteAddress(url);
	if ("failure" in address) return address;
	const known = await readToken(address, root, process.env);
	return "failure" in known ? known : { site: address.url, token: known.token, folder: resolve(cwd, folder) };
}
