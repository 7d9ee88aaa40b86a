import * as z from "zod";
import { log } from "../log.ts";
import { backoff } from "../publisher/flush/retry.ts";
import { awaitFeeds, failureOf, notify, report } from "./commit-status.ts";
import { compare } from "./compare.ts";
import { applySome, fetchSome } from "./fetch.ts";
import { NotFoundError, PermanentError, RateLimitedError } from "./hosts/client.ts";
import type { Job } from "./job.ts";
import type { JobContext } from "./job-context.ts";
import type { JobChange, Jobs } from "./jobs.ts";
import { storeSome } from "./store-files.ts";

/**
 * Delays in milliseconds before looking for a pushed commit again. A host may announce a push before its API returns
 * the pushed commit.
 */
const LATER_LOOKS = [3000, 10_000, 30_000];

/**
 * Number of failures without progress after which a job is suspended. With backoff, this takes about a quarter of an
 * hour.
 */
const MAX_ATTEMPTS = 12;

/**
 * Does part of a job, within the limits of a run. Stores the job's progress, so that the next run can continue from
 * there.
 *
 * @param page URL of the job's page
 */
export async function runJob(context: JobContext, jobs: Jobs, job: Job, page: string): Promise<void> {
	if (job.tries >= MAX_ATTEMPTS) {
		return suspend(
			context,
			jobs,
			job,
			page,
			`${job.tries} attempts were interrupted. The last step was “${job.state}”.`,
		);
	}
	// Count the attempt before the step runs, so that a step that crashes the Durable Object is not repeated forever.
	// Pushes from now on get a new job, since the running job may already have requested the newest commit.
	const begun: Job = { ...job, state: job.state === "waiting" ? "looking" : job.state };
	const now = Date.now();
	jobs.update(job.id, { state: begun.state, tries: job.tries + 1, due: now + backoff(job.tries + 1) }, now);
	try {
		const change = await stepOf(context, begun, page);
		recordStep(context, jobs, begun, change, Date.now());
	} catch (error) {
		await fail(context, jobs, begun, page, error);
	}
}

function stepOf(context: JobContext, job: Job, page: string): Promise<JobChange> {
	switch (job.state) {
		case "fetching":
			return fetchSome(context, job);
		case "applying":
			return applySome(context, job);
		case "storing":
			return storeSome(context, job);
		case "publishing":
			return awaitFeeds(context, job, Date.now());
		case "reporting":
			return report(context, job, page);
		default:
			return compare(context, job);
	}
}

function recordStep(context: JobContext, jobs: Jobs, job: Job, change: JobChange, now: number): void {
	context.storage.transactionSync(() => {
		if (change.state !== "done") {
			return jobs.update(job.id, { tries: job.tries, reason: null, due: now, ...change }, now);
		}
		const commit = change.commit ?? job.commit ?? "";
		context.followed.setReconciled(commit, now);
		// A webhook may have arrived in the meantime.
		const { expected, looks } = jobs.get(job.id) ?? job;
		const unseen = expected.filter((one) => one !== commit).map((one) => one.slice(0, 8));
		const pause = unseen.length > 0 ? LATER_LOOKS[looks] : undefined;
		if (pause !== undefined) {
			const reason = `The host does not return the pushed commit ${unseen.join(", ")} yet.`;
			const again = { state: "looking", looks: looks + 1, due: now + pause, reason } as const;
			return jobs.update(job.id, { tries: 0, ...change, ...again }, now);
		}
		const missed = `The host did not return the pushed commit ${unseen.join(", ")}. If the commit appears later, the hourly check will find it.`;
		const reason = change.reason ?? (unseen.length > 0 ? missed : null);
		jobs.update(job.id, { tries: 0, ...change, reason, due: null }, now);
		logEnd(jobs, job.id);
		const isNews = job.added + job.changed + job.removed + job.stored > 0 || reason !== null;
		if (job.cause === "schedule" && !isNews) jobs.forget(job.id);
	});
}

/**
 * Handles an error. If the host's rate limit is exceeded, the job waits for the limit to reset. Otherwise, it is
 * retried with backoff, or suspended until somebody fixes the cause.
 */
async function fail(context: JobContext, jobs: Jobs, job: Job, page: string, error: unknown): Promise<void> {
	const reason = reasonOf(error);
	const now = Date.now();
	if (error instanceof RateLimitedError)
		return jobs.update(job.id, { tries: job.tries, due: error.until, reason }, now);
	const tries = job.tries + 1;
	log("job step", { job: job.id, step: job.state, tries, error: reason });
	if (!(error instanceof PermanentError) && tries < MAX_ATTEMPTS) {
		// The commit was replaced during the job, so start over with the newest commit of the branch.
		const state = error instanceof NotFoundError ? "looking" : job.state;
		if (error instanceof NotFoundError) context.listing = undefined;
		const due = now + backoff(tries) * (0.5 + Math.random() / 2);
		return jobs.update(job.id, { state, tries, reason, due }, now);
	}
	if (job.state !== "reporting") return suspend(context, jobs, job, page, reason);
	const note = `Everything is published, but the commit status could not be set: ${reason}`;
	recordStep(context, jobs, job, { state: "done", reason: note }, now);
}

async function suspend(context: JobContext, jobs: Jobs, job: Job, page: string, reason: string): Promise<void> {
	const commit = context.listing?.commit ?? job.commit;
	context.listing = undefined;
	// By the time somebody retries the job, the host will return all announced commits.
	jobs.update(job.id, { state: "parked", tries: 0, due: null, expected: [], reason }, Date.now());
	logEnd(jobs, job.id);
	if (commit === null) return;
	// The job is suspended even if the status cannot be set.
	await notify(context, job, commit, failureOf(reason, page), job.cause !== "schedule").catch((failure: unknown) => {
		log("commit status", { job: job.id, error: reasonOf(failure) });
	});
}

function logEnd(jobs: Jobs, id: string): void {
	const job = jobs.get(id);
	if (!job) return;
	const { repository, cause, state, added, changed, removed, created, updated } = job;
	log("job", { job: id, repository, cause, state, added, changed, removed, ms: updated - created });
}

function reasonOf(error: unknown): string {
	if (error instanceof z.ZodError || error instanceof SyntaxError)
		return "The host's response has an unexpected format.";
	return error instanceof Error ? error.message : String(error);
}
