/** Timeout of a call to a subscriber, in milliseconds. */
export const CALLBACK_TIMEOUT_MS = 10_000;

/** For this long, nobody else calls a claimed callback, in milliseconds. */
export const LOCK = 30_000;

/** No call starts after this part of the lock, so the last one ends before the lock does. */
export const LATEST_START = 15_000;

/** How long a sent message is expected to arrive, in milliseconds. */
export const TRUST = 60_000;

/** Delays before an unresponsive callback is verified again, in milliseconds; after the last one, verification ends. */
export const VERIFY_RETRY_DELAYS_MS: readonly number[] = [5000, 30_000];

/** How often a topic whose content is not yet complete is fetched again, in milliseconds. */
export const NOT_YET = 10_000;

/** Delay before a failure of the Hub itself is retried, in milliseconds. */
export const DISTRIBUTION_DELAY_MS = 5000;

/** How long a callback host's resolved name is trusted, in milliseconds. */
export const NAME_KEPT = 24 * 3_600_000;

/** A subscription whose deliveries fail for this long is dropped, in milliseconds. */
export const MAX_FAILING_MS = 3 * 24 * 3_600_000;

/** Tries per version: one in a batch, the others as retries of a message of its own (wrangler.toml). */
export const MAX_ATTEMPTS = 10;

/** Longest pause between two tries of a delivery, in seconds. */
const MAX_RETRY_LENGTH = 12 * 3600;

/** Longest wait for the message that retries a failed delivery, in milliseconds. */
export const MAX_QUEUED_LENGTH = MAX_RETRY_LENGTH * 1000 + TRUST;

/** Longest pause between two passes over a topic's subscriptions, in milliseconds. */
export const MAX_PASS_INTERVAL_LENGTH = 3_600_000;

/** Seconds until a delivery is retried, by its number of failures: one, four, sixteen … twelve hours. */
export function retryDelay(failures: number): number {
	return Math.min(4 ** (failures - 1), MAX_RETRY_LENGTH);
}

/**
 * Milliseconds until the next pass over a topic's subscriptions, which finds lost messages: exponential backoff, and
 * longer the more subscriptions there are.
 */
export function passInterval(passes: number, subscriptions: number): number {
	return Math.min(Math.max(10_000, 2 * subscriptions) * 2 ** Math.min(passes, 20), MAX_PASS_INTERVAL_LENGTH);
}
