import type { Context } from "hono";
import * as z from "zod";
import type { GitReport } from "../git/commit-status.ts";
import type { App } from "../http/context.ts";
import { errorResponse } from "../http/errors.ts";
import type { HubStats } from "../hub/stats.ts";
import type { Report } from "../publisher/report.ts";
import { systemStatus } from "../routes/reports.ts";
import { shown } from "./jobs.ts";
import { count, iso, job, maybeIso, named, problem, time, totals } from "./schemas.ts";

type Status = z.infer<typeof status>;

/** `GET /api/status`: returns the state of the site. Responds with 503 if the Publisher does not respond. */
export async function getStatus(c: Context<App>): Promise<Response> {
	const { publisher, reconciler, hub } = await systemStatus(c.env);
	if (publisher.status === "rejected") return errorResponse(c, 503, "The Publisher does not respond.");
	const git = reconciler.status === "fulfilled" ? gitStatus(reconciler.value) : { repositories: null, jobs: null };
	const webSub = { hub: hub.status === "fulfilled" ? hubStatus(hub.value) : null };
	return c.json({ ...statusOf(publisher.value), ...git, ...webSub } satisfies Status, 200, {
		"Cache-Control": "no-store",
	});
}

function statusOf(report: Report): Omit<Status, "repositories" | "jobs" | "hub"> {
	const { status, since, pending, deferred, backlog, purges, publications, usage, budget, ...rest } = report;
	const withIso = <Fault extends { since: number }>(fault: Fault) => ({ ...fault, since: iso(fault.since) });
	return {
		...{ status, since: iso(since), pending, deferred: deferred ? { ...deferred, until: iso(deferred.until) } : null },
		outbox: { ...backlog, oldest: maybeIso(backlog.oldest), failures: backlog.failures.map(withIso) },
		purges: { ...purges, next: maybeIso(purges.next), fault: purges.fault && withIso(purges.fault) },
		usage: { ...usage, limit: budget.writes, isLimit: budget.isLimit },
		publications: publications.map((publication) => ({ ...publication, time: iso(publication.time) })),
		...rest,
	};
}

function gitStatus({ repositories, jobs }: GitReport): Pick<Status, "repositories" | "jobs"> {
	return {
		repositories: repositories.map(({ checked, job, ...rest }) => {
			return { ...rest, checked: maybeIso(checked), job: job && shown(job) };
		}),
		jobs: jobs.map(shown),
	};
}

function hubStatus({ failing, ...rest }: HubStats): Status["hub"] {
	return { ...rest, failing: failing.map((host) => ({ ...host, since: iso(host.since) })) };
}

const day = z.iso.date().describe("UTC");
const writes = count.describe("KV writes on that day (the free plan allows 1,000)");
const changes = { added: count, changed: count, removed: count };
const fault = { since: time, error: z.string().describe("The last error") };

const repository = z
	.object({
		name: z.string().describe("Repository address and branch, such as https://github.com/acme/news#main"),
		commit: z.string().nullable().describe("The last commit that the site was synced to; null before the first sync"),
		checked: time.nullable().describe("When a job last confirmed that the site is in sync with this commit"),
		job: job.nullable().describe("The running job; if none is running, the newest job"),
	})
	.register(named, { id: "FollowedRepository" });

const milliseconds = z.number().describe("Milliseconds");

const hub = z
	.object({
		subscriptions: count,
		waiting: count.describe("Subscriptions that have not received the latest version of their feed yet"),
		topics: z
			.array(z.object({ url: z.string(), subscriptions: count }))
			.describe("The 50 topics with the most subscriptions"),
		days: z
			.array(z.object({ day, deliveries: count, failures: count }))
			.describe("The 30 most recent days with deliveries, newest first"),
		age: z
			.object({ median: milliseconds, p99: milliseconds })
			.nullable()
			.describe("Time between a change and its delivery, for the last 1,000 deliveries"),
		failing: z
			.array(z.object({ host: z.string(), subscriptions: count, ...fault }))
			.describe("At most 50 hosts to which deliveries are failing, starting with those that have been failing longest"),
	})
	.register(named, { id: "Hub" });

/** The state of the site, for its operator. */
export const status = z
	.object({
		status: z.enum(["ok", "delayed"]).describe("delayed: writing to KV is failing and will be retried"),
		since: time.describe(
			"When this state began; for ok, when the last failure occurred, or when the site was created if there was none",
		),
		pending: count.describe("Feeds that are not up to date yet"),
		deferred: z
			.object({ count, until: time })
			.nullable()
			.describe(
				"Number of feeds, pages and lists that must wait because today's KV writes are used up, and until when",
			),
		outbox: z
			.object({
				feeds: count,
				articles: count.describe("Article pages"),
				lists: count.describe("The list of feeds, and the list of redirects"),
				oldest: time.nullable().describe("When the oldest entry was added"),
				failing: count.describe("Entries that have failed at least once"),
				failures: z
					.array(z.object({ entry: z.string(), tries: count, ...fault }))
					.describe("At most 20, starting with those that have been failing longest"),
			})
			.describe("What is waiting to be written to KV"),
		purges: z
			.object({
				tags: count.describe("Cached feeds, pages and lists to purge"),
				next: time.nullable().describe("When the next purge runs"),
				fault: z.object(fault).nullable().describe("How long purging has been failing, and why"),
			})
			.describe("What is waiting to be purged from Cloudflare's cache; each change is purged twice, 90 seconds apart"),
		usage: z.object({
			day,
			writes,
			limit: count.describe("KV writes per day that the free plan allows, or that the paid plan includes"),
			isLimit: z.boolean().describe("True if Cloudflare refuses writes beyond the limit, as it does on the free plan"),
			days: z.array(z.object({ day, writes })).describe("Of the last 30 days, those with writes, oldest first"),
		}),
		publications: z
			.array(
				z.object({
					time,
					owner: z.string().describe("Who uploaded it: token:<name>, git:<repository> or webhook:articles"),
					...changes,
					problems: count.describe("Errors and warnings of these sources"),
				}),
			)
			.describe("At most 200, newest first. All counts are numbers of sources"),
		days: z
			.array(z.object({ day, publications: count, ...changes }))
			.describe("Of the last 90 days, those with publications, oldest first"),
		problems: z.object({
			errors: count,
			warnings: count,
			guesses: count,
			listed: z
				.array(z.object({ ...problem.shape, owner: z.string().nullable() }))
				.describe("At most 200, errors first, then warnings. GET /api/problems lists all problems"),
		}),
		exposures: z
			.array(
				z.object({
					folder: z.string().describe("Empty for the whole site"),
					files: z.array(z.string()).describe("The folder's defaults files"),
					reason: z
						.enum(["unreadable", "duplicate"])
						.describe("unreadable: the defaults file cannot be read; duplicate: the folder has several of them"),
					count: count.describe("Number of articles that are or were public because of this problem"),
					articles: z.array(z.string()).describe("Their paths, at most 100"),
				}),
			)
			.describe("Folders that may be meant for members, but contain articles that are or were public; at most 50"),
		unpublishing: z
			.object({
				count,
				listed: z
					.array(z.object({ path: z.string(), reason: z.string().describe("Why the article would not be published") }))
					.describe("At most 200, sorted by path"),
			})
			.describe(
				"Articles that an earlier release of Newsstand published, but that the site's current release would not publish. They stay public until their files are uploaded again",
			),
		counts: z.object({
			sources: count,
			articles: count.describe("Public articles"),
			membersArticles: count.describe("Members' articles"),
			topics: count,
			providers: count,
			subscribers: count.describe("Tokens for private feeds that are valid now"),
		}),
		totals: totals.describe("All files uploaded by tokens, repositories and webhooks, by kind"),
		files: z
			.object({
				store: z.enum(["kv", "r2"]).describe("Where new files are stored"),
				stored: count.describe("Number of stored files; files with the same bytes count once"),
				size: count.describe("Total size in bytes"),
				missing: count.describe("Files that articles refer to, but that have not been uploaded yet"),
				isFull: z
					.boolean()
					.describe(
						"True if the missing files must wait until tomorrow (UTC) because KV cannot accept more files today",
					),
				refused: count.describe("Files that articles refer to, but that cannot be published"),
			})
			.describe("Pictures, audio, video and documents stored alongside articles"),
		databaseSize: count.describe("Size of the Publisher's database in bytes"),
		repositories: z.array(repository).nullable().describe("null if the Reconciler does not respond"),
		hub: hub.nullable().describe("WebSub and rssCloud subscriptions; null if the Hub does not respond"),
		jobs: z.array(job).nullable().describe("The 20 most recent jobs; null if the Reconciler does not respond"),
	})
	.register(named, { id: "Status" });
