import type { Child, FC } from "hono/jsx";
import { AsOf, Message, type PageContext } from "../../components/format.tsx";
import type { Report } from "../../publisher/report.ts";
import { areRequestsShort, type ReadershipReport } from "../../readership/report.ts";
import type { Site } from "../../settings.ts";
import { agoIn, momentIn, numberIn } from "../../words/format.ts";
import { fill, pieces } from "../../words/grammar.ts";
import type { SystemStatus } from "../reports.ts";

type Readership = PromiseSettledResult<ReadershipReport>;

/** Something that the operator should do, and the section of the page that contains the details. */
interface Concern {
	text: Child;
	section: string;
}

/** The reports that may contain something for the operator to do. */
type Concerned = SystemStatus & { readership: Readership };

/**
 * How long (in milliseconds) an outbox entry that has not failed may wait before the delay is reported as a concern.
 */
const LONG = 600_000;

/**
 * Says in one sentence whether everything that was uploaded is visible to readers, and lists what the operator should
 * do.
 */
export const Verdict: FC<{ site: Site; system: Concerned; context: PageContext }> = ({ site, system, context }) => {
	const { status } = context.words;
	const concerns = concernsOf(system, context);
	const totals = system.publisher.status === "fulfilled" ? system.publisher.value.totals : undefined;
	const blocked = totals?.blocked ?? 0;
	const isWell = concerns.length === 0 && blocked === 0;
	const verdict = blocked > 0 ? status.bad(blocked) : isWell ? status.ok : status.attention(concerns.length);
	return (
		<>
			<AsOf context={context} site={site} path="/status" />
			<h1 class="verdict">
				<span class={isWell ? "dot" : "dot bad"} />
				{verdict}
			</h1>
			{totals === undefined || isWell ? null : (
				<p class="stand">
					{blocked > 0 ? `${status.online(totals.published + totals.members)} ` : null}
					{status.retried}
				</p>
			)}
			{concerns.length === 0 ? null : (
				<ul class="todo">
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

function concernsOf({ publisher, reconciler, hub, readership }: Concerned, context: PageContext): Concern[] {
	const { concern } = context.words;
	return [
		...ofRequests(publisher, readership, context),
		...(publisher.status === "fulfilled"
			? ofPublisher(publisher.value, context)
			: [{ text: concern.publisher, section: "writing" }]),
		...(reconciler.status === "fulfilled"
			? reconciler.value.repositories.flatMap(({ name, job }) => {
					if (job?.state !== "parked") return [];
					const reason = <Message text={job.reason ?? ""} language={context.language} />;
					return [
						{
							text: <>{pieces(concern.suspended, { repository: <bdi>{name}</bdi>, reason })}</>,
							section: "repositories",
						},
					];
				})
			: [{ text: concern.reconciler, section: "repositories" }]),
		...(hub.status === "fulfilled" ? [] : [{ text: concern.hub, section: "subscriptions" }]),
	];
}

function ofRequests(
	publisher: Concerned["publisher"],
	readership: Concerned["readership"],
	{ language, words }: PageContext,
): Concern[] {
	if (publisher.status === "rejected" || readership.status === "rejected") return [];
	const [{ requests }, { budget }] = [readership.value, publisher.value];
	if (!areRequestsShort(requests, budget)) return [];
	const text = fill(words.concern.requests, {
		used: numberIn(language, requests.all),
		all: numberIn(language, budget.requests),
		page: "docs/costs.md",
	});
	return [{ text, section: "readers" }];
}

function ofPublisher(
	{ status, since, deferred, backlog, purges, usage, budget }: Report,
	{ language, words, now }: PageContext,
): Concern[] {
	const { concern, writing } = words;
	const waits = backlog.oldest !== null && backlog.oldest < now - LONG;
	const checks: [is: boolean, section: string, text: string][] = [
		[status === "delayed", "writing", fill(concern.failing, { time: momentIn(language, since) })],
		[waits && status === "ok", "writing", fill(concern.late, { time: agoIn(language, backlog.oldest ?? now, now) })],
		[purges.fault !== null, "writing", concern.purge],
		[deferred !== undefined, "writing", fill(concern.full, { entries: writing.entries(deferred?.count ?? 0) })],
		[
			budget.isLimit && usage.writes >= budget.writes * 0.8,
			"usage",
			fill(concern.writes, { used: numberIn(language, usage.writes), all: numberIn(language, budget.writes) }),
		],
	];
	return checks.filter(([is]) => is).map(([, section, text]) => ({ section, text }));
}

/** Shows the five most important numbers. */
export const Figures: FC<{ report: Report; readership: Readership; context: PageContext }> = ({
	report,
	readership,
	context: { language, words },
}) => {
	const { status } = words;
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
					<dd>{numberIn(language, value)}</dd>
				</div>
			))}
		</dl>
	);
};
