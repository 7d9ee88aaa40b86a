import process from "node:process";
import { parseArgs } from "node:util";
import type { Subscription } from "./api-client.ts";
import { argumentFault } from "./argument-fault.ts";
import type { Complaint } from "./command.ts";
import { readSiteAddress, readToken } from "./site-address.ts";

const COMMAND = "npm run newsstand -- token";
const USAGE =
	`Usage: ${COMMAND} new --for "Anna" [--feeds topics/ai,topics/robotics] [--expires 2027-12-31] [--to URL], ` +
	`${COMMAND} list [--to URL], or ${COMMAND} revoke ID [--to URL]`;

/** What `token` was asked to do. */
export type TokenAction =
	| { action: "new"; subscription: Subscription }
	| { action: "list" }
	/** The id of a token, or its beginning. */
	| { action: "revoke"; id: string };

export type TokenOptions = TokenAction & { site: string; token: string };

interface Values {
	to?: string;
	for?: string;
	feeds?: string;
	expires?: string;
}

/**
 * Reads the arguments of `token`, and finds the token for the API.
 *
 * @param root the project
 */
export async function readTokenOptions(args: string[], root: string): Promise<TokenOptions | Complaint> {
	let given: { values: Values; positionals: string[] };
	try {
		const text = { type: "string" } as const;
		const options = { to: text, for: text, feeds: text, expires: text };
		given = parseArgs({ args, options, allowPositionals: true });
	} catch (error) {
		return { complaint: argumentFault(error, USAGE) };
	}
	const { to = "http://localhost:8787", ...about } = given.values;
	const action = actionOf(given.positionals, about);
	if ("complaint" in action) return action;
	const address = readSiteAddress(to);
	if ("complaint" in address) return address;
	const known = await readToken(address, root, process.env);
	return "complaint" in known ? known : { ...action, site: address.url, token: known.token };
}

function actionOf([action = "", ...rest]: string[], about: Omit<Values, "to">): TokenAction | Complaint {
	if (action !== "new" && Object.keys(about).length > 0) {
		return { complaint: `--for, --feeds and --expires belong to a new token. ${USAGE}` };
	}
	if (action === "list" && rest.length === 0) return { action };
	if (action === "revoke") {
		const [id = "", ...more] = rest;
		if (id === "") return { complaint: `Whose token? \`${COMMAND} list\` shows the ids. ${USAGE}` };
		return more.length === 0 ? { action, id } : { complaint: `One token at a time. ${USAGE}` };
	}
	if (action !== "new" || rest.length > 0) return { complaint: USAGE };
	if (about.for === undefined || about.for.trim() === "") return { complaint: `Whom is the token for? ${USAGE}` };
	const feeds = about.feeds?.split(",").map((feed) => feed.trim());
	return {
		action,
		subscription: { for: about.for, ...(feeds && { feeds }), ...(about.expires && { expires: about.expires }) },
	};
}
