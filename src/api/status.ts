import type { Context } from "hono";
import * as z from "zod";
import type { GitReport } from "../git/commit-status.ts";
import type { App } from "../http/context.ts";
import { errorResponse } from "../http/errors.ts";
import type { HubStats } from "../hub/stats.ts";
import type { Report } from "../publisher/report.ts";
import { systemStatus } from "../routes/reports.ts";
import { shown } from "./jobs.ts";
import { count, iso, job, maybeIso, named, problem, time } from "./schemas.ts";

type Status = z.infer<typeof status>;

/** `GET /api/status`: how things stand. 503: the Publisher does not answer. */
export async function getStatus(c: Context<App>): Promise<Response> {
	const { publisher, reconciler, hub } = await systemStatus(c.env);
	if (publisher.status === "rejected") return errorResponse(c, 503, "The Publisher does not answer.");
	const git = reconciler.status === "fulfilled" ? gitStatus(reconciler.value) : { repositories: null, jobs: null };
	const webSub = { hub: hub.status === "fulfilled" ? hubStatus(hub.value) : null };
	return c.json({ ...statusOf(publisher.value), ...git, ...webSub } satisfies Status, 200, {
		"Cache-Control": "no-store",
	});
}

function statusOf(report: Report): Omit<Status, "repositories" | "jobs" | "hub"> {
	const { status, since, pending, backlog, purges, publications, ...rest } = report;
	const withIso = <Fault extends { since: number }>(fault: Fault) => ({ ...fault, since: iso(fault.since) });
	return {
		...{ status, since: iso(since), pending },
		outbox: { ...backlog, oldest: maybeIso(backlog.oldest), failures: backlog.failures.map(withIso) },
		purges: { ...purges, next: maybeIso(purges.next), fault: purges.fault && withIso(purges.fault) },
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

const day = z.iso.date().describe("In UTC");
const writes = count.describe("Values written to KV on that day, of which the free plan has 1,000");
const changes = { added: count, changed: count, removed: count };
const fault = { since: time, error: z.string().describe("Why it failed last") };

const repository = z
	.object({
		name: z.string().describe("Its address and branch: https://github.com/acme/news#main"),
		commit: z.string().nullable().describe("The commit that the site was equal to last"),
		checked: time.nullable().describe("When that was seen last"),
		job: job.nullable().describe("The job that is worked on, or else the newest"),
	})
	.register(named, { id: "FollowedRepository" });

const milliseconds = z.number().describe("Milliseconds");

const hub = z
	.object({
		subscriptions: count,
		waiting: count.describe("Subscriptions that have not got the newest yet"),
		topics: z.array(z.object({ url: z.string(), subscriptions: count })).describe("The 50 with the most"),
		days: z
			.array(z.object({ day, deliveries: count, failures: count }))
			.describe("Of the last thirty days those with any, the newest first"),
		age: z
			.object({ median: milliseconds, p99: milliseconds })
			.nullable()
			.describe("From a change to its delivery, of the last thousand"),
		failing: z
			.array(z.object({ host: z.string(), subscriptions: count, ...fault }))
			.describe("Hosts where deliveries fail now, what has failed for longest first; 50 at most"),
	})
	.register(named, { id: "Hub" });

/** How things stand, for whoever runs the site. */
export const status = z
	.object({
		status: z.enum(["ok", "delayed"]).describe("delayed: writing fails at the moment and is tried again"),
		since: time.describe("Since when: of ok, when writing failed for the last time, or when the site began"),
		pending: count.describe("Feeds that are not yet up to date"),
		outbox: z
			.object({
				feeds: count,
				articles: count.describe("Pages of articles"),
				lists: count.describe("The list of feeds, and that of what has moved"),
				oldest: time.nullable().describe("Since when the oldest of it waits"),
				failing: count.describe("How much of it was tried in vain"),
				failures: z
					.array(z.object({ entry: z.string(), tries: count, ...fault }))
					.describe("What has failed for longest first; twenty at most"),
			})
			.describe("What is still to be written to KV"),
		purges: z
			.object({
				tags: count.describe("Feeds, pages and lists that it is to forget"),
				next: time.nullable().describe("When it is told next"),
				fault: z.object(fault).nullable().describe("Since when it takes nothing, and why"),
			})
			.describe("What the edge is still to be told; it is told twice of each change, 90 seconds apart"),
		usage: z.object({
			day,
			writes,
			days: z.array(z.object({ day, writes })).describe("Of the last thirty days those with any, the oldest first"),
		}),
		publications: z
			.array(
				z.object({
					time,
					owner: z.string().describe("Who handed it over: token:<name>, git:<repository>, webhook:articles"),
					...changes,
					problems: count.describe("Errors and warnings that these sources had"),
				}),
			)
			.describe("What was published last, the newest first; 200 at most. The counts are of sources"),
		days: z
			.array(z.object({ day, publications: count, ...changes }))
			.describe("Of the last ninety days those on which something was published, the oldest first"),
		problems: z.object({
			errors: count,
			warnings: count,
			guesses: count,
			listed: z
				.array(z.object({ ...problem.shape, owner: z.string().nullable() }))
				.describe("Errors first, then warnings; 200 at most. GET /api/problems has them all"),
		}),
		exposures: z
			.array(
				z.object({
					folder: z.string().describe("Empty: the whole site"),
					files: z.array(z.string()).describe("Its defaults files"),
					reason: z
						.enum(["unreadable", "duplicate"])
						.describe("unreadable: the file cannot be read; duplicate: the folder has several"),
					count: count.describe("Articles that are or were public because of that"),
					articles: z.array(z.string()).describe("Their paths; 100 at most"),
				}),
			)
			.describe("Folders that may be for members and whose articles are or were public; 50 at most"),
		unpublishing: z
			.object({
				count,
				listed: z
					.array(z.object({ path: z.string(), reason: z.string().describe("Why it would not be published") }))
					.describe("In the order of paths; 200 at most"),
			})
			.describe(
				"Articles that an earlier release published and this one would not. They stay until their files are published again",
			),
		counts: z.object({
			sources: count,
			articles: count.describe("Public ones"),
			membersArticles: count.describe("Articles for members"),
			topics: count,
			providers: count,
			subscribers: count.describe("Tokens for private feeds that open something now"),
		}),
		databaseSize: count.describe("Of the Publisher's database, in bytes"),
		repositories: z.array(repository).nullable().describe("null: the Reconciler does not answer"),
		hub: hub.nullable().describe("Subscriptions by WebSub and rssCloud; null: the Hub does not answer"),
		jobs: z.array(job).nullable().describe("The newest twenty; null: the Reconciler does not answer"),
	})
	.register(named, { id: "Status" });
