import { raw } from "hono/html";
import type { FC } from "hono/jsx";
import type { Activity } from "../feed/index-of-feeds.ts";
import { ordinalOf } from "../feed/month.ts";
import { periodName } from "./period-name.ts";

const MONTHS = 12;

/** How high the tallest bar is, and how far bars are apart, in the units of the drawing. */
const HEIGHT = 11;
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
		if (count > 0) bars += `M${STEP * index + 1} ${HEIGHT}v-${Math.ceil((count / most) * HEIGHT)}`;
	});
	// Numbers alone: there is nothing to be escaped.
	return raw(
		`<svg class="spark" viewBox="0 0 ${STEP * MONTHS} ${HEIGHT}" role="img" aria-label="${sum} in twelve months"><path d="${bars}"></path></svg>`,
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
