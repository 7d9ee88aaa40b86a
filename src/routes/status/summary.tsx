import type { FC } from "hono/jsx";
import { distance, inUtc } from "../../components/format.tsx";
import { summaryOf } from "../../git/job.ts";
import { FREE_WRITES, type Report } from "../../publisher/report.ts";
import { dayOf } from "../../publisher/timing.ts";
import type { SystemStatus } from "../reports.ts";

/** Something that needs the operator, and the section that says more of it. */
interface Concern {
	text: string;
	section: string;
}

/** What waits for so long without failing is forgotten, in milliseconds. */
const LONG = 600_000;

/** Whether all is well, in a word, and if it is not, what there is to do. */
export const Verdict: FC<{ system: SystemStatus; now: number }> = ({ system, now }) => {
	const concerns = concernsOf(system, now);
	if (concerns.length === 0) return <h1 class="verdict">All is well</h1>;
	return (
		<>
			<h1 class="verdict trouble">
				{concerns.length === 1 ? "One thing to look at" : `${concerns.length} things to look at`}
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

function concernsOf({ publisher, reconciler, hub }: SystemStatus, now: number): Concern[] {
	return [
		...(publisher.status === "fulfilled"
			? ofPublisher(publisher.value, now)
			: [{ text: "The Publisher does not answer: nothing can be published.", section: "writing" }]),
		...(reconciler.status === "fulfilled"
			? reconciler.value.repositories.flatMap(({ name, job }) => {
					const text = `Following ${name} has stopped: ${job?.reason ?? ""}`;
					return job?.state === "parked" ? [{ text, section: "repositories" }] : [];
				})
			: [{ text: "The Reconciler does not answer: repositories are not followed.", section: "repositories" }]),
		...(hub.status === "fulfilled"
			? []
			: [{ text: "The Hub does not answer: subscribers get nothing new.", section: "subscriptions" }]),
	];
}

function ofPublisher({ status, since, backlog, purges, usage, problems: { errors } }: Report, now: number): Concern[] {
	const waits = backlog.oldest !== null && backlog.oldest < now - LONG;
	const checks: [is: boolean, section: string, text: string][] = [
		[status === "delayed", "writing", `Writing has failed since ${inUtc(since)}. It is tried again by itself.`],
		[
			waits && status === "ok",
			"writing",
			`Something is not written yet that was to be ${distance(backlog.oldest ?? now, now)}.`,
		],
		[purges.fault !== null, "writing", "The edge does not take purges: readers get old feeds for some minutes more."],
		[
			errors > 0,
			"problems",
			errors === 1
				? "An error keeps a source from being published until somebody mends it."
				: `${errors.toLocaleString("en")} errors keep sources from being published until somebody mends them.`,
		],
		[
			usage.writes >= FREE_WRITES * 0.8,
			"usage",
			`${usage.writes.toLocaleString("en")} of the ${FREE_WRITES.toLocaleString("en")} writes to KV that the free plan has a day are used.`,
		],
	];
	return checks.filter(([is]) => is).map(([, section, text]) => ({ section, text }));
}

interface Figure {
	name: string;
	value: number;
	/** What the number means, or is made of. */
	detail: string;
}

/** The four numbers to look at first. */
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

function figuresOf({ backlog, usage, days, problems }: Report, now: number): Figure[] {
	const today = days.find(({ day }) => day === dayOf(now));
	const published = today ? today.added + today.changed + today.removed : 0;
	return [
		{
			name: "Waiting to be written",
			value: backlog.feeds + backlog.articles + backlog.lists,
			detail: backlog.failing > 0 ? `of which ${backlog.failing} failed` : "feeds, pages and lists",
		},
		{
			name: "Published today",
			value: published,
			detail: today ? summaryOf(today) : "since midnight, UTC",
		},
		{
			name: "Written to KV today",
			value: usage.writes,
			detail: `of ${FREE_WRITES.toLocaleString("en")} on the free plan`,
		},
		{
			name: "Problems in sources",
			value: problems.errors + problems.warnings,
			detail: problems.errors > 0 ? `${problems.errors} of them set a source aside` : "none sets a source aside",
		},
	];
}
