import * as z from "zod";
import type { Problem } from "../article/problem.ts";
import { STATES } from "../git/job.ts";

/*
 * What the API answers with. The command line reads answers with the same schemas, under plain Node: nothing of the Worker
 * may be imported here.
 */

/** The shapes that the document names, and refers to by their names. */
export const named = z.registry<{ id: string }>();

export const count = z.int().nonnegative();
export const time = z.iso.datetime();

export const problem = z
	.object({
		severity: z
			.enum(["error", "warning", "guess"])
			.describe("error: set aside; warning: published without the field; guess: published, for the author to confirm"),
		path: z.string(),
		line: z.int().positive().nullable().describe("In the source, from 1; null where no line can be named"),
		message: z.string(),
		hint: z.string().describe("How to mend it; empty for a guess"),
	})
	.register(named, { id: "Problem" }) satisfies z.ZodType<Problem>;

/** What became of changes. */
export const applied = z
	.object({
		added: count,
		changed: count,
		unchanged: count,
		removed: count,
		problems: z.array(problem).describe("All that is wrong with these sources now"),
		refused: z
			.array(problem)
			.describe("Sources that were left as they are, since a repository owns them or a back-up is being restored"),
	})
	.describe("What became of the changes. The counts are of sources.")
	.register(named, { id: "Applied" });

export const problems = z.object({ problems: z.array(problem) }).register(named, { id: "Problems" });

/** A line of the list of sources. */
export const heldSource = z
	.object({
		path: z.string(),
		hash: z.string().describe("Git's hash of the file, in hex"),
		owner: z.string().describe("Who handed it over: token:<name>, git:<repository>, webhook:articles"),
	})
	.register(named, { id: "HeldSource" });

/** A job of the Reconciler, with its times in ISO 8601. */
export const job = z
	.object({
		id: z.string(),
		repository: z.string().describe("Its address and branch: https://github.com/acme/news#main"),
		cause: z.enum(["push", "schedule", "retry"]),
		state: z.enum(STATES).describe("parked: given up, until it is asked for again"),
		created: time,
		updated: time,
		due: time.nullable().describe("When it goes on; null if it is done or parked"),
		tries: count.describe("Failures in a row"),
		commit: z.string().nullable().describe("The newest commit of the branch, as soon as it is known"),
		added: count,
		changed: count,
		removed: count,
		fetched: count.describe("Files fetched so far, of those that are added or changed"),
		problems: z.array(problem).describe("What is wrong with the repository's sources; fifty at most"),
		reason: z.string().nullable().describe("Why it waits, was parked, or what could not be done"),
	})
	.describe("Making the site hold what a repository holds.")
	.register(named, { id: "Job" });

export const jobs = z.object({ jobs: z.array(job) }).register(named, { id: "Jobs" });

/** Why something was not done. */
export const refusal = z
	.object({ error: z.string().describe("What is wrong and how to mend it, in English") })
	.register(named, { id: "Error" });

/** Who has a token for private feeds. */
export const subscriber = z
	.object({
		id: z.string().describe("The part of the token that is no secret"),
		for: z.string().describe("Whom the token was given to"),
		feeds: z.array(z.string()).nullable().describe("The feeds that it opens; null: all of them"),
		created: time,
		expires: time.nullable().describe("From then on it opens nothing"),
		revoked: time.nullable().describe("When it was taken back"),
	})
	.register(named, { id: "Subscriber" });

export const subscribers = z.object({ subscribers: z.array(subscriber) }).register(named, { id: "Subscribers" });

/** A token that was just made, in the addresses that it opens. */
export const issued = z
	.object({
		...subscriber.shape,
		url: z.string().describe("The page that lists the subscriber's feeds. Whoever has it can read them"),
		urls: z.array(z.string()).describe("The feeds as RSS; .atom and .json in its place are the same feeds"),
	})
	.register(named, { id: "IssuedToken" });

/** The settings that feeds are made with: what the target of an import should have as the exported site had it. */
export const feedSettings = z
	.object({
		url: z.string(),
		title: z.string(),
		description: z.string(),
		language: z.string(),
		timeZone: z.string(),
		feedSize: count,
		hub: z.string().nullable(),
	})
	.describe("The settings that feeds are made with");

/** A time (ms since 1970) as the API tells it. */
export function iso(time: number): string {
	return new Date(time).toISOString();
}

export function maybeIso(time: number | null): string | null {
	return time === null ? null : iso(time);
}
