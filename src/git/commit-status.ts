import type { Problem } from "../article/problem.ts";
import { ownerOfRepository } from "../publisher/write/sources.ts";
import type { Repository } from "../repositories.ts";
import { fileOf } from "./compare.ts";
import type { CommitStatus } from "./hosts/host.ts";
import { type Job, MAX_PROBLEMS, summaryOf } from "./job.ts";
import type { JobContext } from "./job-context.ts";
import type { JobChange, Jobs } from "./jobs.ts";
import { RepositoryState, type Told } from "./repository-state.ts";

/** Between two looks whether the feeds are up to date: at first, doubling, and at most. In milliseconds. */
const POLL_DELAYS_MS = { first: 250, most: 8000 };

/** After so many looks, nearly a minute, the author is told that the feeds follow. */
const MAX_POLLS = 10;

/** Waits until readers can see what was handed over. */
export async function awaitFeeds({ publisher }: JobContext, job: Job, now: number): Promise<JobChange> {
	const { polls } = job;
	if (polls === MAX_POLLS || (await publisher.health()).pending === 0) return { state: "reporting", tries: 0 };
	return {
		state: "publishing",
		polls: polls + 1,
		due: now + Math.min(POLL_DELAYS_MS.first * 2 ** polls, POLL_DELAYS_MS.most),
	};
}

/** Notes how it went and, where there is a token, tells the author. */
export async function report(context: JobContext, job: Job, page: string): Promise<JobChange> {
	const problems = await problemsNow(context, job);
	const { pending } = await context.publisher.health();
	const isLive = pending === 0 || job.polls < MAX_POLLS;
	const isNews = job.added + job.changed + job.removed > 0;
	await notify(context, job, job.commit ?? "", statusOf(job, problems, page, isLive), isNews);
	const reason = isLive ? null : "All is taken over. The feeds are still being written, and follow.";
	return { state: "done", problems: problems.slice(0, MAX_PROBLEMS), reason };
}

/**
 * Gives a commit its status, where there is a token. A status that the commit has already stays, and so does one that
 * says more: when nothing has changed, only success that became failure, or the reverse, is worth a new one.
 *
 * @param isNews whether anything has changed
 */
export async function notify(
	{ host, hasToken, followed }: JobContext,
	job: Job,
	commit: string,
	status: CommitStatus,
	isNews: boolean,
): Promise<void> {
	if (!hasToken || hasSaid(followed.told(), commit, status, isNews)) return;
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
 * All that is wrong with what the repository holds, errors first, what no source can be made of among them; with the
 * paths that the files have in the repository.
 */
async function problemsNow({ publisher, repository }: JobContext, { problems }: Job): Promise<Problem[]> {
	const known = await publisher.problems(ownerOfRepository(repository.name));
	const ofSources = known.map((problem) => ({ ...problem, path: fileOf(repository, problem.path) }));
	const texts = new Set(ofSources.map((problem) => JSON.stringify(problem)));
	const all = [...problems.filter((problem) => !texts.has(JSON.stringify(problem))), ...ofSources];
	return all.sort((a, b) => Number(a.severity !== "error") - Number(b.severity !== "error"));
}

/** What a commit is told: what was published, or the first error. */
export function statusOf(job: Job, problems: readonly Problem[], url: string, isLive = true): CommitStatus {
	const error = problems.find(({ severity }) => severity === "error");
	if (!error) {
		const description = isLive ? `Published: ${summaryOf(job)}.` : `Taken over, the feeds follow: ${summaryOf(job)}.`;
		return { succeeded: true, description, url };
	}
	const place = error.line === null ? error.path : `${error.path}:${error.line}`;
	return failureOf(`${place} ${error.message}`, url);
}

export function failureOf(reason: string, url: string): CommitStatus {
	// Hosts take 140 characters.
	const description = reason.length <= 140 ? reason : `${reason.slice(0, 139).toWellFormed()}…`;
	return { succeeded: false, description, url };
}

/** Jobs that are told of. */
const MAX_LISTED_JOBS = 20;

/** How things stand with the repositories, for whoever runs the site. */
export interface GitReport {
	repositories: RepositoryReport[];
	/** The newest first; twenty at most. */
	jobs: Job[];
}

export interface RepositoryReport {
	/** As `Repository.name`. */
	name: string;
	/** The commit that the site was equal to last; null if there was none yet. */
	commit: string | null;
	/** When that was seen last, in milliseconds since 1970. */
	checked: number | null;
	/** The job that is worked on, or else the newest; null if there is none. */
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
