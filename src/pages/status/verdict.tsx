import type { FC } from "hono/jsx";
import type { Standing } from "../../http/standing.ts";
import type { Report } from "../../publisher/report.ts";
import { FREE_WRITES } from "../../publisher/usage.ts";
import { distance, inUtc } from "../moment.tsx";

/** Something that needs the operator, and the section that says more of it. */
interface Concern {
	text: string;
	section: string;
}

/** What waits for so long without failing is forgotten, in milliseconds. */
const LONG = 600_000;

/** Whether all is well, in a word, and if it is not, what there is to do. */
export const Verdict: FC<{ standing: Standing; now: number }> = ({ standing, now }) => {
	const concerns = concernsOf(standing, now);
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

function concernsOf({ publisher, reconciler, hub }: Standing, now: number): Concern[] {
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

function ofPublisher({ status, since, backlog, purges, usage }: Report, now: number): Concern[] {
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
			usage.writes >= FREE_WRITES * 0.8,
			"usage",
			`${usage.writes.toLocaleString("en")} of the ${FREE_WRITES.toLocaleString("en")} writes to KV that the free plan has a day are used.`,
		],
	];
	return checks.filter(([is]) => is).map(([, section, text]) => ({ section, text }));
}
