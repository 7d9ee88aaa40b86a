import type { Child, FC } from "hono/jsx";
import { changesIn, Message, Moment, type PageContext } from "../../components/format.tsx";
import type { GitReport, RepositoryReport } from "../../git/commit-status.ts";
import { isActive, type Job } from "../../git/job.ts";
import { pieces } from "../../words/grammar.ts";
import { Table } from "./table.tsx";

/** Shows the repositories that the site follows, and their latest jobs. */
export const Repositories: FC<{ report: GitReport; context: PageContext }> = ({
	report: { repositories, jobs },
	context,
}) => (
	<>
		{repositories.length === 0 ? <p>{context.words.git.none}</p> : null}
		<div class="repositories">
			{repositories.map((repository) => (
				<Repository {...repository} context={context} />
			))}
		</div>
		{jobs.length === 0 ? null : <Jobs jobs={jobs} context={context} />}
	</>
);

const Repository: FC<RepositoryReport & { context: PageContext }> = ({ name, commit, checked, job, context }) => {
	const { git, state } = context.words;
	return (
		<div>
			<h3>{name.replace(/^https?:\/\//, "")}</h3>
			<p>
				{commit === null || checked === null
					? git.never
					: pieces(git.matched, {
							commit: <code>{commit.slice(0, 7)}</code>,
							time: <Moment time={checked} context={context} />,
						})}
			</p>
			{job && (isActive(job) || job.state === "parked") ? (
				<p class="notice">
					{withResult(context, <a href={`/jobs/${job.id}`}>{state[job.state]}</a>, reasonOf(context, job))}
				</p>
			) : null}
		</div>
	);
};

const Jobs: FC<{ jobs: readonly Job[]; context: PageContext }> = ({ jobs, context }) => {
	const { column, git, state } = context.words;
	return (
		<>
			<h3>{git.jobs}</h3>
			<Table
				head={[column.when, column.repository, column.result]}
				rows={jobs.map((job) => [
					<a href={`/jobs/${job.id}`}>
						<Moment time={job.created} context={context} />
					</a>,
					job.repository.replace(/^https?:\/\//, ""),
					withResult(context, state[job.state], resultOf(context, job)),
				])}
			/>
		</>
	);
};

/** Renders the reason why a job is waiting or has stopped; null if there is none. */
function reasonOf({ language }: PageContext, { reason }: Job): Child {
	return reason === null ? null : <Message text={reason} language={language} />;
}

function resultOf(context: PageContext, job: Job): Child {
	if (job.reason !== null) return reasonOf(context, job);
	return job.state === "done" ? changesIn(context, { ...job, problems: 0 }) : null;
}

/** Renders a job's result, such as `Done: 2 added` or `Suspended: The repository is gone.` */
function withResult({ words: { job } }: PageContext, state: Child, result: Child): Child {
	return result === null ? state : pieces<"state" | "result", Child>(job.outcome, { state, result });
}
