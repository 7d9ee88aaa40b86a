/** How long a change waits for others, to save KV writes and pings. In milliseconds. */
export const GATHERING = 150;

/** Maximum time that a change waits for others, however many arrive, in milliseconds. */
export const MAX_GATHERING_MS = 2000;

/** How long rendering waits for the rest of an incomplete batch. In milliseconds. */
export const HOLD = 30_000;

/** KV accepts one write per second to the same key. In milliseconds. */
export const KEY_INTERVAL = 1000;

/**
 * Delay before the second purge, in milliseconds. KV may return an old value for up to a minute, and Cloudflare's cache
 * could keep it, so everything is purged twice.
 */
export const SECOND_PURGE = 90_000;

/** A day in milliseconds. */
export const DAY = 24 * 3_600_000;

/** The day that was formatted last, with its number since 1970: every request asks for the current one. */
let last = { number: Number.NaN, day: "" };

/**
 * The day (UTC) of a time: `2026-11-22`.
 *
 * @param time in milliseconds since 1970
 */
export function dayOf(time: number): string {
	const number = Math.floor(time / DAY);
	if (number !== last.number) last = { number, day: new Date(time).toISOString().slice(0, 10) };
	return last.day;
}
