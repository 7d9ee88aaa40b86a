import type { FC } from "hono/jsx";
import type { Budget } from "../../budget.ts";
import { barsUntil, Plot } from "../../components/charts.tsx";
import { changesIn, Message, Moment, type PageContext } from "../../components/format.tsx";
import { ProblemList } from "../../components/problem-list.tsx";
import type { Exposure } from "../../publisher/exposures.ts";
import type { FileReport } from "../../publisher/files/files.ts";
import type { ProblemReport, Report, UnpublishingReport } from "../../publisher/report.ts";
import type { Publication, Usage } from "../../publisher/write/publications.ts";
import { kindOfOwner, nameOfOwner } from "../../publisher/write/sources.ts";
import { listIn, listPartsIn, numberIn, sizeIn } from "../../words/format.ts";
import { fill, pieces } from "../../words/grammar.ts";
import { wordsFor } from "../../words/words.ts";
import { Table } from "./table.tsx";

/**
 * Shows whether readers can already see everything that was published, or whether KV writes or purges of Cloudflare's
 * cache are still pending.
 */
export const Writing: FC<{ report: Report; context: PageContext }> = ({ report, context }) => {
	const { status, since, deferred, backlog, purges } = report;
	const { language, words } = context;
	const { writing } = words;
	const waiting = [
		[backlog.feeds, writing.feeds],
		[backlog.articles, writing.pages],
		[backlog.lists, writing.lists],
	] as const;
	const entries = waiting.flatMap(([count, inWords]) => (count > 0 ? [inWords(count)] : []));
	const moment = (time: number) => <Moment time={time} context={context} />;
	return (
		<>
			<p>{pieces(status === "ok" ? writing.fine : writing.failing, { time: moment(since) })}</p>
			<p>
				{backlog.oldest === null
					? writing.done
					: pieces(writing.backlog, { entries: listIn(language, entries, "comma"), time: moment(backlog.oldest) })}
			</p>
			{deferred === undefined ? null : <p>{fill(writing.full, { entries: writing.entries(deferred.count) })}</p>}
			{purges.next === null ? null : (
				<p>{pieces(writing.purge, { entries: writing.entries(purges.tags), time: moment(purges.next) })}</p>
			)}
			{purges.fault ? (
				<p class="notice">
					{pieces(writing.purgeFails, {
						time: moment(purges.fault.since),
						error: <Message text={purges.fault.error} language={language} />,
					})}
				</p>
			) : null}
			{backlog.failures.length === 0 ? null : <Failures backlog={backlog} context={context} />}
		</>
	);
};

const Failures: FC<{ backlog: Report["backlog"]; context: PageContext }> = ({
	backlog: { failing, failures },
	context,
}) => {
	const { column, writing } = context.words;
	return (
		<>
			<h3>{writing.failures}</h3>
			<First count={failures.length} all={failing} context={context} />
			<Table
				head={[column.what, column.since, `#${column.tries}`, column.error]}
				rows={failures.map(({ entry, since, tries, error }) => [
					<code>{entry}</code>,
					<Moment time={since} context={context} />,
					numberIn(context.language, tries),
					<Message text={error} language={context.language} />,
				])}
			/>
		</>
	);
};

/** Says how many of the entries a list shows. Renders nothing if it shows all of them. */
const First: FC<{ count: number; all: number; context: PageContext }> = ({ count, all, context }) =>
	all <= count ? null : (
		<p>
			{fill(context.words.chart.first, {
				count: numberIn(context.language, count),
				all: numberIn(context.language, all),
			})}
		</p>
	);

/**
 * Number of publications that are visible at first, and number of publications in the collapsed part. `/api/status`
 * returns more of them.
 */
const SHOWN = 10;
const UNFOLDED = 40;

/** Shows recent publications, each with its owner. */
export const Publications: FC<{ report: Report; context: PageContext }> = ({
	report: { publications, days },
	context,
}) => {
	const { column, publication } = context.words;
	if (publications.length === 0) return <p>{wordsFor(context.language).list.empty}</p>;
	const older = publications.slice(SHOWN, SHOWN + UNFOLDED);
	return (
		<>
			<Plot
				context={context}
				id="days"
				title={publication.perDay}
				none={publication.none}
				bars={barsUntil(context.now, 90, new Map(days.map((one) => [one.day, one.added + one.changed + one.removed])))}
				columns={[column.day, column.publications, column.added, column.changed, column.removed]}
				rows={days
					.toReversed()
					.map(({ day, publications, added, changed, removed }) => [day, publications, added, changed, removed])}
			/>
			<Log publications={publications.slice(0, SHOWN)} context={context} />
			{older.length === 0 ? null : (
				<details>
					<summary>{publication.older(older.length)}</summary>
					<Log publications={older} context={context} />
				</details>
			)}
		</>
	);
};

const Log: FC<{ publications: readonly Publication[]; context: PageContext }> = ({ publications, context }) => {
	const { column } = context.words;
	return (
		<Table
			head={[column.when, column.by, column.result]}
			rows={publications.map((publication) => [
				<Moment time={publication.time} context={context} />,
				ownerIn(context, publication.owner),
				changesIn(context, publication),
			])}
		/>
	);
};

/** Describes the owner of a publication in words. */
function ownerIn({ words: { publication } }: PageContext, owner: string): string {
	const kind = kindOfOwner(owner);
	if (kind === "webhook") return publication.byWebhook;
	return fill(kind === "git" ? publication.byRepository : publication.byToken, { name: nameOfOwner(owner) });
}

interface UsageProps {
	usage: Usage;
	budget: Budget;
	context: PageContext;
}

/** Compares today's KV writes with the daily limit of the plan. */
export const UsageOfKv: FC<UsageProps> = ({ usage, budget, context }) => {
	const { usage: says } = context.words;
	const [used, all] = [usage.writes, budget.writes].map((count) => numberIn(context.language, count));
	return (
		<>
			<p>{fill(budget.isLimit ? says.free : says.paid, { used: used ?? "", all: all ?? "" })}</p>
			<meter
				aria-label={says.today}
				min="0"
				max={budget.writes}
				high={budget.writes * 0.8}
				value={Math.min(usage.writes, budget.writes)}
			/>
			<WritesPerDay usage={usage} budget={budget} context={context} />
		</>
	);
};

const WritesPerDay: FC<UsageProps> = ({ usage, budget, context }) => {
	const { column, usage: says } = context.words;
	const all = numberIn(context.language, budget.writes);
	return (
		<Plot
			context={context}
			id="writes"
			title={says.perDay}
			none={says.none}
			bars={barsUntil(context.now, 30, new Map(usage.days.map(({ day, writes }) => [day, writes])))}
			limit={{ count: budget.writes, meaning: fill(budget.isLimit ? says.freeLimit : says.paidLimit, { all }) }}
			columns={[column.day, column.writes]}
			rows={usage.days.toReversed().map(({ day, writes }) => [day, writes])}
		/>
	);
};

/** Shows the folders that may be meant for members but whose articles are, or used to be, public. */
export const Exposures: FC<{ exposures: readonly Exposure[]; context: PageContext }> = ({
	exposures,
	context: { language, words },
}) => (
	<>
		{exposures.map(({ files, reason, count, articles }) => {
			const names = files.map((file) => <code>{file}</code>);
			return (
				<div class="notice">
					<p>
						<strong>{words.leak.lead}</strong>{" "}
						{pieces(reason === "duplicate" ? words.leak.duplicate : words.leak.unreadable, {
							files: <>{listPartsIn(language, names)}</>,
						})}{" "}
						{pieces(words.leak.fix, { page: <code>docs/after-a-leak.md</code> })}
					</p>
					<ul>
						{articles.map((path) => (
							<li>
								<code>{path}</code>
							</li>
						))}
						{count > articles.length ? <li>{wordsFor(language).n.more(count - articles.length)}</li> : null}
					</ul>
				</div>
			);
		})}
	</>
);

/** Lists problems by owner, most severe first. */
export const Problems: FC<{ problems: ProblemReport; context: PageContext }> = ({
	problems: { errors, warnings, guesses, listed },
	context,
}) => {
	const { problem } = context.words;
	const total = errors + warnings + guesses;
	if (total === 0) return <p>{problem.none}</p>;
	const counts = [
		[errors, problem.errors],
		[warnings, problem.warnings],
		[guesses, problem.guesses],
	] as const;
	const said = counts.flatMap(([count, inWords]) => (count > 0 ? [inWords(count)] : []));
	return (
		<>
			<p>{listIn(context.language, said, "comma")}</p>
			<First count={listed.length} all={total} context={context} />
			{[...Map.groupBy(listed, ({ owner }) => owner)].map(([owner, those]) => (
				<>
					<h3>{owner === null ? problem.fromNobody : fill(problem.from, { owner: ownerIn(context, owner) })}</h3>
					<ProblemList problems={those} context={context} />
				</>
			))}
		</>
	);
};

/**
 * Lists published articles that the running release of Newsstand would not publish if they were new. They stay public
 * until their files change.
 */
export const Unpublishings: FC<{ report: UnpublishingReport; context: PageContext }> = ({
	report: { count, listed },
	context,
}) => {
	const { column, unpublishing } = context.words;
	return (
		<>
			<p>
				{unpublishing.lead(count)} {unpublishing.text}
			</p>
			<First count={listed.length} all={count} context={context} />
			<Table
				head={[column.article, column.why]}
				rows={listed.map(({ path, reason }) => [
					<code>{path}</code>,
					<Message text={reason} language={context.language} />,
				])}
			/>
		</>
	);
};

/**
 * Shows how many articles, files, topics and other things the site has. Kinds of files that the site does not have are
 * left out.
 */
export const Stock: FC<{ report: Report; context: PageContext }> = ({
	report: { counts, totals, databaseSize },
	context: { language, words },
}) => {
	const { content } = words;
	const { notArticles, notRead } = totals;
	const unread = Object.entries(notRead).sort(([a, some], [b, more]) => more - some || (a < b ? -1 : 1));
	const formats = unread.map(([extension, count]) => `${numberIn(language, count)} ${extension}`);
	const kinds = [
		[totals.members, content.members],
		[totals.drafts, content.drafts],
		[totals.scheduled, content.scheduled],
		[totals.expired, content.expired],
		[totals.duplicates, content.duplicates],
		[totals.blocked, content.blocked],
		[notArticles.descriptions, content.descriptions],
		[notArticles.defaults, content.defaults],
		[notArticles.redirects, content.redirects],
		[notArticles.readmes, content.readmes],
		[notArticles.templates, content.templates],
		[
			unread.reduce((sum, [, count]) => sum + count, 0),
			fill(content.unread, { formats: listIn(language, formats, "comma") }),
		],
	] as const;
	const facts: (readonly [count: number, name: string])[] = [
		[totals.published, content.published],
		...kinds.filter(([count]) => count > 0),
		[totals.files, content.files],
		[counts.topics, content.topics],
		[counts.providers, content.providers],
		[counts.subscribers, content.subscribers],
	];
	return (
		<dl class="facts">
			{facts.map(([count, name]) => (
				<>
					<dt>{name}</dt>
					<dd>{numberIn(language, count)}</dd>
				</>
			))}
			<dt>{content.database}</dt>
			<dd>{sizeIn(language, databaseSize)}</dd>
		</dl>
	);
};

/**
 * Summarizes the files stored alongside articles: how many are stored, how many are missing, and how many cannot be
 * published.
 */
export const Files: FC<{ files: FileReport; context: PageContext }> = ({
	files: { store, stored, size, missing, isFull, refused },
	context: { language, words },
}) => {
	const { file } = words;
	const held = { files: file.files(stored), size: sizeIn(language, size) };
	return (
		<>
			<p>{stored === 0 ? file.none : fill(store === "r2" ? file.inR2 : file.inKv, held)}</p>
			{missing === 0 ? null : <p>{isFull ? file.tomorrow(missing) : file.missing(missing)}</p>}
			{refused === 0 ? null : <p>{file.refused(refused)}</p>}
		</>
	);
};
