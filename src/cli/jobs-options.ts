import process from "node:process";
import { parseArgs } from "node:util";
import { argumentFault } from "./argument-fault.ts";
import type { Complaint } from "./command.ts";
import { readSiteAddress, readToken } from "./site-address.ts";

const USAGE = "Usage: npm run newsstand -- jobs [--to URL] [--json] [[retry] ID]";

/** What `jobs` was asked to do. */
export interface JobsOptions {
	site: string;
	token: string;
	json: boolean;
	/** `list` has no id. */
	action: "list" | "show" | "retry";
	/** Of a job, or its beginning. */
	id: string;
}

/**
 * Reads the arguments of `jobs`, and finds the token.
 *
 * @param root the project
 */
export async function readJobsOptions(args: string[], root: string): Promise<JobsOptions | Complaint> {
	let given: { values: { to?: string; json?: boolean }; positionals: string[] };
	try {
		const options = { to: { type: "string" }, json: { type: "boolean" } } as const;
		given = parseArgs({ args, options, allowPositionals: true });
	} catch (error) {
		return { complaint: argumentFault(error, USAGE) };
	}
	const isRetry = given.positionals[0] === "retry";
	const [id = "", ...more] = given.positionals.slice(isRetry ? 1 : 0);
	if (isRetry && id === "") return { complaint: `Which job? ${USAGE}` };
	if (more.length > 0) return { complaint: `One job at a time. ${USAGE}` };

	const address = readSiteAddress(given.values.to ?? "http://localhost:8787");
	if ("complaint" in address) return address;
	const known = await readToken(address, root, process.env);
	if ("complaint" in known) return known;
	const action = isRetry ? "retry" : id === "" ? "list" : "show";
	return { site: address.url, token: known.token, json: given.values.json ?? false, action, id };
}
