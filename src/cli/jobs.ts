import process from "node:process";
import { parseArgs } from "node:util";
import { type Api, createApi, type Job } from "./api/client.ts";
import { ApiError } from "./api/connection.ts";
import { localSite, readSiteAddress, readToken } from "./api/site.ts";
import { argumentFault, type CliError, type CommandContext, NetworkError } from "./command.ts";
import { usageOf } from "./help.ts";
import { jobLines, jobTable, shortId } from "./report.ts";
import { printable } from "./terminal.ts";

const NONE = "This site does not follow a Git repository yet. To publish on every push, see docs/webhooks.md.";

/** The `jobs` command: shows the sync jobs of the Git repositories that a site follows, and retries suspended jobs. */
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
		const where = `See its progress with \`npm run newsstand -- jobs ${shortId(again)}\`.`;
		return show(again, [`Retrying ${printable(again.repository)}. ${where}`]);
	} catch (error) {
		if (error instanceof ApiError && error.status === 409) return fail(`${error.reason ?? error.message}.`);
		if (error instanceof ApiError && error.status === null) {
			return fail(`${error.message}. To see another site's jobs, use --to URL.`);
		}
		if (error instanceof NetworkError) return fail(`${error.message}.`);
		throw error;
	}
}

/** Finds the job with this id, or else the only recent job whose id starts with these characters. */
async function find(api: Api, list: Job[], id: string): Promise<Job | CliError> {
	const [found, ...others] = list.filter((job) => job.id.startsWith(id));
	if (others.length > 0) return { failure: `Several job IDs start with ${id}. Type more characters.` };
	if (found !== undefined) return api.job(found.id);
	try {
		return await api.job(id);
	} catch (error) {
		if (!(error instanceof ApiError) || error.status !== 404) throw error;
		return { failure: `There is no job ${id}. List the jobs with \`npm run newsstand -- jobs\`.` };
	}
}

/** The arguments of `jobs`. */
export interface JobsOptions {
	site: string;
	token: string;
	json: boolean;
	/** All actions except `list` need an id. */
	action: "list" | "show" | "retry";
	/** A job's id, or its first characters. */
	id: string;
}

/**
 * Reads the arguments of `jobs`, and finds the token.
 *
 * @param root the project's folder
 */
export async function readJobsOptions(args: string[], root: string): Promise<JobsOptions | CliError> {
	let given: { values: { to?: string; json?: boolean }; positionals: string[] };
	try {
		const options = { to: { type: "string" }, json: { type: "boolean" } } as const;
		given = parseArgs({ args, options, allowPositionals: true });
	} catch (error) {
		return { failure: argumentFault(error, "jobs") };
	}
	const isRetry = given.positionals[0] === "retry";
	const [id = "", ...more] = given.positionals.slice(isRetry ? 1 : 0);
	if (isRetry && id === "") return { failure: `Specify the job to retry. ${usageOf("jobs")}` };
	if (more.length > 0) return { failure: `Specify only one job. ${usageOf("jobs")}` };

	const address = readSiteAddress(given.values.to ?? (await localSite(root)));
	if ("failure" in address) return address;
	const known = await readToken(address, root, process.env);
	if ("failure" in known) return known;
	const action = isRetry ? "retry" : id === "" ? "list" : "show";
	return { site: address.url, token: known.token, json: given.values.json ?? false, action, id };
}
