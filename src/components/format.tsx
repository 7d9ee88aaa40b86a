import type { FC } from "hono/jsx";
import { once } from "../once.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const UNITS = [
	["day", DAY],
	["hour", HOUR],
	["minute", MINUTE],
	["second", 1000],
] as const;

const relative = once(() => new Intl.RelativeTimeFormat("en"));

/** A time (milliseconds since 1970) in UTC and relative: `2026-11-22 14:03 UTC, 3 minutes ago`. */
export const Moment: FC<{ time: number; now: number }> = ({ time, now }) => (
	<>
		<time class="exact" datetime={new Date(time).toISOString()}>
			{inUtc(time)}
		</time>
		<span class="ago">, {distance(time, now)}</span>
	</>
);

/** A time in UTC: `2026-11-22 14:03 UTC`. */
export function inUtc(time: number): string {
	return `${new Date(time).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/** A relative time: `3 minutes ago`, `in 40 seconds`, `just now`. */
export function distance(time: number, now: number): string {
	const unit = UNITS.find(([, length]) => Math.abs(time - now) >= length);
	return unit ? relative().format(Math.trunc((time - now) / unit[1]), unit[0]) : "just now";
}
