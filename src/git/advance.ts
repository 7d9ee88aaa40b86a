import * as z from "zod";
import { log } from "../log.ts";
import { backoff } from "../publisher/clock.ts";
import { awaitFeeds, failureOf, report, tell } from "./conclude.ts";
import { DeadEnd, Missing, Patience } from "./host-error.ts";
import type { Job } from "./job.ts";
import type { JobChange, Jobs } from "./jobs.ts";
import { look } from "./look.ts";
import { applySome, fetchSome } from "./transfer.ts";
import type { Work } from "./work.ts";

/** After so many failures without getting any further, a quarter of an hour or so, a job is parked. */
const MOST_TRIES = 12;

/**
 * Does a bounded part of a job and notes what has come of it: so a job goes on where it was, whatever happens meanwhile.
 *
 * @param page where the job can be looked at
 */
export async function advance(work: Work, jobs: Jobs, job: Job, page: string): Promise<void> {
	if (job.tries >= MOST_TRIES) {
		return park(work, jobs, job, page, `${job.tries} tries have ended halfway. Its last step was «${job.state}».`);
	}
	// Counted before it is tried, so that a step which ends the object is not tried for ever. And from now on a push
	// asks for a job of its own: what is being looked at may be older.
	const begun: Job = { ...job, state: job.state === "waiting" ? "looking" : job.state };
	const now = Date.now();
	jobs.update(job.id, { state: begun.state, tries: job.tries + 1, due: now + backoff(job.tries + 1) }, now);
	try {
		const change = await stepOf(work, begun, page);
		conclude(work, jobs, begun, change, Date.now());
	} catch (error) {
		await stumble(work, jobs, begun, page, error);
	}
}

function stepOf(work: Work, job: Job, page: string): Promise<JobChange> {
	switch (job.state) {
		case "fetching":
			return fetchSome(work, job);
		case "applying":
			return applySome(work, job);
		case "publishing":
			return awaitFeeds(work, job, Date.now());
		case "reporting":
			return report(work, job, page);
		default:
			return look(work, job, Date.now());
	}
}

function conclude(work: Work, jobs: Jobs, job: Job, change: JobChange, now: number): void {
	work.storage.transactionSync(() => {
		if (change.state !== "done") {
			return jobs.update(job.id, { tries: job.tries, reason: null, due: now, ...change }, now);
		}
		work.followed.setReconciled(change.commit ?? job.commit ?? "", now);
		jobs.update(job.id, { tries: 0, reason: null, ...change, due: null }, now);
		logEnd(jobs, job.id);
		const isNews = job.added + job.changed + job.removed > 0 || change.reason != null;
		if (job.cause === "schedule" && !isNews) jobs.forget(job.id);
	});
}

/** Waits for as long as the host asks for, tries again after a while, or gives up until somebody mends it. */
async function stumble(work: Work, jobs: Jobs, job: Job, page: string, error: unknown): Promise<void> {
	const reason = reasonOf(error);
	const now = Date.now();
	if (error instanceof Patience) return jobs.update(job.id, { tries: job.tries, due: error.until, reason }, now);
	const tries = job.tries + 1;
	log("job step", { job: job.id, step: job.state, tries, error: reason });
	if (!(error instanceof DeadEnd) && tries < MOST_TRIES) {
		// What is missing is of a commit that is no more: the branch is looked at anew.
		const state = error instanceof Missing ? "looking" : job.state;
		if (error instanceof Missing) work.walk = undefined;
		const due = now + backoff(tries) * (0.5 + Math.random() / 2);
		return jobs.update(job.id, { state, tries, reason, due }, now);
	}
	if (job.state !== "reporting") return park(work, jobs, job, page, reason);
	const told = `All is published, but the commit could not be given a status: ${reason}`;
	conclude(work, jobs, job, { state: "done", reason: told }, now);
}

async function park(work: Work, jobs: Jobs, job: Job, page: string, reason: string): Promise<void> {
	const commit = work.walk?.commit ?? job.commit;
	work.walk = undefined;
	jobs.update(job.id, { state: "parked", tries: 0, due: null, reason }, Date.now());
	logEnd(jobs, job.id);
	if (commit === null) return;
	// Whether the author is told or not, the job is parked.
	await tell(work, commit, failureOf(reason, page)).catch((failure: unknown) => {
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
