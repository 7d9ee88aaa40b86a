import type { FC } from "hono/jsx";
import { FREE_WRITES, type Usage } from "../../publisher/usage.ts";
import { barsUntil, Plot } from "../plot.tsx";

/** How much of the daily allowance of writes was used. */
export const UsageOfKv: FC<{ usage: Usage; now: number }> = ({ usage, now }) => (
	<Plot
		id="writes"
		title="Values written to KV on each of the last 30 days"
		bars={barsUntil(now, 30, new Map(usage.days.map(({ day, writes }) => [day, writes])))}
		limit={{ count: FREE_WRITES, meaning: `${FREE_WRITES.toLocaleString("en")} a day, which the free plan has` }}
		columns={["Day (UTC)", "Writes"]}
		rows={usage.days.toReversed().map(({ day, writes }) => [day, writes])}
	/>
);
