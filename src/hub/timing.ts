/** Timeout of a request to a subscriber, in milliseconds. */
export const CALLBACK_TIMEOUT_MS = 10_000;

/** How long a claimed callback stays locked for the worker that claimed it, in milliseconds. */
export const LOCK = 30_000;

/**
 * Requests must start within this time after the start of a lock, in milliseconds, so that the last request ends before
 * the lock does.
 */
export const LATEST_START = 15_000;

/** How long to wait for a queue message to arrive before a replacement is sent, in milliseconds. */
export const TRUST = 60_000;

/**
 * Delays before an unresponsive callback is verified again, in milliseconds. If the last of these retries fails, so
 * does the verification.
 */
export const VERIFY_RETRY_DELAYS_MS: readonly number[] = [5000, 30_000];

/** Delay before a topic with incomplete content is fetched again, in milliseconds. */
export const NOT_YET = 10_000;

/** Delay before a failure of the Hub itself is retried, in milliseconds. */
export const DISTRIBUTION_DELAY_MS = 5000;

/** How long the result of resolving a callback host is trusted, in milliseconds. */
export const NAME_KEPT = 24 * 3_600_000;

/** How long deliveries may fail before a subscription is dropped, in milliseconds. */
export const MAX_FAILING_MS = 3 * 24 * 3_600_000;

/**
 * Maximum number of tries per version: the first in a batch, and the others by a separate message that is retried (see
 * wrangler.toml).
 */
export const MAX_ATTEMPTS = 10;

/** Maximum pause between two tries of a delivery, in seconds. */
const MAX_RETRY_LENGTH = 12 * 3600;

/** Maximum time until the message that retries a failed delivery arrives, in milliseconds. */
export const MAX_QUEUED_LENGTH = MAX_RETRY_LENGTH * 1000 + TRUST;

/** Maximum pause between two passes over a topic's subscriptions, in milliseconds. */
export const MAX_PASS_INTERVAL_LENGTH = 3_600_000;

/**
 * Returns the delay in seconds before a delivery is retried. The delay grows with the number of failures: 1, 4, 16
 * seconds and so on, up to twelve hours.
 */
export function retryDelay(failures: number): number {
	return Math.min(4 ** (failures - 1), MAX_RETRY_LENGTH);
}

/**
 * Returns the delay in milliseconds before the next pass over a topic's subscriptions, which replaces lost messages.
 * The delay grows exponentially with the number of passes, and is longer for topics with many subscriptions.
 */
export function passInterval(passes: number, subscriptions: number): number {
	return Math.min(Math.max(10_000, 2 * subscriptions) * 2 ** Math.min(passes, 20), MAX_PASS_INTERVAL_LENGTH);
}
