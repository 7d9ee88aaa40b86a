/**
 * How long a change waits for further changes before it is written, in milliseconds. This saves KV writes and
 * notifications to the hub.
 */
export const GATHERING = 150;

/** Maximum time that a change waits for further changes, however many arrive, in milliseconds. */
export const MAX_GATHERING_MS = 2000;

/** How long rendering waits for an incomplete batch to be completed, in milliseconds. */
export const HOLD = 30_000;

/** Minimum time between two writes to the same KV key, in milliseconds. KV accepts one per second. */
export const KEY_INTERVAL = 1000;

/**
 * Delay before the second purge, in milliseconds. For up to a minute after a write, KV may return the old value, which
 * Cloudflare's cache might then keep. Everything is therefore purged twice.
 */
export const SECOND_PURGE = 90_000;

/** A day in milliseconds. */
export const DAY = 24 * 3_600_000;

/**
 * The day that was formatted last, and its number since 1970. It is cached because every request asks for the current
 * day.
 */
let last = { number: Number.NaN, day: "" };

/**
 * Returns the UTC day that contains a time, in the form `2026-11-22`.
 *
 * @param time in milliseconds since 1970
 */
export function dayOf(time: number): string {
	const number = Math.floor(time / DAY);
	if (number !== last.number) last = { number, day: new Date(time).toISOString().slice(0, 10) };
	return last.day;
}
