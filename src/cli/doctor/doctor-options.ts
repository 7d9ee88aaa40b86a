import { parseArgs } from "node:util";
import { argumentFault } from "../argument-fault.ts";
import type { Complaint } from "../command.ts";
import { readSiteAddress, type SiteAddress } from "../site-address.ts";

const USAGE = "Usage: npm run newsstand -- doctor [--json] [--to URL] [--port N] [FOLDER…]";

/** What `doctor` was asked to look at. */
export interface DoctorOptions {
	json: boolean;
	/** A live site. */
	site: SiteAddress | null;
	/** The port that `npm start` would take. */
	port: number;
	/** As they were typed. */
	folders: string[];
}

export function readDoctorOptions(args: string[]): DoctorOptions | Complaint {
	let given: { values: { json?: boolean; to?: string; port?: string }; positionals: string[] };
	try {
		const text = { type: "string" } as const;
		given = parseArgs({
			args,
			options: { json: { type: "boolean" }, to: text, port: text },
			allowPositionals: true,
		});
	} catch (error) {
		return { complaint: argumentFault(error, USAGE) };
	}
	const { json = false, to, port = "8787" } = given.values;
	if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65535) {
		return { complaint: `The port ${JSON.stringify(port)} is not a number from 1 to 65535, such as --port 8899.` };
	}
	const site = to === undefined ? null : readSiteAddress(to);
	if (site !== null && "complaint" in site) return site;
	return { json, site, port: Number(port), folders: given.positionals };
}
