/**
 * Why `readFeed` passed a request on to the app: the client is over the rate limit, or polls eagerly (`eagerPoll`); KV has
 * no such feed; reading failed. The app uses this instead of counting and reading again.
 */
export type Found = { kind: "too often" | "missing" | "failed" } | { kind: "eager"; retryAfter: number };

/** The requests that were passed on. */
export const handedOver = new WeakMap<Request, Found>();
