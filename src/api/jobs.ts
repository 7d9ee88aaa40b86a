import type { Context } from "hono";
import * as z from "zod";
import type { Job } from "../git/job.ts";
import { reconcilerOf } from "../git/stub.ts";
import type { App } from "../http/context.ts";
import { errorResponse } from "../http/errors.ts";
import { iso, type job, maybeIso } from "./schemas.ts";

/** Maximum number of jobs in a response. */
const LISTED = 100;

export const jobParameters = z.object({ id: z.string() });

type JobParameters = z.infer<typeof jobParameters>;

const UNSTORED = { "Cache-Control": "no-store" };

/** `GET /api/jobs`: lists the most recent jobs, newest first. */
export async function getJobs(c: Context<App>): Promise<Response> {
	const jobs = await reconcilerOf(c.env).jobs(LISTED);
	return c.json({ jobs: jobs.map(shown) }, 200, UNSTORED);
}

/** `GET /api/jobs/<id>`: returns a job. */
export async function getJob(c: Context<App>, { id }: JobParameters): Promise<Response> {
	const job = await reconcilerOf(c.env).job(id);
	return job ? c.json(shown(job), 200, UNSTORED) : unknownJob(c);
}

/** `POST /api/jobs/<id>/retry`: resumes a suspended or waiting job. Responds with 202 before the job runs. */
export async function retryJob(c: Context<App>, { id }: JobParameters): Promise<Response> {
	const job = await reconcilerOf(c.env).retry(id);
	if (job === "unknown") return unknownJob(c);
	if (job === "done") return errorResponse(c, 409, "This job is done. There is nothing to retry.");
	return c.json(shown(job), 202, UNSTORED);
}

/** Converts a job to the format in which the API returns it. */
export function shown(of: Job): z.infer<typeof job> {
	const { expected, replaced, looks, polls, unsent, stored, created, updated, due, ...rest } = of;
	return { ...rest, created: iso(created), updated: iso(updated), due: maybeIso(due) };
}

function unknownJob(c: Context<App>): Response {
	return errorResponse(
		c,
		404,
		"There is no such job, or it has been deleted. GET /api/jobs lists the most recent jobs.",
	);
}
