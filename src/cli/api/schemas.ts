import * as z from "zod";

/** What is wrong with a source, as the Worker tells it. */
export const problem = z.object({
	severity: z.enum(["error", "warning", "guess"]).default("error"),
	path: z.string(),
	line: z.number().nullable().default(null),
	message: z.string(),
	hint: z.string().default(""),
});
export const problems = z.object({ problems: z.array(problem) });

const count = z.number().int().nonnegative();

/** What became of a list of changes; `refused` are those of sources that are somebody else's. */
export const applied = z.object({
	added: count,
	changed: count,
	unchanged: count,
	removed: count,
	refused: z.array(problem).default([]),
});
export type Applied = z.infer<typeof applied>;
export type Counts = Omit<Applied, "refused">;

/** A source that the Worker holds, with git's hash of it. */
export const heldSource = z.object({ path: z.string(), hash: z.string() });

const feed = z.object({ name: z.string(), count, rss: z.string() });
export const feeds = z.object({ feeds: z.array(feed) });
/** A feed of the site, with the number of its articles and where its RSS is. */
export type FeedEntry = z.infer<typeof feed>;

/** A setting is invalid: nothing is served until it is fixed. */
export const misconfigured = z.object({ status: z.literal("misconfigured"), problems: z.array(z.string()) });

export const health = z.union([z.object({ status: z.enum(["ok", "delayed"]), pending: count }), misconfigured]);
export type Health = z.infer<typeof health>;

/** Making the site hold what a Git repository holds. Times are ISO 8601. */
export const job = z.object({
	id: z.string(),
	repository: z.string(),
	cause: z.string(),
	/** `done`, `parked` (given up until it is asked for again), or what is being done. */
	state: z.string(),
	created: z.iso.datetime(),
	updated: z.iso.datetime(),
	/** When it goes on; null if it is done or parked. */
	due: z.iso.datetime().nullable(),
	/** Failures in a row. */
	tries: count,
	commit: z.string().nullable(),
	added: count,
	changed: count,
	removed: count,
	/** Files that were fetched so far, of those that are added or changed. */
	fetched: count,
	problems: z.array(problem),
	/** Why it waits or was parked; null if all is well. */
	reason: z.string().nullable(),
});
export const jobs = z.object({ jobs: z.array(job) });
export type Job = z.infer<typeof job>;

/** Who has a token for private feeds. Times are ISO 8601. */
export const subscriber = z.object({
	id: z.string(),
	for: z.string(),
	/** Null: all of them. */
	feeds: z.array(z.string()).nullable(),
	created: z.iso.datetime(),
	expires: z.iso.datetime().nullable(),
	revoked: z.iso.datetime().nullable(),
});
export const subscribers = z.object({ subscribers: z.array(subscriber) });
export type Subscriber = z.infer<typeof subscriber>;

/** A token that was just made: the page of the subscriber, and the feeds as RSS. */
export const issued = subscriber.extend({ url: z.string(), urls: z.array(z.string()) });
export type Issued = z.infer<typeof issued>;

/** Why the Worker would not do something, in its own words. */
export const refusal = z.object({ error: z.string() });
