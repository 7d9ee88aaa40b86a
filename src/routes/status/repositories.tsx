import type { FC } from "hono/jsx";
import { Moment } from "../../components/format.tsx";
import type { GitReport, RepositoryReport } from "../../git/commit-status.ts";
import { isActive, type Job, summaryOf } from "../../git/job.ts";
import { JOB_WORDS } from "../job-page.tsx";
import { Table } from "./table.tsx";

/** The followed repositories and their latest jobs. */
export const Repositories: FC<{ report: GitReport; now: number }> = ({ report: { repositories, jobs }, now }) => (
	<>
		{repositories.length === 0 ? <p>No Git repository is followed.</p> : null}
		<div class="repositories">
			{repositories.map((repository) => (
				<Repository {...repository} now={now} />
			))}
		</div>
		{jobs.length === 0 ? null : <Jobs jobs={jobs} now={now} />}
	</>
);

const Repository: FC<RepositoryReport & { now: number }> = ({ name, commit, checked, job, now }) => (
	<div>
		<h3>{name.replace(/^https?:\/\//, "")}</h3>
		<p>
			{commit === null || checked === null ? (
				"Not synced yet."
			) : (
				<>
					Last matched commit <code>{commit.slice(0, 7)}</code> on <Moment time={checked} now={now} />.
				</>
			)}
		</p>
		{job && (isActive(job) || job.state === "parked") ? (
			<p class="notice">
				<a href={`/jobs/${job.id}`}>{JOB_WORDS[job.state]}</a>
				{job.reason === null ? "." : `: ${job.reason}`}
			</p>
		) : null}
	</div>
);

const Jobs: FC<{ jobs: readonly Job[]; now: number }> = ({ jobs, now }) => (
	<>
		<h3>Latest jobs</h3>
		<Table
			head={["When", "Repository", "Result"]}
			rows={jobs.map((job) => [
				<a href={`/jobs/${job.id}`}>
					<Moment time={job.created} now={now} />
				</a>,
				job.repository.replace(/^https?:\/\//, ""),
				outcomeOf(job),
			])}
		/>
	</>
);

/** A job's result: `Done: 2 added`, `Suspended: The repository is gone.` */
function outcomeOf(job: Job): string {
	const word = JOB_WORDS[job.state];
	if (job.reason !== null) return `${word}: ${job.reason}`;
	return job.state === "done" ? `${word}: ${summaryOf(job)}` : word;
}
