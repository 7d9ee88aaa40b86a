import type { FC } from "hono/jsx";
import { distance, inUtc } from "../../components/format.tsx";
import type { Report } from "../../publisher/report.ts";
import { type ReadershipReport, requestsWarningOf } from "../../readership/report.ts";
import type { Site } from "../../settings.ts";
import { momentIn, numberIn } from "../../words/format.ts";
import { pieces } from "../../words/grammar.ts";
import { wordsFor } from "../../words/words.ts";
import type { SystemStatus } from "../reports.ts";

/** Attributes of details for operators, which are in English on every site. */
export const ENGLISH = { lang: "en", dir: "ltr" } as const;

type Readership = PromiseSettledResult<ReadershipReport>;

/** Something the operator should do, and the section with details. */
interface Concern {
	text: string;
	section: string;
}

/** The reports that may contain something to do. */
type Concerned = SystemStatus & { readership: PromiseSettledResult<ReadershipReport> };

/** How long an entry may wait without failing before it is reported, in milliseconds. */
const LONG = 600_000;

/** A sentence that says whether everything is published, and what to do if it is not. */
export const Verdict: FC<{ site: Site; system: Concerned; now: number }> = ({ site, system, now }) => {
	const { status } = wordsFor(site.language);
	const concerns = concernsOf(system, now);
	const totals = system.publisher.status === "fulfilled" ? system.publisher.value.totals : undefined;
	const blocked = totals?.blocked ?? 0;
	const isWell = concerns.length === 0 && blocked === 0;
	const verdict = blocked > 0 ? status.bad(blocked) : isWell ? status.ok : status.attention(concerns.length);
	return (
		<>
			<p class="meta">
				{pieces(status.asOf, { time: <time class="exact">{momentIn(site.language, now, site.timeZone)}</time> })}
				{" · "}
				<a href="/status">{status.refresh}</a>
			</p>
			<h1 class="verdict">
				<span class={isWell ? "dot" : "dot bad"} />
				{verdict}
			</h1>
			{totals === undefined || isWell ? null : (
				<p class="stand">
					{status.online(totals.published + totals.members)} {status.retried}
				</p>
			)}
			{concerns.length === 0 ? null : (
				<ul class="todo" {...ENGLISH}>
					{concerns.map(({ text, section }) => (
						<li>
							<a href={`#${section}`}>{text}</a>
						</li>
					))}
				</ul>
			)}
		</>
	);
};

function concernsOf({ publisher, reconciler, hub, readership }: Concerned, now: number): Concern[] {
	return [
		...ofRequests(publisher, readership),
		...(publisher.status === "fulfilled"
			? ofPublisher(publisher.value, now)
			: [{ text: "The Publisher does not respond, so nothing can be published.", section: "writing" }]),
		...(reconciler.status === "fulfilled"
			? reconciler.value.repositories.flatMap(({ name, job }) => {
					const text = `${name} is suspended: ${job?.reason ?? ""}`;
					return job?.state === "parked" ? [{ text, section: "repositories" }] : [];
				})
			: [
					{
						text: "The Reconciler does not respond, so pushes to repositories are not published.",
						section: "repositories",
					},
				]),
		...(hub.status === "fulfilled"
			? []
			: [{ text: "The Hub does not respond, so subscribers receive nothing new.", section: "subscriptions" }]),
	];
}

function ofRequests(publisher: Concerned["publisher"], readership: Concerned["readership"]): Concern[] {
	if (publisher.status === "rejected" || readership.status === "rejected") return [];
	const text = requestsWarningOf(readership.value.requests, publisher.value.budget);
	return text === null ? [] : [{ text, section: "readers" }];
}

function ofPublisher({ status, since, deferred, backlog, purges, usage, budget }: Report, now: number): Concern[] {
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
			`A change has not been written yet; it was due ${distance(backlog.oldest ?? now, now)}.`,
		],
		[
			purges.fault !== null,
			"writing",
			"Purging Cloudflare's cache fails, so readers may get old feeds for up to an hour longer.",
		],
		[
			deferred !== undefined,
			"writing",
			`KV is full until 00:00 UTC. ${(deferred?.count ?? 0).toLocaleString("en")} feeds, pages and lists are served without it until then.`,
		],
		[
			budget.isLimit && usage.writes >= budget.writes * 0.8,
			"usage",
			`${usage.writes.toLocaleString("en")} of today's ${budget.writes.toLocaleString("en")} free KV writes are used.`,
		],
	];
	return checks.filter(([is]) => is).map(([, section, text]) => ({ section, text }));
}

/** The five most important numbers. */
export const Figures: FC<{ site: Site; report: Report; readership: Readership }> = ({ site, report, readership }) => {
	const { status } = wordsFor(site.language);
	const { totals, backlog } = report;
	const figures = [
		{ name: status.published, value: totals.published + totals.members },
		{ name: status.withErrors, value: totals.blocked, isBad: totals.blocked > 0 },
		{ name: status.notYet, value: totals.drafts + totals.scheduled },
		{ name: status.waiting, value: backlog.feeds + backlog.articles + backlog.lists, isBad: backlog.failing > 0 },
		...(readership.status === "fulfilled" ? [{ name: status.subscriptions, value: readership.value.subscribers }] : []),
	];
	return (
		<dl class="figures">
			{figures.map(({ name, value, isBad = false }) => (
				<div class={isBad ? "bad" : undefined}>
					<dt>{name}</dt>
					<dd>{numberIn(site.language, value)}</dd>
				</div>
			))}
		</dl>
	);
};
