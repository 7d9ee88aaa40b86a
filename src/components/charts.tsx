import type { FC } from "hono/jsx";
import { dayIn, numberIn } from "../words/format.ts";
import { fill } from "../words/grammar.ts";
import type { PageContext } from "./format.tsx";

const HEIGHT = 60;

/** A day and its count. */
interface Bar {
	/** The day, such as `2026-11-22`. */
	day: string;
	count: number;
}

interface PlotProps {
	context: PageContext;
	/** HTML id, unique on the page. */
	id: string;
	title: string;
	/** A short description of the bars; by default, their total and maximum. */
	summary?: string;
	/** A bar for every day, oldest first. */
	bars: readonly Bar[];
	/** A limit that the bars should not exceed, and what it means. */
	limit?: { count: number; meaning: string };
	/** The sentence to show if there are no values. */
	none: string;
	/** Column headings of a table with the same numbers, for people who cannot see the bars. */
	columns: readonly string[];
	rows: readonly (readonly [day: string, ...counts: number[]])[];
}

/**
 * Minimum number of days with values for which a chart is shown. With fewer, only the table is shown, because a chart
 * would add nothing.
 */
const MIN_DAYS = 3;

/**
 * Renders a chart with one bar per day, a summary in words and a table of the numbers. If there are no values, renders
 * the sentence `none` instead.
 */
export const Plot: FC<PlotProps> = ({ context, id, title, bars, limit, none, columns, rows, summary }) => {
	const { chart } = context.words;
	const { language } = context;
	const days = bars.filter(({ count }) => count > 0).length;
	if (days === 0) return <p>{none}</p>;
	const said = summary ?? sentence(bars, context);
	if (days < MIN_DAYS) {
		return (
			<>
				<p>
					{title}: {said}
				</p>
				<Numbers language={language} columns={columns} rows={rows} />
			</>
		);
	}
	const top = Math.max(1, limit?.count ?? 0, ...bars.map(({ count }) => count));
	const heightOf = (count: number) => (count === 0 ? 0 : Math.max(1, (count / top) * HEIGHT));
	return (
		<figure class="plot">
			<figcaption>
				{title}: <span class="sum">{said}</span>
			</figcaption>
			<svg
				viewBox={`0 0 ${bars.length * 4} ${HEIGHT}`}
				preserveAspectRatio="none"
				role="img"
				aria-labelledby={`${id}-title ${id}-text`}
			>
				<title id={`${id}-title`}>{title}</title>
				<desc id={`${id}-text`}>{said}</desc>
				<path class="bars" d={bars.map(({ count }, index) => bar(index, heightOf(count))).join("")} />
				{limit ? <path class="limit" d={`M0 ${lineAt(limit.count, top)}H${bars.length * 4}`} /> : null}
			</svg>
			<p class="meta days">
				<span>{nameOfDay(language, bars[0]?.day ?? "")}</span>
				<span>{nameOfDay(language, bars.at(-1)?.day ?? "")}</span>
			</p>
			{limit ? <p class="meta">{fill(chart.dashed, { meaning: limit.meaning })}</p> : null}
			{rows.length === 0 ? null : (
				<details>
					<summary>{chart.numbers}</summary>
					<Numbers language={language} columns={columns} rows={rows} />
				</details>
			)}
		</figure>
	);
};

const Numbers: FC<Pick<PlotProps, "columns" | "rows"> & { language: string }> = ({ language, columns, rows }) => (
	<table class="table">
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
					<th scope="row">{nameOfDay(language, first)}</th>
					{rest.map((value, index) => (
						<td class="count" data-label={columns[index + 1]}>
							{numberIn(language, value)}
						</td>
					))}
				</tr>
			))}
		</tbody>
	</table>
);

/** Returns one bar per day up to `now` (UTC), oldest first; 0 for days without a count. */
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

/** Summarizes the bars in words: for example, `184 in total, maximum 96 on Nov 3, 2026`. */
function sentence(bars: readonly Bar[], { language, words }: PageContext): string {
	const sum = bars.reduce((total, { count }) => total + count, 0);
	const most = bars.reduce((a, b) => (b.count > a.count ? b : a));
	return fill(words.chart.sum, {
		sum: numberIn(language, sum),
		most: numberIn(language, most.count),
		day: nameOfDay(language, most.day),
	});
}

/** Formats a day in a language: `2026-11-03` → `Nov 3, 2026`. */
export function nameOfDay(language: string, day: string): string {
	return dayIn(language, Date.parse(day), "UTC", "short");
}
