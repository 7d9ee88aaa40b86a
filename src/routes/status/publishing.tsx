import type { FC } from "hono/jsx";
import { articlesInWords, counted, othersInWords } from "../../article/totals.ts";
import type { Budget } from "../../budget.ts";
import { barsUntil, Plot } from "../../components/charts.tsx";
import { Moment } from "../../components/format.tsx";
import { Marked, ProblemList } from "../../components/problem-list.tsx";
import { summaryOf } from "../../git/job.ts";
import type { Exposure } from "../../publisher/exposures.ts";
import type { FileReport } from "../../publisher/files/files.ts";
import type { ProblemReport, Report, UnpublishingReport } from "../../publisher/report.ts";
import type { Publication, Usage } from "../../publisher/write/publications.ts";
import { ownerInWords } from "../../publisher/write/sources.ts";
import { Table } from "./table.tsx";

/** Whether readers have what was published: pending KV writes, and pending purges of Cloudflare's cache. */
export const Writing: FC<{ report: Report; now: number }> = ({ report, now }) => {
	const { status, since, deferred, backlog, purges } = report;
	const waiting = [
		[backlog.feeds, "feed"],
		[backlog.articles, "page"],
		[backlog.lists, "list"],
	] as const;
	const words = waiting.filter(([count]) => count > 0).map(([count, what]) => counted(count, what));
	return (
		<>
			<p>
				{status === "ok" ? "No write to KV has failed since " : "Writes to KV have failed since "}
				<Moment time={since} now={now} />.
			</p>
			<p>
				{backlog.oldest === null ? (
					"Readers have everything that was published."
				) : (
					<>
						Still to be written: {words.join(", ")}; the oldest since <Moment time={backlog.oldest} now={now} />.
					</>
				)}
			</p>
			{deferred === undefined ? null : (
				<p>
					{`KV is full until 00:00 UTC: today's writes are used up. ${counted(deferred.count, "feed, page or list", "feeds, pages and lists")} will be written then. Readers get everything meanwhile.`}
				</p>
			)}
			{purges.next === null ? null : (
				<p>
					Cloudflare's cache will be purged of {counted(purges.tags, "feed, page or list", "feeds, pages and lists")} at{" "}
					<Moment time={purges.next} now={now} />.
				</p>
			)}
			{purges.fault ? (
				<p class="notice">
					Purging Cloudflare's cache has failed since <Moment time={purges.fault.since} now={now} />:{" "}
					{purges.fault.error}
				</p>
			) : null}
			{backlog.failures.length === 0 ? null : <Failures backlog={backlog} now={now} />}
		</>
	);
};

const Failures: FC<{ backlog: Report["backlog"]; now: number }> = ({ backlog: { failing, failures }, now }) => (
	<>
		<h3>Failed writes</h3>
		{failing > failures.length ? <p>{`The ${failures.length} oldest of ${failing}:`}</p> : null}
		<Table
			head={["What", "Since", "Tries", "Error"]}
			rows={failures.map(({ entry, since, tries, error }) => [
				<code>{entry}</code>,
				<Moment time={since} now={now} />,
				counted(tries, "try", "tries"),
				error,
			])}
		/>
	</>
);

/** Number of publications shown at once, and in the collapsed part; `/api/status` has more. */
const SHOWN = 10;
const UNFOLDED = 40;

/** Recent publications, and who published them. */
export const Publications: FC<{ report: Report; now: number }> = ({ report: { publications, days }, now }) => {
	if (publications.length === 0) return <p>Nothing has been published yet.</p>;
	const older = publications.slice(SHOWN, SHOWN + UNFOLDED);
	return (
		<>
			<Plot
				id="days"
				title="Files added, changed or removed per day, last 90 days"
				none="Nothing was published in the last 90 days."
				bars={barsUntil(now, 90, new Map(days.map((one) => [one.day, one.added + one.changed + one.removed])))}
				columns={["Day (UTC)", "Publications", "Added", "Changed", "Removed"]}
				rows={days
					.toReversed()
					.map(({ day, publications, added, changed, removed }) => [day, publications, added, changed, removed])}
			/>
			<Log publications={publications.slice(0, SHOWN)} now={now} />
			{older.length === 0 ? null : (
				<details>
					<summary>{`${older.length} older`}</summary>
					<Log publications={older} now={now} />
				</details>
			)}
		</>
	);
};

const Log: FC<{ publications: readonly Publication[]; now: number }> = ({ publications, now }) => (
	<Table
		head={["When", "By", "Result"]}
		rows={publications.map((publication) => [
			<Moment time={publication.time} now={now} />,
			ownerInWords(publication.owner),
			outcomeOf(publication),
		])}
	/>
);

/** `2 added, 1 removed; 1 problem` */
function outcomeOf(publication: Publication): string {
	const { problems } = publication;
	return `${summaryOf(publication)}${problems === 0 ? "" : `; ${counted(problems, "problem")}`}`;
}

/** KV writes compared with the plan's daily allowance. */
export const UsageOfKv: FC<{ usage: Usage; budget: Budget; now: number }> = ({ usage, budget, now }) => (
	<>
		<p>
			{`${usage.writes.toLocaleString("en")} of ${budget.writes.toLocaleString("en")} KV writes today, ${budget.isLimit ? "on the free plan" : "included in the paid plan"}.`}
		</p>
		<meter
			aria-label="KV writes today"
			min="0"
			max={budget.writes}
			high={budget.writes * 0.8}
			value={Math.min(usage.writes, budget.writes)}
		/>
		<WritesPerDay usage={usage} budget={budget} now={now} />
	</>
);

const WritesPerDay: FC<{ usage: Usage; budget: Budget; now: number }> = ({ usage, budget, now }) => (
	<Plot
		id="writes"
		title="KV writes per day, last 30 days"
		none="Nothing was written to KV in the last 30 days."
		bars={barsUntil(now, 30, new Map(usage.days.map(({ day, writes }) => [day, writes])))}
		limit={{
			count: budget.writes,
			meaning: `${budget.writes.toLocaleString("en")} writes a day are included in the ${budget.isLimit ? "free" : "paid"} plan`,
		}}
		columns={["Day (UTC)", "Writes"]}
		rows={usage.days.toReversed().map(({ day, writes }) => [day, writes])}
	/>
);

/** Folders that may be for members, but whose articles are or were public. */
export const Exposures: FC<{ exposures: readonly Exposure[] }> = ({ exposures }) => (
	<>
		{exposures.map(({ files, reason, count, articles }) => (
			<div class="notice">
				<p>
					<strong>Articles that may be meant for members were public, or still are.</strong>{" "}
					{files.map((file, index) => (
						<>
							{index > 0 ? " and " : ""}
							<code>{file}</code>
						</>
					))}
					{reason === "duplicate" ? " set defaults for the same folder. " : " cannot be read. "}
					{`Fix this, then follow docs/after-a-leak.md. ${counted(count, "article")}:`}
				</p>
				<ul>
					{articles.map((path) => (
						<li>
							<code>{path}</code>
						</li>
					))}
					{count > articles.length ? <li>{`and ${count - articles.length} more`}</li> : null}
				</ul>
			</div>
		))}
	</>
);

/** Problems by owner, worst first. */
export const Problems: FC<{ problems: ProblemReport }> = ({ problems: { errors, warnings, guesses, listed } }) => {
	const total = errors + warnings + guesses;
	if (total === 0) return <p>No problems in any article file.</p>;
	return (
		<>
			<p>
				{`${counted(errors, "error")} (not published), ${counted(warnings, "warning")} (published without that field), `}
				{`${counted(guesses, "guess", "guesses")} (published, please check).`}
				{total > listed.length
					? ` The ${listed.length} most severe of ${total.toLocaleString("en")} are listed here.`
					: ""}
			</p>
			{[...Map.groupBy(listed, ({ owner }) => owner)].map(([owner, those]) => (
				<>
					<h3>{owner === null ? "Without an owner" : `From ${ownerInWords(owner)}`}</h3>
					<ProblemList problems={those} />
				</>
			))}
		</>
	);
};

/** Articles that an earlier release published, and that stay public until their files change. */
export const Unpublishings: FC<{ report: UnpublishingReport }> = ({ report: { count, listed } }) => (
	<>
		<p>
			{`${count === 1 ? "1 article was" : `${count.toLocaleString("en")} articles were`} published by an earlier release, `}
			{
				"but would not be published by this one. They stay public until their files change; the next change unpublishes them. "
			}
			{"To keep one, fix the reason in its file; to unpublish one now, delete or change its file."}
			{count > listed.length ? ` The first ${listed.length} are listed here.` : ""}
		</p>
		<Table
			head={["Article", "Why it would not be published"]}
			rows={listed.map(({ path, reason }) => [<code>{path}</code>, <Marked text={reason} />])}
		/>
	</>
);

/** Counts of the site's content. */
export const Stock: FC<{ report: Report }> = ({ report: { counts, totals, databaseSize } }) => {
	const { sources, articles, membersArticles, topics, providers, subscribers } = counts;
	const facts: [name: string, value: number | string][] = [
		["Public articles", articles],
		["Members' articles", membersArticles],
		["Article files and other sources", sources],
		["Topic feeds", topics],
		["Provider feeds", providers],
		["Subscribers of private feeds", subscribers],
		["Database size", sizeOf(databaseSize)],
	];
	const others = othersInWords(totals);
	return (
		<>
			<p>{`${counted(totals.files, "file")}: ${articlesInWords(totals)}.`}</p>
			{others.length === 0 ? null : <p>{`Not articles: ${others.join(", ")}.`}</p>}
			<dl class="facts">
				{facts.map(([name, value]) => (
					<>
						<dt>{name}</dt>
						<dd>{value.toLocaleString("en")}</dd>
					</>
				))}
			</dl>
		</>
	);
};

/** Files beside articles: stored, missing and refused ones. */
export const Files: FC<{ files: FileReport }> = ({ files: { store, stored, size, missing, isFull, refused } }) => (
	<>
		<p>
			{stored === 0
				? "No pictures or other files are stored."
				: `${counted(stored, "file")}, ${sizeOf(size)}, ${store === "r2" ? "in R2 (10 GB are free)" : "in KV (1 GB is free)"}.`}
		</p>
		{missing === 0 ? null : (
			<p>
				{isFull
					? `${counted(missing, "file")} will be stored tomorrow (UTC): today's share of KV writes is used up. Until then, articles appear without them.`
					: `${counted(missing, "file")} that articles name ${missing === 1 ? "has" : "have"} not been uploaded yet. Articles appear without them.`}
			</p>
		)}
		{refused === 0 ? null : <p>{`${counted(refused, "file")} cannot be published; see the problems above.`}</p>}
	</>
);

/** A size for people: `1.4 MB`. */
function sizeOf(bytes: number): string {
	return new Intl.NumberFormat("en", { style: "unit", unit: "megabyte", maximumFractionDigits: 1 }).format(bytes / 1e6);
}
