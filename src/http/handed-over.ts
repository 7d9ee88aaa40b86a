/**
 * Why `readFeed` passed a request on to the app: the client exceeded the rate limit or polls eagerly (`eagerPoll`), KV
 * does not contain the feed, or reading it failed. The app uses this result instead of counting the request and reading
 * the feed again.
 */
export type Found = { kind: "too often" | "missing" | "failed" } | { kind: "eager"; retryAfter: number };

/** The requests that were passed on, with the reasons. */
export const handedOver = new WeakMap<Request, Found>();
