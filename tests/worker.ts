import { BUDGETS } from "../src/budget.ts";
import { Publisher as ProductionPublisher } from "../src/publisher/publisher.ts";
import { limits } from "./limits.ts";

// Export the real classes instead of the lazy ones, because `runInDurableObject` needs the real objects.
export { Reconciler } from "../src/git/reconciler.ts";
export { Hub } from "../src/hub/hub.ts";
export { Readership } from "../src/readership/readership.ts";
export * from "../src/worker.ts";
export { default } from "../src/worker.ts";

/**
 * Publishes without pauses, because local KV accepts any number of writes per second. By default, it also ignores the
 * daily limit.
 */
export class Publisher extends ProductionPublisher {
	constructor(ctx: DurableObjectState, env: Cloudflare.Env) {
		super(ctx, env, 0, BUDGETS.free.fileWrites, limits.isLimited);
	}
}
