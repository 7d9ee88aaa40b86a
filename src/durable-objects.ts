import type { Reconciler as TheReconciler } from "./git/reconciler.ts";
import type { Hub as TheHub } from "./hub/hub.ts";
import { lazyObject } from "./lazy-object.ts";
import type { Publisher as ThePublisher } from "./publisher/publisher.ts";
import type { Readership as TheReadership } from "./readership/readership.ts";

export const Publisher = lazyObject<ThePublisher>(async () => (await import("./publisher/publisher.ts")).Publisher, {
	...{ apply: true, deliver: true, alarm: true, health: true, report: true, totals: true, problems: true },
	...{ sources: true, source: true, firstSources: true, refusals: true },
	...{ library: true, lists: true, unwritten: true, subscribers: true, files: true, sitePictures: true },
	...{ export: true, restoration: true },
});

export const Hub = lazyObject<TheHub>(async () => (await import("./hub/hub.ts")).Hub, {
	...{ request: true, authorize: true, unconfirmed: true, subscribe: true, changed: true, alarm: true, wake: true },
	...{ claimVerifications: true, applyVerdict: true, claimBatch: true, recordResults: true, gaveUp: true },
	...{ backup: true, count: true, restore: true, stats: true },
});

export const Reconciler = lazyObject<TheReconciler>(async () => (await import("./git/reconciler.ts")).Reconciler, {
	...{ push: true, look: true, jobs: true, job: true, report: true, retry: true, advance: true, alarm: true },
});

export const Readership = lazyObject<TheReadership>(
	async () => (await import("./readership/readership.ts")).Readership,
	{
		...{ collector: true, requests: true, report: true, history: true, days: true, look: true },
	},
);
