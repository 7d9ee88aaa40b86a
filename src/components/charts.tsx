import { raw } from "hono/html";
import type { FC } from "hono/jsx";
import { ordinalOf } from "../feed/archive.ts";
import type { Activity } from "../feed/feed-index.ts";
import { periodName } from "./format.tsx";

const HEIGHT = 60;

/** A day and what is counted of it. */
interface Bar {
	/** `2026-11-22` */
	day: string;
	count: number;
}

interface PlotProps {
	/** Unique in the page. */
	id: string;
	title: string;
	/** What the bars say, in a few words; if it is left out, their sum and the highest. */
	summary?: string;
	/** Every day, the oldest first. */
	bars: readonly Bar[];
	/** A line that the bars should stay below, with what it means. */
	limit?: { count: number; meaning: string };
	/** The numbers, for those who do not see the bars: names of columns, and rows. */
	columns: readonly string[];
	rows: readonly (readonly (string | number)[])[];
}

/** Numbers of days as bars, with a sentence that says the same, and the numbers themselves. */
export const Plot: FC<PlotProps> = ({ id, title, bars, limit, columns, rows, summary = sentence(bars) }) => {
	const top = Math.max(1, limit?.count ?? 0, ...bars.map(({ count }) => count));
	const heightOf = (count: number) => (count === 0 ? 0 : Math.max(1, (count / top) * HEIGHT));
	return (
		<figure class="plot">
			<figcaption>
				{title}: <span class="sum">{summary}</span>
			</figcaption>
			<svg
				viewBox={`0 0 ${bars.length * 4} ${HEIGHT}`}
				preserveAspectRatio="none"
				role="img"
				aria-labelledby={`${id}-title ${id}-text`}
			>
				<title id={`${id}-title`}>{title}</title>
				<desc id={`${id}-text`}>{summary}</desc>
				<path class="bars" d={bars.map(({ count }, index) => bar(index, heightOf(count))).join("")} />
				{limit ? <path class="limit" d={`M0 ${lineAt(limit.count, top)}H${bars.length * 4}`} /> : null}
			</svg>
			<p class="meta days">
				<span>{bars[0]?.day}</span>
				<span>{bars.at(-1)?.day}</span>
			</p>
			{limit ? <p class="meta">{`The dashed line: ${limit.meaning}.`}</p> : null}
			{rows.length === 0 ? null : (
				<details>
					<summary>The numbers</summary>
					<Numbers columns={columns} rows={rows} />
				</details>
			)}
		</figure>
	);
};

const Numbers: FC<Pick<PlotProps, "columns" | "rows">> = ({ columns, rows }) => (
	<table>
		<thead>
			<tr>
				{columns.map((name, index) => (
					<th scope="col" class={index === 0 ? undefined : "count"}>
						{name}
					</th>
				))}
			</tr>
		</thead>
		<tbody>
			{rows.map(([first, ...rest]) => (
				<tr>
					<th scope="row">{first}</th>
					{rest.map((value) => (
						<td class="count">{value.toLocaleString("en")}</td>
					))}
				</tr>
			))}
		</tbody>
	</table>
);

/** The days up to that of `now` (UTC), the oldest first; 0 where nothing is known of one. */
export function barsUntil(now: number, length: number, counts: ReadonlyMap<string, number>): Bar[] {
	return Array.from({ length }, (_, index) => {
		const day = new Date(now - (length - 1 - index) * 24 * 3_600_000).toISOString().slice(0, 10);
		return { day, count: counts.get(day) ?? 0 };
	});
}

function bar(index: number, height: number): string {
	return height === 0 ? "" : `M${index * 4 + 2} ${HEIGHT}v-${Math.round(height * 10) / 10}`;
}

function lineAt(count: number, top: number): number {
	return Math.max(1, HEIGHT - (count / top) * HEIGHT);
}

/** `184 in all, at most 96 on 2026-11-03` */
function sentence(bars: readonly Bar[]): string {
	const sum = bars.reduce((total, { count }) => total + count, 0);
	const most = bars.toSorted((a, b) => b.count - a.count)[0];
	if (!most || sum === 0) return "none";
	return `${sum.toLocaleString("en")} in all, at most ${most.count.toLocaleString("en")} on ${most.day}`;
}

const MONTHS = 12;

/** How high the tallest bar is, and how far bars are apart, in the units of the drawing. */
const SPARKLINE_HEIGHT = 11;
const STEP = 3;

/**
 * How many articles a feed had in each of twelve months, as small bars. They end with the same month in all feeds of a
 * page, which `SparklineLegend` names: one in which nothing happened lately looks like it.
 *
 * @param until the last month: `2026-05`
 */
export function sparkline(activity: Activity | undefined, until: string): ReturnType<typeof raw> {
	const counts = activity ? countsUntil(activity, ordinalOf(until)) : [];
	let [most, sum, bars] = [1, 0, ""];
	for (const count of counts) {
		most = Math.max(most, count);
		sum += count;
	}
	counts.forEach((count, index) => {
		if (count > 0) bars += `M${STEP * index + 1} ${SPARKLINE_HEIGHT}v-${Math.ceil((count / most) * SPARKLINE_HEIGHT)}`;
	});
	// Numbers alone: there is nothing to be escaped.
	return raw(
		`<svg class="spark" viewBox="0 0 ${STEP * MONTHS} ${SPARKLINE_HEIGHT}" role="img" aria-label="${sum} in twelve months"><path d="${bars}"></path></svg>`,
	);
}

/** What the bars are. */
export const SparklineLegend: FC<{ until: string }> = ({ until }) => (
	<p class="meta">
		Beside each: how many articles there are, when the newest appeared, and how many came in each of the twelve months
		to {periodName(until)}.
	</p>
);

/** The counts of the twelve months of which the last has that number. */
function countsUntil({ from, counts }: Activity, last: number): number[] {
	const first = ordinalOf(from);
	return Array.from({ length: MONTHS }, (_, index) => counts[last - MONTHS + 1 + index - first] ?? 0);
}
