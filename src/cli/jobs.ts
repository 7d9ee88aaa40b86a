import process from "node:process";
import { parseArgs } from "node:util";
import { type Api, ApiError, createApi, type Job } from "./api/client.ts";
import { readSiteAddress, readToken } from "./api/site.ts";
import { argumentFault, type CliError, type CommandContext, NetworkError } from "./command.ts";
import { jobLines, jobTable, shortId } from "./report.ts";
import { printable } from "./terminal.ts";

const NONE =
	"No repository was followed yet. How a push to Git publishes by itself is in docs/webhooks.md, step by step.";

/** `jobs`: shows what a site does for the Git repositories that it follows, and has a parked job tried again. */
export async function jobs(args: string[], { root, terminal }: CommandContext): Promise<number> {
	const fail = (failure: string): number => {
		terminal.error(printable(failure));
		return 1;
	};
	const options = await readJobsOptions(args, root);
	if ("failure" in options) return fail(options.failure);
	const { site, token, json, action, id } = options;
	const api = createApi(site, token, new AbortController().signal);
	const show = (data: unknown, lines: string[]): number => {
		for (const line of json ? [JSON.stringify(data, null, 2)] : lines) terminal.line(line);
		return 0;
	};
	try {
		const list = await api.jobs();
		if (action === "list") return show({ jobs: list }, list.length === 0 ? [NONE] : jobTable(list));
		const job = await find(api, list, id);
		if ("failure" in job) return fail(job.failure);
		if (action === "show") return show(job, jobLines(job));
		const again = await api.retry(job.id);
		const where = `\`npm run newsstand -- jobs ${shortId(again)}\` says how far it is.`;
		return show(again, [`${printable(again.repository)} is looked at again. ${where}`]);
	} catch (error) {
		if (error instanceof ApiError && error.status === 409) return fail(`${error.reason ?? error.message}.`);
		if (error instanceof ApiError && error.status === null) {
			return fail(`${error.message}. If the jobs of another site are meant, name it with --to.`);
		}
		if (error instanceof NetworkError) return fail(`${error.message}.`);
		throw error;
	}
}

/** The job with this id, or the only one of the newest whose id begins like this. */
async function find(api: Api, list: Job[], id: string): Promise<Job | CliError> {
	const [found, ...others] = list.filter((job) => job.id.startsWith(id));
	if (others.length > 0) return { failure: `The ids of several jobs begin with ${id}. Write more of it.` };
	if (found !== undefined) return api.job(found.id);
	try {
		return await api.job(id);
	} catch (error) {
		if (!(error instanceof ApiError) || error.status !== 404) throw error;
		return { failure: `There is no job ${id}. \`npm run newsstand -- jobs\` lists those that there are.` };
	}
}

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
export async function readJobsOptions(args: string[], root: string): Promise<JobsOptions | CliError> {
	let given: { values: { to?: string; json?: boolean }; positionals: string[] };
	try {
		const options = { to: { type: "string" }, json: { type: "boolean" } } as const;
		given = parseArgs({ args, options, allowPositionals: true });
	} catch (error) {
		return { failure: argumentFault(error, USAGE) };
	}
	const isRetry = given.positionals[0] === "retry";
	const [id = "", ...more] = given.positionals.slice(isRetry ? 1 : 0);
	if (isRetry && id === "") return { failure: `Which job? ${USAGE}` };
	if (more.length > 0) return { failure: `One job at a time. ${USAGE}` };

	const address = readSiteAddress(given.values.to ?? "http://localhost:8787");
	if ("failure" in address) return address;
	const known = await readToken(address, root, process.env);
	if ("failure" in known) return known;
	const action = isRetry ? "retry" : id === "" ? "list" : "show";
	return { site: address.url, token: known.token, json: given.values.json ?? false, action, id };
}
