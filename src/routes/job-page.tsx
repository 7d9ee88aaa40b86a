import type { Context } from "hono";
import { document, PAGE_HEADERS, Page } from "../components/layout.tsx";
import { ProblemList } from "../components/problem-list.tsx";
import { isActive, type Job, type State, summaryOf } from "../git/job.ts";
import { reconcilerOf } from "../git/stub.ts";
import type { App } from "../http/context.ts";
import { errorResponse } from "../http/errors.ts";
import type { Site } from "../settings.ts";

/**
 * `GET /jobs/<id>`: the result of a push, for anyone who has the address, which cannot be guessed. Refreshes itself
 * until the job is finished. Never cached, never indexed.
 */
export async function getJob(c: Context<App>): Promise<Response> {
	const job = await reconcilerOf(c.env).job(c.req.param("id") ?? "");
	if (!job) {
		const message = "There is no such job. It may be too old: only the newest 200 are kept.";
		return errorResponse(c, 404, message);
	}
	const headers = { ...PAGE_HEADERS, "Cache-Control": "no-store", "X-Robots-Tag": "noindex" };
	return new Response(document(<JobPage site={c.get("site")} job={job} />), { headers });
}

const JobPage = ({ site, job }: { site: Site; job: Job }) => (
	<Page
		site={site}
		title="Publication"
		head={isActive(job) ? <meta http-equiv="refresh" content={String(secondsUntil(job))} /> : null}
	>
		<h1>
			{JOB_WORDS[job.state]}
			{job.state === "done" ? `: ${summaryOf(job)}` : null}
		</h1>
		{job.reason === null ? null : <p>{job.reason}</p>}
		<table class="table">
			<tbody>
				<Fact name="Repository">{job.repository}</Fact>
				{job.commit === null ? null : <Fact name="Commit">{job.commit}</Fact>}
				{job.state === "fetching" ? <Fact name="Fetched">{`${job.fetched} of ${job.added + job.changed}`}</Fact> : null}
				<Fact name="Started">{timeOf(job.created)}</Fact>
				<Fact name="Last update">{timeOf(job.updated)}</Fact>
				{job.due !== null && secondsUntil(job) > 2 ? <Fact name="Continues">{timeOf(job.due)}</Fact> : null}
			</tbody>
		</table>
		{job.problems.length === 0 ? null : (
			<>
				<h2>Problems</h2>
				<ProblemList problems={job.problems} />
			</>
		)}
	</Page>
);

const Fact = ({ name, children }: { name: string; children?: string }) => (
	<tr>
		<th scope="row">{name}</th>
		<td>{children}</td>
	</tr>
);

/**
 * Seconds until the page refreshes: when the job continues, but at least two seconds and at most ten minutes, since
 * somebody may retry it earlier.
 */
function secondsUntil({ due }: Job): number {
	return Math.min(Math.max(Math.ceil(((due ?? 0) - Date.now()) / 1000), 2), 600);
}

/** `2026-11-22 14:03:07 UTC` */
function timeOf(time: number): string {
	return `${new Date(time).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** A job's state in words. */
export const JOB_WORDS: Record<State, string> = {
	waiting: "Waiting",
	looking: "Comparing the repository with the site",
	fetching: "Fetching files",
	applying: "Applying changes",
	storing: "Storing pictures and other files",
	publishing: "Writing the feeds",
	reporting: "Setting the commit status",
	done: "Done",
	parked: "Suspended",
};
