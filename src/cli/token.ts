import process from "node:process";
import { parseArgs } from "node:util";
import { type Api, createApi, type Issued, type Subscriber, type Subscription } from "./api/client.ts";
import { ApiError } from "./api/connection.ts";
import { localSite, readSiteAddress, readToken } from "./api/site.ts";
import { argumentFault, type CliError, type CommandContext, NetworkError } from "./command.ts";
import { didYouMean, usageOf } from "./help.ts";
import { localTime, printable, tableOf } from "./terminal.ts";

/** The `token` command: creates, lists and revokes private feed links. */
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
	if (options.action === "new") {
		const lines = issuedLines(await api.subscribe(options.subscription));
		return [...lines, ...(await feedWarnings(api, options.subscription.feeds ?? []))];
	}
	const all = await api.subscribers();
	if (options.action === "list") return all.length === 0 ? ["There are no private feed links yet."] : table(all);
	const { id } = options;
	const [found, ...others] = all.filter((one) => one.id.startsWith(id));
	if (found === undefined) {
		return { failure: `There is no token ${id}. List the tokens with \`npm run newsstand -- token list\`.` };
	}
	if (others.length > 0) return { failure: `Several token IDs start with ${id}. Type more characters.` };
	const revoked = await api.revoke(found.id);
	return [`Revoked: the private feed links of ${printable(revoked.for)} no longer work.`];
}

function issuedLines({ id, for: name, expires, url, urls }: Issued): string[] {
	const until = expires === null ? "" : ` They work until ${localTime(expires)}.`;
	return [
		`Private feed links for ${printable(name)}.${until} They won't be shown again. Anyone with a link can read the feed.`,
		"",
		...[url, ...urls].map((address) => `  ${printable(address)}`),
		"",
		`To revoke them: npm run newsstand -- token revoke ${printable(id)} --to ${new URL(url).origin}`,
	];
}

/**
 * Warns about each feed that the site does not list, because its name may be mistyped. The name may also be correct,
 * because the site does not list feeds that contain only members' articles.
 */
async function feedWarnings(api: Api, feeds: string[]): Promise<string[]> {
	if (feeds.length === 0) return [];
	const listed = await api.feeds().catch((error: unknown) => {
		if (error instanceof NetworkError) return null;
		throw error;
	});
	const names = listed?.map(({ name }) => name);
	const missing = names === undefined ? [] : feeds.filter((feed) => !names.includes(feed));
	return missing.map((feed) => {
		const suggestion = didYouMean(feed, names ?? []);
		return `Warning: the site does not have a public feed ${printable(feed)}.${suggestion} The private feed stays empty until there are articles for it.`;
	});
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
	return tableOf([["Token", "For", "Feeds", "Created", "Expires", "Revoked"], ...rows]);
}

const USAGE = usageOf("token");

/** What the user wants `token` to do. */
export type TokenAction =
	| { action: "new"; subscription: Subscription }
	| { action: "list" }
	/** A token's id, or its first characters. */
	| { action: "revoke"; id: string };

export type TokenOptions = TokenAction & { site: string; token: string };

interface Values {
	to?: string;
	for?: string;
	feeds?: string;
	expires?: string;
}

/**
 * Reads the arguments of `token`, and finds the publishing token.
 *
 * @param root the project's folder
 */
export async function readTokenOptions(args: string[], root: string): Promise<TokenOptions | CliError> {
	let given: { values: Values; positionals: string[] };
	try {
		const text = { type: "string" } as const;
		const options = { to: text, for: text, feeds: text, expires: text };
		given = parseArgs({ args, options, allowPositionals: true });
	} catch (error) {
		return { failure: argumentFault(error, "token") };
	}
	const { to = await localSite(root), ...about } = given.values;
	const action = actionOf(given.positionals, about);
	if ("failure" in action) return action;
	const address = readSiteAddress(to);
	if ("failure" in address) return address;
	const known = await readToken(address, root, process.env);
	return "failure" in known ? known : { ...action, site: address.url, token: known.token };
}

function actionOf([action = "", ...rest]: string[], about: Omit<Values, "to">): TokenAction | CliError {
	if (action !== "new" && Object.keys(about).length > 0) {
		return { failure: `--for, --feeds and --expires only work with \`token new\`. ${USAGE}` };
	}
	if (action === "list" && rest.length === 0) return { action };
	if (action === "revoke") {
		const [id = "", ...more] = rest;
		if (id === "") return { failure: `Specify the token to revoke. \`token list\` shows the IDs. ${USAGE}` };
		return more.length === 0 ? { action, id } : { failure: `Specify only one token. ${USAGE}` };
	}
	if (action === "new" && rest.length > 0)
		return { failure: `Unexpected argument ${JSON.stringify(rest[0])}. ${USAGE}` };
	if (action === "") return { failure: USAGE };
	if (action !== "new") {
		const suggestion = didYouMean(action, ["new", "list", "revoke"]);
		return { failure: `Unknown command ${JSON.stringify(`token ${action}`)}.${suggestion} ${USAGE}` };
	}
	if (about.for === undefined || about.for.trim() === "")
		return { failure: `--for is missing. Use --for NAME to say who the link is for. ${USAGE}` };
	const feeds = about.feeds?.split(",").map((feed) => feed.trim());
	return {
		action,
		subscription: { for: about.for, ...(feeds && { feeds }), ...(about.expires && { expires: about.expires }) },
	};
}
