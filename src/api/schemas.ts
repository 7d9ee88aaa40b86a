import * as z from "zod";
import type { Problem } from "../article/problem.ts";
import type { Totals } from "../article/totals.ts";
import { STATES } from "../git/job.ts";

/*
 * Schemas of the API's responses. The command line, which runs in plain Node, also uses these schemas, so this file
 * must not import anything that only works in the Worker.
 */

/** Schemas that the OpenAPI document lists by name. */
export const named = z.registry<{ id: string }>();

export const count = z.int().nonnegative();
export const time = z.iso.datetime();

export const problem = z
	.object({
		severity: z
			.enum(["error", "warning", "guess"])
			.describe(
				"error: the article is not published; warning: it is published without this field; guess: it is published, but please check the guessed value",
			),
		path: z.string(),
		line: z
			.int()
			.positive()
			.nullable()
			.describe("Line number in the file, counted from 1; null if the problem does not concern a particular line"),
		message: z.string(),
		hint: z.string().describe("How to fix the problem; empty for a guess"),
	})
	.register(named, { id: "Problem" }) satisfies z.ZodType<Problem>;

/** The number of files of each kind. */
export const totals = z
	.object({
		files: count.describe("All files: the sum of the other counts"),
		published: count.describe("Articles that everybody can read"),
		members: count.describe("Articles for members"),
		drafts: count.describe("Articles that are deliberately not published"),
		scheduled: count.describe("Articles to be published later"),
		expired: count.describe("Articles that were published until their expiry date"),
		duplicates: count.describe("Articles with the same link or guid as another article, which is published instead"),
		blocked: count.describe("Files with errors. If an earlier version was published, it stays published"),
		notArticles: z.object({
			descriptions: count.describe("Descriptions of topics and providers"),
			defaults: count.describe("Folder defaults"),
			redirects: count.describe("Redirect files"),
			readmes: count.describe("README, LICENSE, CHANGELOG and similar files"),
			templates: count.describe("Configuration, data, layouts, includes and section pages of a site generator"),
		}),
		notRead: z
			.record(z.string(), count)
			.describe('Number of text files in other formats, by extension; for example, {".org": 3}'),
	})
	.register(named, { id: "Totals" }) satisfies z.ZodType<Totals>;

/** The result of a set of changes. */
export const applied = z
	.object({
		added: count,
		changed: count,
		unchanged: count,
		removed: count,
		problems: z.array(problem).describe("All current problems of these sources"),
		refused: z
			.array(problem)
			.describe("Sources left unchanged, because a repository owns them or a backup is being imported"),
	})
	.describe("The result of the changes. All counts are numbers of sources.")
	.register(named, { id: "Applied" });

/** The result of a set of changes, plus the numbers of files that the token has on the site. */
export const uploaded = z
	.object({ ...applied.shape, totals: totals.optional().describe("Omitted if the request has more=true") })
	.describe("The result of the changes, and the number of files of each kind that this token has on the site.")
	.register(named, { id: "Uploaded" });

export const problems = z.object({ problems: z.array(problem) }).register(named, { id: "Problems" });

/** One line of the list of sources. */
export const heldSource = z
	.object({
		path: z.string(),
		hash: z.string().describe("Git blob hash of the file, in hex"),
		owner: z.string().describe("Who uploaded it: token:<name>, git:<repository> or webhook:articles"),
	})
	.register(named, { id: "HeldSource" });

/** A file stored alongside articles: a picture, audio file, video or document. */
export const heldFile = z
	.object({
		path: z.string(),
		hash: z.string().describe("Git blob hash of its bytes, in hex"),
		bytes: count,
		owner: z.string().describe("Who uploaded it: token:<name> or git:<repository>"),
		state: z
			.enum(["stored", "wanted", "waiting", "unnamed", "refused"])
			.describe(
				"wanted: upload it; waiting: upload it tomorrow (UTC), when KV accepts more writes; unnamed: no article refers to it; refused: it cannot be published, see problems",
			),
		type: z.string().nullable().describe("Media type, determined from the content; null until the file is stored"),
		width: count.nullable().describe("In pixels, as displayed"),
		height: count.nullable(),
		duration: z.number().nullable().describe("In seconds"),
		url: z.string().nullable().describe("The file's URL; null unless the file is public"),
	})
	.register(named, { id: "File" });

/** The response to an announcement of files. */
export const announced = z
	.object({
		stored: count.describe("Number of files that the site has already stored"),
		wanted: z.array(z.string()).describe("Paths of files to upload now"),
		waiting: z
			.array(z.string())
			.describe("Paths of files to upload tomorrow (UTC), because KV cannot accept more writes today"),
		unnamed: count.describe("Number of files that no article refers to; they are not published"),
		removed: count,
		problems: z.array(problem).describe("Files that cannot be published"),
		limits: z.object({
			file: count.describe("Maximum size of a file that this site can publish, in bytes"),
			request: count.describe("Maximum size of a file that PUT /api/files/{path} accepts, in bytes"),
			part: count
				.nullable()
				.describe(
					"Size of the parts in which to upload a larger file, in bytes; null if the site does not accept larger files",
				),
		}),
	})
	.register(named, { id: "AnnouncedFiles" });

/** A large file that is being uploaded. */
export const fileUpload = z
	.object({
		hash: z.string(),
		part: count.describe("Size of each part in bytes; the last part may be shorter"),
		parts: z.array(count).describe("Numbers of the parts uploaded so far, counted from 1"),
	})
	.register(named, { id: "FileUpload" });

/** A job of the Reconciler, with times in ISO 8601. */
export const job = z
	.object({
		id: z.string(),
		repository: z.string().describe("Repository address and branch, such as https://github.com/acme/news#main"),
		cause: z.enum(["push", "schedule", "retry"]),
		state: z.enum(STATES).describe("parked: suspended until somebody retries it"),
		created: time,
		updated: time,
		due: time.nullable().describe("When the job will next run; null if it is done or suspended"),
		tries: count.describe("Consecutive failures"),
		commit: z.string().nullable().describe("The newest commit on the branch; null until the job has looked it up"),
		added: count,
		changed: count,
		removed: count,
		fetched: count.describe("Added or changed files fetched so far"),
		problems: z.array(problem).describe("Problems in the repository's sources; at most 50"),
		reason: z.string().nullable().describe("Why the job is waiting or suspended, or what it could not do"),
	})
	.describe("One synchronization of the site with a repository.")
	.register(named, { id: "Job" });

export const jobs = z.object({ jobs: z.array(job) }).register(named, { id: "Jobs" });

/** An error response. */
export const refusal = z
	.object({ error: z.string().describe("What is wrong and how to fix it, in English") })
	.register(named, { id: "Error" });

/** A person with a token for private feeds. */
export const subscriber = z
	.object({
		id: z.string().describe("The public part of the token"),
		for: z.string().describe("The subscriber's name"),
		feeds: z.array(z.string()).nullable().describe("The feeds that the token covers; null for all"),
		created: time,
		expires: time.nullable().describe("When the token expires; null if it never expires"),
		revoked: time.nullable().describe("When the token was revoked; null if it was not"),
	})
	.register(named, { id: "Subscriber" });

export const subscribers = z.object({ subscribers: z.array(subscriber) }).register(named, { id: "Subscribers" });

/** A new token, and the addresses that contain it. */
export const issued = z
	.object({
		...subscriber.shape,
		url: z.string().describe("Page that lists the subscriber's feeds. Anyone with this link can read them"),
		urls: z.array(z.string()).describe("The feeds as RSS; replace .rss with .atom or .json for the other formats"),
	})
	.register(named, { id: "IssuedToken" });

/**
 * The settings that affect how feeds are rendered. A site into which a backup is imported should have the same settings
 * as the site that was exported.
 */
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
	.describe("The settings used to render the feeds");

/** Converts a time (milliseconds since 1970) to ISO 8601, the format of the API. */
export function iso(time: number): string {
	return new Date(time).toISOString();
}

export function maybeIso(time: number | null): string | null {
	return time === null ? null : iso(time);
}
