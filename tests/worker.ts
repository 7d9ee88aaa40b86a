import { BUDGETS } from "../src/budget.ts";
import { Publisher as ProductionPublisher } from "../src/publisher/publisher.ts";
import { limits } from "./limits.ts";
// Vite loads these file by file, which can take longer than a Durable Object may wait for its class.
import "../src/git/reconciler.ts";
import "../src/hub/hub.ts";
import "../src/readership/readership.ts";

export * from "../src/worker.ts";
export { default } from "../src/worker.ts";

/**
 * Publishes without pauses, and by default without a daily limit, because local KV accepts any number of writes per
 * second.
 */
export class Publisher extends ProductionPublisher {
	constructor(ctx: DurableObjectState, env: Cloudflare.Env) {
		super(ctx, env, 0, BUDGETS.free.fileWrites, limits.isLimited);
	}
}
