import { setTimeout as sleep } from "node:timers/promises";
import type { Api, Full, Health } from "./client.ts";

/** The pause between two requests, in milliseconds. It grows from `first` to `most`. */
const POLL = { first: 100, most: 1000 };

/**
 * Waits until the Worker responds at /health. Returns the response, or null after the timeout.
 *
 * @param timeoutMs how long to wait, in milliseconds
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
	 * Called once if the number of feeds has not decreased for `timeoutMs`. `feeds` is null if the Worker never
	 * reported a number. Returns whether to keep waiting.
	 */
	stalled(feeds: number | null): boolean;
	timeoutMs?: number;
	/** Maximum waiting time in milliseconds; unlimited if not set. */
	atMost?: number;
}

/**
 * Waits until the Worker has rendered every changed feed, so that readers get the changes. Returns how many KV writes
 * have to wait until tomorrow, if any.
 */
export async function waitUntilRendered(api: Api, waiting: Waiting): Promise<Full | undefined> {
	const { ending, left, stalled, timeoutMs = 60_000, atMost = Number.POSITIVE_INFINITY } = waiting;
	const startedAt = Date.now();
	let fewest: number | null = null;
	let progressAt = startedAt;
	let complained = false;
	for (;;) {
		// The Worker does not respond for a moment while it reloads. Treat that neither as progress nor as an error.
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
