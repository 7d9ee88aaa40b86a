import { setTimeout as sleep } from "node:timers/promises";
import type { Api, Full, Health } from "./client.ts";

/** The pause between requests, in milliseconds: it grows from `first` to `most`. */
const POLL = { first: 100, most: 1000 };

/**
 * Waits until the Worker responds at /health. Returns the response; null after the timeout.
 *
 * @param timeoutMs in milliseconds
 */
export async function waitUntilUp(api: Api, timeoutMs: number, ending: AbortSignal): Promise<Health | null> {
	const deadline = Date.now() + timeoutMs;
	while (Date.now() < deadline) {
		const health = await api.health().catch(() => null);
		if (health !== null) return health;
		await sleep(POLL.first, undefined, { signal: ending });
	}
	return null;
}

/** How `waitUntilRendered` waits. Times are in milliseconds. */
interface Waiting {
	ending: AbortSignal;
	/** Called after each request with the number of feeds that are left. */
	left(feeds: number): void;
	/**
	 * Called once if the number (null if the Worker never reported one) has not gone down for `timeoutMs`. Returns whether to
	 * keep waiting.
	 */
	stalled(feeds: number | null): boolean;
	timeoutMs?: number;
	/** Give up after this long; never, if not set. */
	atMost?: number;
}

/**
 * Waits until the Worker has rendered every changed feed: from then on readers get the change. Returns what KV takes only
 * tomorrow, if anything.
 */
export async function waitUntilRendered(api: Api, waiting: Waiting): Promise<Full | undefined> {
	const { ending, left, stalled, timeoutMs = 60_000, atMost = Number.POSITIVE_INFINITY } = waiting;
	const startedAt = Date.now();
	let fewest: number | null = null;
	let progressAt = startedAt;
	let complained = false;
	for (;;) {
		// A Worker that is reloading does not answer for a moment: neither progress nor an error.
		const health = await api.health().catch(() => null);
		const pending = health === null || health.status === "misconfigured" ? null : health.pending;
		const waited = Date.now() - startedAt;
		if (pending === 0 || waited >= atMost) return health !== null && "full" in health ? health.full : undefined;
		if (pending !== null) {
			left(pending);
			if (fewest === null || pending < fewest) {
				fewest = pending;
				progressAt = Date.now();
			}
		}
		if (!complained && Date.now() - progressAt >= timeoutMs) {
			complained = true;
			if (!stalled(pending ?? fewest)) return undefined;
		}
		await sleep(Math.min(POLL.first + waited / 20, POLL.most), undefined, { signal: ending });
	}
}
