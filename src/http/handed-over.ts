/**
 * What was found out about a request for a feed before the app got it, so that the app counts and reads nothing twice: the
 * client asks too often, or again and again for what it has (and may come back after some seconds); KV does not have the
 * feed; reading failed.
 */
export type Found = { kind: "too often" | "missing" | "failed" } | { kind: "eager"; retryAfter: number };

/** The requests that were handed over to the app. */
export const handedOver = new WeakMap<Request, Found>();
