/**
 * The reason why `readFeed` passed a request on to the app: the client exceeded the rate limit or polls eagerly
 * (`eagerPoll`), KV does not contain the feed, or reading it failed. The app uses this reason, so that it does not have
 * to count the request and read the feed a second time.
 */
export type Found = { kind: "too often" | "missing" | "failed" } | { kind: "eager"; retryAfter: number };

/** The requests that were passed on, with the reasons. */
export const handedOver = new WeakMap<Request, Found>();
