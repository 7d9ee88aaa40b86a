import type { FC } from "hono/jsx";
import { distance, inUtc } from "../../components/format.tsx";
import { summaryOf } from "../../git/job.ts";
import type { Report } from "../../publisher/report.ts";
import { dayOf } from "../../publisher/timing.ts";
import { type ReadershipReport, requestsWarningOf } from "../../readership/report.ts";
import type { SystemStatus } from "../reports.ts";

/** Something for the operator to do, and the section with details. */
interface Concern {
	text: string;
	section: string;
}

/** The parts of the site that may have something for the operator. */
type Concerned = SystemStatus & { readership: PromiseSettledResult<ReadershipReport> };

/** Entries that wait this long without failing are reported, in milliseconds. */
const LONG = 600_000;

/** Whether all is well, in a word, and if it is not, what there is to do. */
export const Verdict: FC<{ system: Concerned; now: number }> = ({ system, now }) => {
	const concerns = concernsOf(system, now);
	if (concerns.length === 0) return <h1 class="verdict">All is well</h1>;
	return (
		<>
			<h1 class="verdict trouble">
				{concerns.length === 1 ? "1 thing needs attention" : `${concerns.length} things need attention`}
			</h1>
			<ul class="concerns">
				{concerns.map(({ text, section }) => (
					<li>
						<a href={`#${section}`}>{text}</a>
					</li>
				))}
			</ul>
		</>
	);
};

function concernsOf({ publisher, reconciler, hub, readership }: Concerned, now: number): Concern[] {
	return [
		...ofRequests(publisher, readership),
		...(publisher.status === "fulfilled"
			? ofPublisher(publisher.value, now)
			: [{ text: "The Publisher does not respond: nothing can be published.", section: "writing" }]),
		...(reconciler.status === "fulfilled"
			? reconciler.value.repositories.flatMap(({ name, job }) => {
					const text = `${name} is suspended: ${job?.reason ?? ""}`;
					return job?.state === "parked" ? [{ text, section: "repositories" }] : [];
				})
			: [{ text: "The Reconciler does not respond: repositories are not followed.", section: "repositories" }]),
		...(hub.status === "fulfilled"
			? []
			: [{ text: "The Hub does not respond: subscribers receive nothing new.", section: "subscriptions" }]),
	];
}

function ofRequests(publisher: Concerned["publisher"], readership: Concerned["readership"]): Concern[] {
	if (publisher.status === "rejected" || readership.status === "rejected") return [];
	const text = requestsWarningOf(readership.value.requests, publisher.value.budget);
	return text === null ? [] : [{ text, section: "readers" }];
}

function ofPublisher(
	{ status, since, backlog, purges, usage, budget, problems: { errors } }: Report,
	now: number,
): Concern[] {
	const waits = backlog.oldest !== null && backlog.oldest < now - LONG;
	const checks: [is: boolean, section: string, text: string][] = [
		[
			status === "delayed",
			"writing",
			`Writes to KV have failed since ${inUtc(since)}. They are retried automatically.`,
		],
		[
			waits && status === "ok",
			"writing",
			`A change is still not written; it was due ${distance(backlog.oldest ?? now, now)}.`,
		],
		[
			purges.fault !== null,
			"writing",
			"Purging Cloudflare's cache fails: readers get old feeds for up to an hour longer.",
		],
		[
			errors > 0,
			"problems",
			errors === 1
				? "1 error keeps an article from being published. Fix it in its file."
				: `${errors.toLocaleString("en")} errors keep articles from being published. Fix them in their files.`,
		],
		[
			budget.isLimit && usage.writes >= budget.writes * 0.8,
			"usage",
			`${usage.writes.toLocaleString("en")} of today's ${budget.writes.toLocaleString("en")} free KV writes are used.`,
		],
	];
	return checks.filter(([is]) => is).map(([, section, text]) => ({ section, text }));
}

interface Figure {
	name: string;
	value: number;
	/** What the number means or consists of. */
	detail: string;
}

/** The four most important numbers. */
export const Figures: FC<{ report: Report; now: number }> = ({ report, now }) => (
	<dl class="figures">
		{figuresOf(report, now).map(({ name, value, detail }) => (
			<div class="card">
				<dt>{name}</dt>
				<dd>
					<strong>{value.toLocaleString("en")}</strong> <span class="meta">{detail}</span>
				</dd>
			</div>
		))}
	</dl>
);

/** `1 of them prevents publishing` */
function preventedInWords(errors: number): string {
	if (errors === 0) return "none prevents publishing";
	return `${errors} of them ${errors === 1 ? "prevents" : "prevent"} publishing`;
}

function figuresOf({ backlog, usage, budget, days, problems }: Report, now: number): Figure[] {
	const today = days.find(({ day }) => day === dayOf(now));
	const published = today ? today.added + today.changed + today.removed : 0;
	return [
		{
			name: "Waiting to be written",
			value: backlog.feeds + backlog.articles + backlog.lists,
			detail: backlog.failing > 0 ? `${backlog.failing} of them failed` : "feeds, pages and lists",
		},
		{
			name: "Files changed today",
			value: published,
			detail: today ? summaryOf(today) : "since midnight UTC",
		},
		{
			name: "Written to KV today",
			value: usage.writes,
			detail: `of ${budget.writes.toLocaleString("en")} ${budget.isLimit ? "on the free plan" : "included in the paid plan"}`,
		},
		{
			name: "Problems in article files",
			value: problems.errors + problems.warnings,
			detail: preventedInWords(problems.errors),
		},
	];
}
