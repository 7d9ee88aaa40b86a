import { DAY, dayOf } from "./clock.ts";

/** Values that the free plan lets be written to KV on a day. */
export const FREE_WRITES = 1000;

/** Days that are kept to be looked at. */
const KEPT_DAYS = 30;

/** What of the plan's daily allowance was used on a day. */
export type UsageDay = {
	/** In UTC, as `2026-11-22`. */
	day: string;
	/** Values written to KV. */
	writes: number;
};

/** What was used today so far. */
export interface Usage extends UsageDay {
	/** The days of the last thirty on which anything was, the oldest first; today's included. */
	days: UsageDay[];
}

export function usageOf(sql: SqlStorage, now: number): Usage {
	const day = dayOf(now);
	const days = sql
		.exec<UsageDay>("SELECT day, writes FROM usage WHERE day > ? ORDER BY day", dayOf(now - KEPT_DAYS * DAY))
		.toArray();
	return { day, writes: days.find((one) => one.day === day)?.writes ?? 0, days };
}

/** Counts values that are about to be written. */
export function countWrites(sql: SqlStorage, count: number, now: number): void {
	if (count === 0) return;
	sql.exec(
		"INSERT INTO usage VALUES (?, ?) ON CONFLICT DO UPDATE SET writes = writes + excluded.writes",
		...[dayOf(now), count],
	);
	sql.exec("DELETE FROM usage WHERE day <= ?", dayOf(now - KEPT_DAYS * DAY));
}
