/**
 * What the queue carries: which work is to be done. What there is to be done is in the Hub's tables, so a message that
 * comes twice, late or never does no harm.
 */
export type Message =
	/** Callbacks are to be asked for their intent, as many as wait for it when the message arrives, but not more than `CHUNK`. */
	| { kind: "verify" }
	/**
	 * The newest content of a topic is to be delivered.
	 *
	 * `retryOf`: the version that the one subscription of the message could not be given; null for those that were not
	 * yet tried.
	 */
	| { kind: "deliver"; topic: number; ids: number[]; retryOf: number | null }
	| Ping;

/**
 * Callbacks in a message. The free plan allows 50 requests in one invocation, and each callback may cost two questions
 * to the domain name system.
 */
export const CHUNK = 16;

/** Messages in one call of `sendBatch`. */
export const MAX_MESSAGES = 100;

/** Divides a list into parts of at most so many. */
export function inChunks<T>(list: readonly T[], size: number): T[][] {
	return Array.from({ length: Math.ceil(list.length / size) }, (_, index) =>
		list.slice(index * size, (index + 1) * size),
	);
}

/** A message: another hub is to be told of changed topics. */
export interface Ping {
	kind: "ping";
	urls: string[];
}
