import type { Context } from "hono";
import type { GitReport } from "../git/commit-status.ts";
import { STATES } from "../git/job.ts";
import type { App } from "../http/context.ts";
import type { HubStats } from "../hub/stats.ts";
import type { Report } from "../publisher/report.ts";
import { dayOf } from "../publisher/timing.ts";
import type { ReadershipReport } from "../readership/report.ts";
import { VERSION } from "../version.ts";
import { type Family, OPEN_METRICS, openMetrics } from "./open-metrics.ts";
import { queueReport, readershipReport, systemStatus } from "./reports.ts";

/**
 * `GET /metrics`: the state of the site in the OpenMetrics format. For a component that does not respond, there is only
 * a single metric: `newsstand_up` with the value 0.
 */
export async function getMetrics(c: Context<App>): Promise<Response> {
	const [{ publisher, reconciler, hub }, readership, queue] = await Promise.all([
		systemStatus(c.env),
		readershipReport(c.env),
		queueReport(c.env),
	]);
	const now = Date.now();
	const families = [
		build(c.env),
		labelled("up", "Whether a component responds.", "part", {
			publisher: answers(publisher),
			reconciler: answers(reconciler),
			hub: answers(hub),
			readership: answers(readership),
			queue: answers(queue),
		}),
		...of(publisher, (report) => publisherMetrics(report, now)),
		...of(reconciler, reconcilerMetrics),
		...of(hub, (numbers) => hubMetrics(numbers, now)),
		...of(readership, (report) => readershipMetrics(report, now)),
		...of(queue, (metrics) => queueMetrics(metrics, now)),
	];
	return c.body(openMetrics(families), 200, { "Content-Type": OPEN_METRICS, "Cache-Control": "no-store" });
}

function build({ DEPLOYMENT }: Cloudflare.Env): Family {
	const labels = { version: VERSION, deployment: DEPLOYMENT?.id ?? "" };
	return {
		name: "newsstand_build",
		type: "info",
		help: "The running version.",
		samples: [{ suffix: "_info", labels, value: 1 }],
	};
}

function answers({ status }: PromiseSettledResult<unknown>): number {
	return status === "fulfilled" ? 1 : 0;
}

function of<T>(part: PromiseSettledResult<T>, metrics: (report: T) => Family[]): Family[] {
	return part.status === "fulfilled" ? metrics(part.value) : [];
}

/** A metric's values, keyed by the value of its label. */
type Values = Record<string, number>;

function gauge(name: string, help: string, value: number): Family {
	const unit = (["bytes", "seconds"] as const).find((one) => name.endsWith(`_${one}`));
	return { name: `newsstand_${name}`, type: "gauge", ...(unit && { unit }), help, samples: [{ value }] };
}

function labelled(name: string, help: string, label: string, values: Values): Family {
	const samples = Object.entries(values).map(([of, value]) => ({ labels: { [label]: of }, value }));
	return { name: `newsstand_${name}`, type: "gauge", help, samples };
}

/** Turns a gauge into a counter that is reset every day. The counter's creation time is the last midnight (UTC). */
function today(family: Family, now: number): Family {
	const created = Date.parse(dayOf(now)) / 1000;
	const samples = family.samples.flatMap((sample) => [
		{ ...sample, suffix: "_total" },
		{ ...sample, suffix: "_created", value: created },
	]);
	return { ...family, type: "counter", samples };
}

/** @param now in milliseconds since 1970 */
function publisherMetrics(report: Report, now: number): Family[] {
	const { backlog, counts, problems, purges, publications, usage } = report;
	const day = report.days.find((one) => one.day === dayOf(now));
	const { added = 0, changed = 0, removed = 0 } = day ?? {};
	return [
		labelled("articles", "Published articles.", "audience", {
			public: counts.articles,
			members: counts.membersArticles,
		}),
		gauge("sources", "Uploaded sources, including those with errors.", counts.sources),
		labelled("feeds", "Feeds with articles.", "kind", { topic: counts.topics, provider: counts.providers }),
		gauge("private_subscribers", "Valid tokens for private feeds.", counts.subscribers),
		labelled("problems", "Problems in sources.", "severity", {
			error: problems.errors,
			warning: problems.warnings,
			guess: problems.guesses,
		}),
		labelled("outbox_entries", "Entries waiting to be written to KV.", "kind", {
			feed: backlog.feeds,
			article: backlog.articles,
			list: backlog.lists,
		}),
		gauge("outbox_failing_entries", "Waiting entries whose write has failed at least once.", backlog.failing),
		gauge("outbox_age_seconds", "Age of the oldest entry waiting to be written to KV.", ageOf(backlog.oldest, now)),
		gauge("purges", "Cache tags waiting to be purged.", purges.tags),
		gauge("purge_fault_seconds", "How long purging has been failing.", ageOf(purges.fault?.since ?? null, now)),
		today(gauge("kv_writes", "KV writes since midnight UTC.", usage.writes), now),
		today(gauge("publications", "Publications since midnight UTC.", day?.publications ?? 0), now),
		today(
			labelled("published_sources", "Sources added, changed or deleted since midnight UTC.", "change", {
				added,
				changed,
				removed,
			}),
			now,
		),
		...publications
			.slice(0, 1)
			.map(({ time }) => gauge("publication_timestamp_seconds", "Time of the last publication.", time / 1000)),
		gauge("database_bytes", "Size of the Publisher's database.", report.databaseSize),
	];
}

function reconcilerMetrics({ repositories }: GitReport): Family[] {
	const states = Object.fromEntries(STATES.map((state) => [state, 0]));
	for (const { job } of repositories) if (job) states[job.state] = (states[job.state] ?? 0) + 1;
	const checked = repositories.filter((one) => one.checked !== null);
	return [
		gauge("repositories", "Followed repositories.", repositories.length),
		labelled("jobs", "Repositories by the state of their running or newest job.", "state", states),
		{
			name: "newsstand_repository_checked_timestamp_seconds",
			type: "gauge",
			unit: "seconds",
			help: "When the site was last confirmed to match the repository.",
			samples: checked.map(({ name, checked }) => ({ labels: { repository: name }, value: (checked ?? 0) / 1000 })),
		},
	];
}

function hubMetrics({ subscriptions, waiting, failing, days, age }: HubStats, now: number): Family[] {
	const { deliveries = 0, failures = 0 } = days.find(({ day }) => day === dayOf(now)) ?? {};
	const quantiles =
		age === null
			? []
			: ([
					["0.5", age.median],
					["0.99", age.p99],
				] as const);
	return [
		gauge("hub_subscriptions", "WebSub and rssCloud subscriptions.", subscriptions),
		gauge(
			"hub_waiting_subscriptions",
			"Subscriptions that have not received the latest version of their feed.",
			waiting,
		),
		gauge("hub_failing_hosts", "Hosts to which deliveries are failing; at most fifty.", failing.length),
		today(
			labelled("hub_deliveries", "Deliveries since midnight UTC, by result.", "outcome", {
				delivered: deliveries,
				failed: failures,
			}),
			now,
		),
		{
			name: "newsstand_hub_delivery_seconds",
			type: "summary",
			unit: "seconds",
			help: "Time from change to delivery, for the last thousand deliveries.",
			samples: quantiles.map(([quantile, ms]) => ({ labels: { quantile }, value: ms / 1000 })),
		},
	];
}

function readershipMetrics({ subscribers, requests }: ReadershipReport, now: number): Family[] {
	return [
		gauge("readers", "Highest number of subscribers on any of the last seven days.", subscribers),
		today(gauge("requests", "Requests that the Worker answered since midnight UTC.", requests.all), now),
	];
}

function queueMetrics({ backlogCount, oldestMessageTimestamp }: QueueMetrics, now: number): Family[] {
	return [
		gauge("queue_messages", "Messages in the delivery queue.", backlogCount),
		gauge(
			"queue_age_seconds",
			"Age of the oldest message in the queue.",
			ageOf(oldestMessageTimestamp?.getTime() ?? null, now),
		),
	];
}

/** Returns the number of seconds that have passed since a time; 0 if there is no such time. */
function ageOf(since: number | null, now: number): number {
	return since === null ? 0 : Math.max(0, (now - since) / 1000);
}
