import type { Problem } from "../article/problem.ts";
import { ownerOfRepository } from "../publisher/owners.ts";
import { fileOf } from "./difference.ts";
import type { CommitStatus } from "./host.ts";
import { type Job, MOST_PROBLEMS, summaryOf } from "./job.ts";
import type { JobChange } from "./jobs.ts";
import type { Work } from "./work.ts";

/** Between two looks whether the feeds are up to date: at first, doubling, and at most. In milliseconds. */
const PAUSE = { first: 250, most: 8000 };

/** After so many looks, nearly a minute, the author is told that the feeds follow. */
const MOST_LOOKS = 10;

/** Waits until readers can see what was handed over. */
export async function awaitFeeds({ publisher }: Work, job: Job, now: number): Promise<JobChange> {
	const { looks } = job;
	if (looks === MOST_LOOKS || (await publisher.health()).pending === 0) return { state: "reporting", tries: 0 };
	return { state: "publishing", looks: looks + 1, due: now + Math.min(PAUSE.first * 2 ** looks, PAUSE.most) };
}

/** Notes how it went and, where there is a token, tells the author. */
export async function report(work: Work, job: Job, page: string): Promise<JobChange> {
	const problems = await problemsNow(work, job);
	const { pending } = await work.publisher.health();
	const isLive = pending === 0 || job.looks < MOST_LOOKS;
	await tell(work, job.commit ?? "", statusOf(job, problems, page, isLive));
	const reason = isLive ? null : "All is taken over. The feeds are still being written, and follow.";
	return { state: "done", problems: problems.slice(0, MOST_PROBLEMS), reason };
}

/** Gives a commit its status, where there is a token, unless it has that one already. */
export async function tell({ host, hasToken, followed }: Work, commit: string, status: CommitStatus): Promise<void> {
	if (!hasToken || followed.wasTold(commit, status)) return;
	await host.report(commit, status);
	followed.setTold(commit, status);
}

/**
 * All that is wrong with what the repository holds, errors first, what no source can be made of among them; with the
 * paths that the files have in the repository.
 */
async function problemsNow({ publisher, repository }: Work, { problems }: Job): Promise<Problem[]> {
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
		return { isGood: true, description, url };
	}
	const place = error.line === null ? error.path : `${error.path}:${error.line}`;
	return failureOf(`${place} ${error.message}`, url);
}

export function failureOf(reason: string, url: string): CommitStatus {
	// Hosts take 140 characters.
	const description = reason.length <= 140 ? reason : `${reason.slice(0, 139).toWellFormed()}…`;
	return { isGood: false, description, url };
}
