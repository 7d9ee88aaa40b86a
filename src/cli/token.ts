import type { Issued, Subscriber } from "./api-answers.ts";
import { type Api, createApi } from "./api-client.ts";
import { ApiError } from "./api-error.ts";
import type { Complaint, Place } from "./command.ts";
import { Outage } from "./outage.ts";
import { printable } from "./screen.ts";
import { localTime, tableOf } from "./table.ts";
import { readTokenOptions, type TokenAction } from "./token-options.ts";

/** `token`: gives somebody the addresses of private feeds, shows who has them, and takes them back. */
export async function token(args: string[], { root, screen }: Place): Promise<number> {
	const fail = (complaint: string): number => {
		screen.complain(printable(complaint));
		return 1;
	};
	const options = await readTokenOptions(args, root);
	if ("complaint" in options) return fail(options.complaint);
	const api = createApi(options.site, options.token, new AbortController().signal);
	try {
		const outcome = await act(api, options);
		if ("complaint" in outcome) return fail(outcome.complaint);
		for (const line of outcome) screen.line(line);
		return 0;
	} catch (error) {
		if (error instanceof ApiError && error.reason !== null && [400, 503].includes(error.status ?? 0)) {
			return fail(error.reason.replace(/\.?$/, "."));
		}
		if (error instanceof Outage) return fail(`${error.message}.`);
		throw error;
	}
}

async function act(api: Api, options: TokenAction): Promise<string[] | Complaint> {
	if (options.action === "new") return issuedLines(await api.subscribe(options.subscription));
	const all = await api.subscribers();
	if (options.action === "list") return all.length === 0 ? ["Nobody was given a token yet."] : table(all);
	const { id } = options;
	const [found, ...others] = all.filter((one) => one.id.startsWith(id));
	if (found === undefined) {
		return { complaint: `There is no token ${id}. \`npm run newsstand -- token list\` lists those that there are.` };
	}
	if (others.length > 0) return { complaint: `The ids of several tokens begin with ${id}. Write more of it.` };
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
