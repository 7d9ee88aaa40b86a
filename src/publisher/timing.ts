/** A change waits so long for others to come with it: fewer writes to KV, fewer pings. In milliseconds. */
export const GATHERING = 150;

/** But never longer than this, however many come. In milliseconds. */
export const MAX_GATHERING_MS = 2000;

/** So long nothing is rendered when more changes are to come that belong to those that came. In milliseconds. */
export const HOLD = 30_000;

/** KV takes one write a second for a key. In milliseconds. */
export const KEY_INTERVAL = 1000;

/**
 * KV answers with an older value for up to a minute in places that have it at hand, and the edge would keep that for
 * as long as it keeps anything: so it is told to forget a second time. In milliseconds.
 */
export const SECOND_PURGE = 90_000;

/** A day in milliseconds. */
export const DAY = 24 * 3_600_000;

/** The day (UTC) of a moment: `2026-11-22`. */
export function dayOf(time: number): string {
	return new Date(time).toISOString().slice(0, 10);
}
