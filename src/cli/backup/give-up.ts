import { parseArgs } from "node:util";
import { connect } from "../api-connection.ts";
import { ApiError } from "../api-error.ts";
import { argumentFault } from "../argument-fault.ts";
import type { Place } from "../command.ts";
import { Outage } from "../outage.ts";
import { printable } from "../screen.ts";
import { readSiteAddress, readToken } from "../site-address.ts";
import { PAUSES } from "./backup-api.ts";

const USAGE = "Usage: npm run newsstand -- import --give-up --to https://news.example.org";

/** `import --give-up`: forgets what has come of a back-up, so that the site is empty and open again. Returns 1 if it could not. */
export async function giveUp(args: string[], { root, screen }: Place): Promise<number> {
	const fail = (complaint: string): number => {
		screen.complain(printable(complaint));
		return 1;
	};
	let given: { values: { to?: string } };
	try {
		given = parseArgs({ args, options: { to: { type: "string" }, "give-up": { type: "boolean" } } as const });
	} catch (error) {
		return fail(argumentFault(error, USAGE));
	}
	if (given.values.to === undefined) return fail(`Which site? ${USAGE}`);
	const address = readSiteAddress(given.values.to);
	if ("complaint" in address) return fail(address.complaint);
	const known = await readToken(address, root, process.env);
	if ("complaint" in known) return fail(known.complaint);
	const { insist } = connect(address.url, known.token, new AbortController().signal, PAUSES);
	try {
		await insist("/api/import", { method: "DELETE" });
	} catch (error) {
		if (error instanceof ApiError && error.status === 409 && error.reason !== null) return fail(`${error.reason}.`);
		if (!(error instanceof Outage)) throw error;
		return fail(`${error.message}.`);
	}
	screen.line(`The import is given up: ${address.url} is empty, and takes articles again.`);
	return 0;
}
