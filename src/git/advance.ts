import * as z from "zod";
import { backoff } from "../publisher/clock.ts";
import { awaitFeeds, failureOf, report } from "./conclude.ts";
import { DeadEnd, Missing, Patience } from "./host-error.ts";
import type { Job } from "./job.ts";
import type { JobChange, Jobs } from "./jobs.ts";
import { look } from "./look.ts";
import { applySome, fetchSome } from "./transfer.ts";
import type { Work } from "./work.ts";

/** After so many failures in a row, a quarter of an hour or so, a job is parked. */
const MOST_TRIES = 12;

/**
 * Does a bounded part of a job and notes what has come of it: so a job goes on where it was, whatever happens meanwhile.
 *
 * @param page where the job can be looked at
 */
export async function advance(work: Work, jobs: Jobs, job: Job, page: string): Promise<void> {
	try {
		const change = await stepOf(work, job, page);
		const now = Date.now();
		if (change.state === job.state && change.due != null) return jobs.postpone(job.id, change.due);
		work.storage.transactionSync(() => {
			if (change.state === "done") work.reconciled.set(change.commit ?? job.commit ?? "");
			const due = change.state === "done" ? null : now;
			jobs.update(job.id, { tries: 0, reason: null, ...change, due }, now);
		});
	} catch (error) {
		await stumble(work, jobs, job, page, error);
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
			return look(work, job);
	}
}

/** Waits for as long as the host asks for, tries again after a while, or gives up until somebody mends it. */
async function stumble(work: Work, jobs: Jobs, job: Job, page: string, error: unknown): Promise<void> {
	const reason = reasonOf(error);
	const now = Date.now();
	if (error instanceof Patience) return jobs.update(job.id, { due: error.until, reason }, now);
	console.error(JSON.stringify({ event: "job", job: job.id, state: job.state, error: reason }));
	const tries = job.tries + 1;
	if (!(error instanceof DeadEnd) && tries < MOST_TRIES) {
		// A file that is missing is one of a commit that is no more.
		const state = error instanceof Missing ? "waiting" : job.state;
		const wait = backoff(tries) * (0.5 + Math.random() / 2);
		return jobs.update(job.id, { state, tries, reason, due: now + wait }, now);
	}
	if (job.state === "reporting") {
		work.reconciled.set(job.commit ?? "");
		const told = `All is published, but the commit could not be given a status: ${reason}`;
		return jobs.update(job.id, { state: "done", due: null, reason: told }, now);
	}
	jobs.update(job.id, { state: "parked", due: null, reason }, now);
	const commit = work.walk?.commit ?? job.commit;
	if (!work.hasToken || commit === null) return;
	// Whether the author is told or not, the job is parked.
	await work.host.report(commit, failureOf(reason, page)).catch((failure: unknown) => {
		console.error(JSON.stringify({ event: "commit status", job: job.id, error: reasonOf(failure) }));
	});
}

function reasonOf(error: unknown): string {
	if (error instanceof z.ZodError || error instanceof SyntaxError) return "The host's answer was not understood.";
	return error instanceof Error ? error.message : String(error);
}
