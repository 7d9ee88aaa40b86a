import type { Problem } from "../article/problem.ts";
import { ownerOfRepository } from "../publisher/owners.ts";
import { fileOf } from "./difference.ts";
import type { CommitStatus } from "./host.ts";
import { type Job, summaryOf } from "./job.ts";
import type { JobChange } from "./jobs.ts";
import type { Work } from "./work.ts";

/** Problems that a job keeps to be looked at. */
const MOST_PROBLEMS = 50;

/** The feeds may take so long before the author is told that they follow, in milliseconds. */
const PATIENCE = 60_000;

/** How often it is looked whether the feeds are up to date, in milliseconds. */
const LOOK = 250;

/** Waits until readers can see what was handed over. */
export async function awaitFeeds({ publisher }: Work, job: Job, now: number): Promise<JobChange> {
	if ((await publisher.health()).pending === 0) return { state: "reporting" };
	return now > job.updated + PATIENCE ? { state: "reporting" } : { state: "publishing", due: now + LOOK };
}

/** Notes how it went and, where there is a token, tells the author; of a commit that was told before, nothing. */
export async function report(work: Work, job: Job, url: string): Promise<JobChange> {
	const commit = job.commit ?? "";
	const problems = await problemsNow(work, job);
	if (work.hasToken && !work.reconciled.is(commit)) await work.host.report(commit, statusOf(job, problems, url));
	const { pending } = await work.publisher.health();
	const reason = pending === 0 ? null : "All is taken over. The feeds are still being written, and follow.";
	return { state: "done", problems: problems.slice(0, MOST_PROBLEMS), reason };
}

/**
 * All that is wrong with what the repository holds, errors first, what no source can be made of among them; with the
 * paths that the files have in the repository.
 */
async function problemsNow({ publisher, repository }: Work, { problems }: Job): Promise<Problem[]> {
	const known = await publisher.problems(ownerOfRepository(repository.name));
	const ofSources = known.map((problem) => ({ ...problem, path: fileOf(repository, problem.path) }));
	const isKnown = (problem: Problem) => ofSources.some((one) => JSON.stringify(one) === JSON.stringify(problem));
	const all = [...problems.filter((problem) => !isKnown(problem)), ...ofSources];
	return all.sort((a, b) => Number(a.severity !== "error") - Number(b.severity !== "error"));
}

/** What a commit is told: what was published, or the first error. */
export function statusOf(job: Job, problems: readonly Problem[], url: string): CommitStatus {
	const error = problems.find(({ severity }) => severity === "error");
	if (!error) return { isGood: true, description: `Published: ${summaryOf(job)}.`, url };
	const place = error.line === null ? error.path : `${error.path}:${error.line}`;
	return failureOf(`${place} ${error.message}`, url);
}

export function failureOf(reason: string, url: string): CommitStatus {
	// Hosts take 140 characters.
	const description = reason.length <= 140 ? reason : `${reason.slice(0, 139).toWellFormed()}…`;
	return { isGood: false, description, url };
}
