import { BUDGETS } from "../src/budget.ts";
import { Publisher as ProductionPublisher } from "../src/publisher/publisher.ts";
import { limits } from "./limits.ts";

export * from "../src/worker.ts";
export { default } from "../src/worker.ts";

/**
 * A Publisher that writes without pauses and, by default, without a daily limit, because local KV accepts any number of
 * writes per second.
 */
export class Publisher extends ProductionPublisher {
	constructor(ctx: DurableObjectState, env: Cloudflare.Env) {
		super(ctx, env, 0, BUDGETS.free.fileWrites, limits.isLimited);
	}
}
