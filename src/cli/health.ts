import { setTimeout as sleep } from "node:timers/promises";
import type { Api, Health } from "./api-client.ts";

/** Between two questions, in milliseconds. */
const POLL = 100;

/**
 * Waits until the Worker answers with its health, and returns the answer; null if there is none in time.
 *
 * @param patience in milliseconds
 */
export async function waitUntilUp(api: Api, patience: number, ending: AbortSignal): Promise<Health | null> {
	const deadline = Date.now() + patience;
	while (Date.now() < deadline) {
		const health = await api.health().catch(() => null);
		if (health !== null) return health;
		await sleep(POLL, undefined, { signal: ending });
	}
	return null;
}

/** How `waitUntilRendered` waits. Times are in milliseconds. */
export interface Waiting {
	ending: AbortSignal;
	/** Hears how many feeds are left, at every look. */
	left(feeds: number): void;
	/** Hears, once, that their number has not gone down for as long as `patience`. */
	stalled(feeds: number): void;
	patience?: number;
	/** Give up after so long; without it, never. */
	atMost?: number;
}

/** Waits until the Worker has rendered every feed that a change concerns: from then on the world reads it. */
export async function waitUntilRendered(api: Api, waiting: Waiting): Promise<void> {
	const { ending, left, stalled, patience = 60_000, atMost = Number.POSITIVE_INFINITY } = waiting;
	const startedAt = Date.now();
	let fewest = Number.POSITIVE_INFINITY;
	let progressAt = startedAt;
	let complained = false;
	for (;;) {
		// A Worker that is being reloaded does not answer for a moment: that is no progress, and no error either.
		const health = await api.health().catch(() => null);
		const pending = health?.status === "ok" ? health.pending : null;
		if (pending === 0 || Date.now() - startedAt >= atMost) return;
		if (pending !== null) {
			left(pending);
			if (pending < fewest) progressAt = Date.now();
			fewest = Math.min(fewest, pending);
		}
		if (!complained && Date.now() - progressAt >= patience) {
			complained = true;
			stalled(pending ?? fewest);
		}
		await sleep(POLL, undefined, { signal: ending });
	}
}
