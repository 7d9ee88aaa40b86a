import { BUDGETS } from "../src/budget.ts";
import { Publisher as ProductionPublisher } from "../src/publisher/publisher.ts";

export * from "../src/worker.ts";
export { default } from "../src/worker.ts";

/** Publishes without pauses: KV on this machine takes any number of writes of a key a second. Files have the limit of the free plan. */
export class Publisher extends ProductionPublisher {
	constructor(ctx: DurableObjectState, env: Cloudflare.Env) {
		super(ctx, env, 0, BUDGETS.free.fileWrites);
	}
}
