/** A subscriber may take so long to answer, in milliseconds. */
export const CALLBACK_TIMEOUT_MS = 10_000;

/** So long nobody else calls a callback that was taken to be called, in milliseconds. */
export const LOCK = 30_000;

/** After this part of the lock no call is begun: the last one ends before the lock. */
export const LATEST_START = 15_000;

/** A message that was sent is trusted to come so long, in milliseconds. */
export const TRUST = 60_000;

/** A callback that does not answer is asked again after so many milliseconds, and after the last of them given up. */
export const VERIFY_RETRY_DELAYS_MS: readonly number[] = [5000, 30_000];

/** A topic of which readers are not yet given all is looked at when they are, and now and then. In milliseconds. */
export const NOT_YET = 10_000;

/** What fails in the Hub itself is tried again so much later, in milliseconds. */
export const DISTRIBUTION_DELAY_MS = 5000;

/** The name of a callback's host is resolved again after so long, in milliseconds. */
export const NAME_KEPT = 24 * 3_600_000;

/** A subscription that nothing could be delivered to for so long is dropped, in milliseconds. */
export const MAX_FAILING_MS = 3 * 24 * 3_600_000;

/** How often a version is tried: once with others, and with the retries of a message of its own (wrangler.toml). */
export const MAX_ATTEMPTS = 10;

/** The longest pause between two tries of a delivery, in seconds. */
const MAX_RETRY_LENGTH = 12 * 3600;

/** A failed delivery waits no longer than this for the message that brings its next try, in milliseconds. */
export const MAX_QUEUED_LENGTH = MAX_RETRY_LENGTH * 1000 + TRUST;

/** The longest pause between two passes over a topic's subscriptions, in milliseconds. */
export const MAX_PASS_INTERVAL_LENGTH = 3_600_000;

/** Seconds until a delivery is tried again that has failed so many times: one, four, sixteen … twelve hours. */
export function retryDelay(failures: number): number {
	return Math.min(4 ** (failures - 1), MAX_RETRY_LENGTH);
}

/**
 * Milliseconds from one pass over a topic's subscriptions to the next, which finds those whose message got lost: later
 * each time, and later where the queue has more to do.
 */
export function passInterval(passes: number, subscriptions: number): number {
	return Math.min(Math.max(10_000, 2 * subscriptions) * 2 ** Math.min(passes, 20), MAX_PASS_INTERVAL_LENGTH);
}
