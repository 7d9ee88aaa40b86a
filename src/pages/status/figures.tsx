import type { FC } from "hono/jsx";
import { summaryOf } from "../../git/job.ts";
import { dayOf } from "../../publisher/clock.ts";
import type { Report } from "../../publisher/report.ts";
import { FREE_WRITES } from "../../publisher/usage.ts";

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
