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

/**
 * A host may announce a push before its API shows it. A job that ends at another commit asks again after these pauses, in
 * milliseconds.
 */
const LATER_LOOKS = [3000, 10_000, 30_000];

/** After so many failures without getting any further, a quarter of an hour or so, a job is parked. */
const MAX_ATTEMPTS = 12;

/**
 * Does a bounded part of a job and notes what has come of it: so a job goes on where it was, whatever happens meanwhile.
 *
 * @param page where the job can be looked at
 */
export async function runJob(context: JobContext, jobs: Jobs, job: Job, page: string): Promise<void> {
	if (job.tries >= MAX_ATTEMPTS) {
		return suspend(
			context,
			jobs,
			job,
			page,
			`${job.tries} tries have ended halfway. Its last step was «${job.state}».`,
		);
	}
	// Counted before it is tried, so that a step which ends the object is not tried for ever. And from now on a push
	// asks for a job of its own: what is being looked at may be older.
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
		// A webhook may have come meanwhile.
		const { expected, looks } = jobs.get(job.id) ?? job;
		const unseen = expected.filter((one) => one !== commit).map((one) => one.slice(0, 8));
		const pause = unseen.length > 0 ? LATER_LOOKS[looks] : undefined;
		if (pause !== undefined) {
			const reason = `The host does not show the pushed commit ${unseen.join(", ")} yet.`;
			const again = { state: "looking", looks: looks + 1, due: now + pause, reason } as const;
			return jobs.update(job.id, { tries: 0, ...change, ...again }, now);
		}
		const missed = `The host did not show the pushed commit ${unseen.join(", ")}. If it is there, the hourly look finds it.`;
		const reason = change.reason ?? (unseen.length > 0 ? missed : null);
		jobs.update(job.id, { tries: 0, ...change, reason, due: null }, now);
		logEnd(jobs, job.id);
		const isNews = job.added + job.changed + job.removed > 0 || reason !== null;
		if (job.cause === "schedule" && !isNews) jobs.forget(job.id);
	});
}

/** Waits for as long as the host asks for, tries again after a while, or gives up until somebody mends it. */
async function fail(context: JobContext, jobs: Jobs, job: Job, page: string, error: unknown): Promise<void> {
	const reason = reasonOf(error);
	const now = Date.now();
	if (error instanceof RateLimitedError)
		return jobs.update(job.id, { tries: job.tries, due: error.until, reason }, now);
	const tries = job.tries + 1;
	log("job step", { job: job.id, step: job.state, tries, error: reason });
	if (!(error instanceof PermanentError) && tries < MAX_ATTEMPTS) {
		// What is missing is of a commit that is no more: the branch is looked at anew.
		const state = error instanceof NotFoundError ? "looking" : job.state;
		if (error instanceof NotFoundError) context.listing = undefined;
		const due = now + backoff(tries) * (0.5 + Math.random() / 2);
		return jobs.update(job.id, { state, tries, reason, due }, now);
	}
	if (job.state !== "reporting") return suspend(context, jobs, job, page, reason);
	const told = `All is published, but the commit could not be given a status: ${reason}`;
	recordStep(context, jobs, job, { state: "done", reason: told }, now);
}

async function suspend(context: JobContext, jobs: Jobs, job: Job, page: string, reason: string): Promise<void> {
	const commit = context.listing?.commit ?? job.commit;
	context.listing = undefined;
	// By the time that it is tried again, the host shows whatever webhooks have announced.
	jobs.update(job.id, { state: "parked", tries: 0, due: null, expected: [], reason }, Date.now());
	logEnd(jobs, job.id);
	if (commit === null) return;
	// Whether the author is told or not, the job is parked.
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
	if (error instanceof z.ZodError || error instanceof SyntaxError) return "The host's answer was not understood.";
	return error instanceof Error ? error.message : String(error);
}
