import type { Problem } from "../article/problem.ts";
import { articlesInWords, counted, type Totals, withBlocked } from "../article/totals.ts";
import { ownerOfRepository } from "../publisher/write/sources.ts";
import type { Repository } from "../repositories.ts";
import { fileOf } from "./compare.ts";
import type { CommitStatus } from "./hosts/host.ts";
import { type Job, MAX_PROBLEMS } from "./job.ts";
import type { JobContext } from "./job-context.ts";
import type { JobChange, Jobs } from "./jobs.ts";
import { RepositoryState, type Told } from "./repository-state.ts";

/**
 * Delays in milliseconds between checks of whether the feeds are up to date. The delay doubles after each check, up to
 * the maximum.
 */
const POLL_DELAYS_MS = { first: 250, most: 8000 };

/**
 * Number of checks after which the commit status is set even if the feeds are not up to date yet. All checks together
 * take nearly a minute.
 */
const MAX_POLLS = 10;

/** Checks whether readers already get the change. If not, schedules another check. */
export async function awaitFeeds({ publisher }: JobContext, job: Job, now: number): Promise<JobChange> {
	const { polls } = job;
	if (polls === MAX_POLLS || (await publisher.health()).pending === 0) return { state: "reporting", tries: 0 };
	return {
		state: "publishing",
		polls: polls + 1,
		due: now + Math.min(POLL_DELAYS_MS.first * 2 ** polls, POLL_DELAYS_MS.most),
	};
}

/** Records the job's result and, if there is a token for the repository, sets the commit status. */
export async function report(context: JobContext, job: Job, page: string): Promise<JobChange> {
	const problems = await problemsNow(context, job);
	const { pending } = await context.publisher.health();
	const isLive = pending === 0 || job.polls < MAX_POLLS;
	const isNews = job.added + job.changed + job.removed + job.stored > 0;
	const waiting = context.fileStaging.count("waiting");
	const totals = withBlocked(await context.publisher.totals(ownerOfRepository(context.repository.name)), job.unsent);
	await notify(context, job, job.commit ?? "", statusOf(totals, problems, page, { isLive, waiting }), isNews);
	const reasons = [
		...(isLive ? [] : ["All changes are stored, but the feeds are still being written."]),
		...(waiting > 0
			? [`${counted(waiting, "file")} will be stored tomorrow (UTC), because KV cannot accept more today.`]
			: []),
	];
	const reason = reasons.length > 0 ? reasons.join(" ") : null;
	return { state: "done", problems: problems.slice(0, MAX_PROBLEMS), reason };
}

/**
 * Sets a commit status if there is a token for the repository. Does nothing if the commit already has the same status
 * or, in case the job changed nothing, a status with the same outcome (success or failure).
 *
 * @param isNews whether the job has changed anything
 */
export async function notify(
	{ host, token, followed }: JobContext,
	job: Job,
	commit: string,
	status: CommitStatus,
	isNews: boolean,
): Promise<void> {
	if (token === undefined || hasSaid(followed.told(), commit, status, isNews)) return;
	await host.report(commit, status);
	followed.setNotified(commit, status, job.id);
}

function hasSaid(
	told: Told | null,
	commit: string,
	{ succeeded, description }: CommitStatus,
	isNews: boolean,
): boolean {
	if (told?.commit !== commit) return false;
	return isNews
		? told.succeeded === succeeded && told.description === description
		: (told.succeeded ?? succeeded) === succeeded;
}

/**
 * Lists all problems with the repository's files, errors first, with paths in the repository. Includes problems with
 * files that cannot be sources, such as symbolic links.
 */
async function problemsNow({ publisher, repository }: JobContext, { problems }: Job): Promise<Problem[]> {
	const known = await publisher.problems(ownerOfRepository(repository.name));
	const ofSources = known.map((problem) => ({ ...problem, path: fileOf(repository, problem.path) }));
	const texts = new Set(ofSources.map((problem) => JSON.stringify(problem)));
	const all = [...problems.filter((problem) => !texts.has(JSON.stringify(problem))), ...ofSources];
	return all.sort((a, b) => Number(a.severity !== "error") - Number(b.severity !== "error"));
}

/** Returns the status to set for a commit: how many articles are published, and where the first error is. */
export function statusOf(
	totals: Totals,
	problems: readonly Problem[],
	url: string,
	{ isLive = true, waiting = 0 } = {},
): CommitStatus {
	const counts = articlesInWords(totals) + (waiting > 0 ? `; ${counted(waiting, "file")} will follow tomorrow` : "");
	const error = problems.find(({ severity }) => severity === "error");
	if (!error) return { succeeded: true, description: isLive ? counts : `${counts}; feeds will follow`, url };
	const place = error.line === null ? error.path : `${error.path}:${error.line}`;
	return failureOf(`${counts}: ${place} ${error.message}`, url);
}

export function failureOf(reason: string, url: string): CommitStatus {
	// Git hosts accept at most 140 characters.
	const description = reason.length <= 140 ? reason : `${reason.slice(0, 139).toWellFormed()}…`;
	return { succeeded: false, description, url };
}

/** Maximum number of jobs in a report. */
const MAX_LISTED_JOBS = 20;

/** The state of all repositories, for the operator. */
export interface GitReport {
	repositories: RepositoryReport[];
	/** Newest first, at most twenty. */
	jobs: Job[];
}

export interface RepositoryReport {
	/** The same as `Repository.name`. */
	name: string;
	/** The last commit that the site was synced to; null before the first sync. */
	commit: string | null;
	/** When a job last confirmed that the site is in sync with this commit, in milliseconds since 1970. */
	checked: number | null;
	/** The running job or, if none is running, the newest job; null if there are no jobs. */
	job: Job | null;
}

export function gitReport(sql: SqlStorage, repositories: readonly Repository[], jobs: Jobs): GitReport {
	return {
		repositories: repositories.map((repository) => ({
			name: repository.name,
			...new RepositoryState(sql, repository).reconciled(),
			job: jobs.active(repository.name) ?? jobs.last(repository.name) ?? null,
		})),
		jobs: jobs.list(MAX_LISTED_JOBS),
	};
}
