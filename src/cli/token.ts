import process from "node:process";
import { parseArgs } from "node:util";
import { type Api, ApiError, createApi, type Issued, type Subscriber, type Subscription } from "./api/client.ts";
import { readSiteAddress, readToken } from "./api/site.ts";
import { argumentFault, type CliError, type CommandContext, NetworkError } from "./command.ts";
import { localTime, printable, tableOf } from "./terminal.ts";

/** `token`: gives somebody the addresses of private feeds, shows who has them, and takes them back. */
export async function token(args: string[], { root, terminal }: CommandContext): Promise<number> {
	const fail = (failure: string): number => {
		terminal.error(printable(failure));
		return 1;
	};
	const options = await readTokenOptions(args, root);
	if ("failure" in options) return fail(options.failure);
	const api = createApi(options.site, options.token, new AbortController().signal);
	try {
		const outcome = await act(api, options);
		if ("failure" in outcome) return fail(outcome.failure);
		for (const line of outcome) terminal.line(line);
		return 0;
	} catch (error) {
		if (error instanceof ApiError && error.reason !== null && [400, 503].includes(error.status ?? 0)) {
			return fail(error.reason.replace(/\.?$/, "."));
		}
		if (error instanceof NetworkError) return fail(`${error.message}.`);
		throw error;
	}
}

async function act(api: Api, options: TokenAction): Promise<string[] | CliError> {
	if (options.action === "new") return issuedLines(await api.subscribe(options.subscription));
	const all = await api.subscribers();
	if (options.action === "list") return all.length === 0 ? ["Nobody was given a token yet."] : table(all);
	const { id } = options;
	const [found, ...others] = all.filter((one) => one.id.startsWith(id));
	if (found === undefined) {
		return { failure: `There is no token ${id}. \`npm run newsstand -- token list\` lists those that there are.` };
	}
	if (others.length > 0) return { failure: `The ids of several tokens begin with ${id}. Write more of it.` };
	const revoked = await api.revoke(found.id);
	return [`The token of ${printable(revoked.for)} opens nothing any more.`];
}

function issuedLines({ id, for: name, expires, url, urls }: Issued): string[] {
	const until = expires === null ? "" : `, until ${localTime(expires)}`;
	return [
		`These are the addresses for ${printable(name)}${until}. They are shown this once: whoever has one can read.`,
		"",
		...[url, ...urls].map((address) => `  ${printable(address)}`),
		"",
		`To take them back: npm run newsstand -- token revoke ${printable(id)} --to ${new URL(url).origin}`,
	];
}

function table(all: Subscriber[]): string[] {
	const rows = all.map((one) => [
		one.id,
		one.for,
		one.feeds?.join(", ") ?? "all feeds",
		localTime(one.created),
		one.expires === null ? "" : localTime(one.expires),
		one.revoked === null ? "" : localTime(one.revoked),
	]);
	return tableOf([["Token", "For", "Feeds", "Since", "Until", "Taken back"], ...rows]);
}

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
export async function readTokenOptions(args: string[], root: string): Promise<TokenOptions | CliError> {
	let given: { values: Values; positionals: string[] };
	try {
		const text = { type: "string" } as const;
		const options = { to: text, for: text, feeds: text, expires: text };
		given = parseArgs({ args, options, allowPositionals: true });
	} catch (error) {
		return { failure: argumentFault(error, USAGE) };
	}
	const { to = "http://localhost:8787", ...about } = given.values;
	const action = actionOf(given.positionals, about);
	if ("failure" in action) return action;
	const address = readSiteAddress(to);
	if ("failure" in address) return address;
	const known = await readToken(address, root, process.env);
	return "failure" in known ? known : { ...action, site: address.url, token: known.token };
}

function actionOf([action = "", ...rest]: string[], about: Omit<Values, "to">): TokenAction | CliError {
	if (action !== "new" && Object.keys(about).length > 0) {
		return { failure: `--for, --feeds and --expires belong to a new token. ${USAGE}` };
	}
	if (action === "list" && rest.length === 0) return { action };
	if (action === "revoke") {
		const [id = "", ...more] = rest;
		if (id === "") return { failure: `Whose token? \`${COMMAND} list\` shows the ids. ${USAGE}` };
		return more.length === 0 ? { action, id } : { failure: `One token at a time. ${USAGE}` };
	}
	if (action !== "new" || rest.length > 0) return { failure: USAGE };
	if (about.for === undefined || about.for.trim() === "") return { failure: `Whom is the token for? ${USAGE}` };
	const feeds = about.feeds?.split(",").map((feed) => feed.trim());
	return {
		action,
		subscription: { for: about.for, ...(feeds && { feeds }), ...(about.expires && { expires: about.expires }) },
	};
}
