/**
 * A queue message that triggers work. The work itself is stored in the Hub's tables, so duplicate, late and lost
 * messages do not matter.
 */
export type Message =
	/** Verify up to `CHUNK` of the callbacks that are waiting when the message arrives. */
	| { kind: "verify" }
	/**
	 * Deliver the latest version of a topic.
	 *
	 * `retryOf`: the version that could not be delivered to the message's only subscription; null for a first try.
	 */
	| { kind: "deliver"; topic: number; ids: number[]; retryOf: number | null }
	| Ping;

/**
 * Maximum number of callbacks per message. The free plan allows 50 subrequests per invocation, and each callback may
 * take two DNS lookups in addition to its own request.
 */
export const CHUNK = 16;

/** Maximum number of messages per call to `sendBatch`. */
export const MAX_MESSAGES = 100;

/** Splits a list into parts of at most `size`. */
export function inChunks<T>(list: readonly T[], size: number): T[][] {
	return Array.from({ length: Math.ceil(list.length / size) }, (_, index) =>
		list.slice(index * size, (index + 1) * size),
	);
}

/** A message that makes this site notify an external hub of changed topics. */
export interface Ping {
	kind: "ping";
	urls: string[];
}
