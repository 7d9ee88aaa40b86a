import type { Job } from "./api-answers.ts";
import { type Api, createApi } from "./api-client.ts";
import { ApiError } from "./api-error.ts";
import type { Complaint, Place } from "./command.ts";
import { jobLines, jobTable, shortId } from "./job-report.ts";
import { readJobsOptions } from "./jobs-options.ts";
import { Outage } from "./outage.ts";
import { printable } from "./screen.ts";

const NONE =
	"No repository was followed yet. How a push to Git publishes by itself is in docs/webhooks.md, step by step.";

/** `jobs`: shows what a site does for the Git repositories that it follows, and has a parked job tried again. */
export async function jobs(args: string[], { root, screen }: Place): Promise<number> {
	const fail = (complaint: string): number => {
		screen.complain(printable(complaint));
		return 1;
	};
	const options = await readJobsOptions(args, root);
	if ("complaint" in options) return fail(options.complaint);
	const { site, token, json, action, id } = options;
	const api = createApi(site, token, new AbortController().signal);
	const show = (data: unknown, lines: string[]): number => {
		for (const line of json ? [JSON.stringify(data, null, 2)] : lines) screen.line(line);
		return 0;
	};
	try {
		const list = await api.jobs();
		if (action === "list") return show({ jobs: list }, list.length === 0 ? [NONE] : jobTable(list));
		const job = await find(api, list, id);
		if ("complaint" in job) return fail(job.complaint);
		if (action === "show") return show(job, jobLines(job));
		const again = await api.retry(job.id);
		const where = `\`npm run newsstand -- jobs ${shortId(again)}\` says how far it is.`;
		return show(again, [`${printable(again.repository)} is looked at again. ${where}`]);
	} catch (error) {
		if (error instanceof ApiError && error.status === 409) return fail(`${error.reason ?? error.message}.`);
		if (error instanceof ApiError && error.status === null) {
			return fail(`${error.message}. If the jobs of another site are meant, name it with --to.`);
		}
		if (error instanceof Outage) return fail(`${error.message}.`);
		throw error;
	}
}

/** The job with this id, or the only one of the newest whose id begins like this. */
async function find(api: Api, list: Job[], id: string): Promise<Job | Complaint> {
	const [found, ...others] = list.filter((job) => job.id.startsWith(id));
	if (others.length > 0) return { complaint: `The ids of several jobs begin with ${id}. Write more of it.` };
	if (found !== undefined) return api.job(found.id);
	try {
		return await api.job(id);
	} catch (error) {
		if (!(error instanceof ApiError) || error.status !== 404) throw error;
		return { complaint: `There is no job ${id}. \`npm run newsstand -- jobs\` lists those that there are.` };
	}
}
