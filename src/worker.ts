import { WorkerEntrypoint } from "cloudflare:workers";
import { app } from "./app.ts";
import { reconcilerOf } from "./git/stub.ts";
import { publisherOf } from "./publisher/stub.ts";

export { Reconciler } from "./git/reconciler.ts";
export { Publisher } from "./publisher/publisher.ts";

export default class extends WorkerEntrypoint<Cloudflare.Env> {
	override fetch(request: Request): Response | Promise<Response> {
		return app.fetch(request, this.env, this.ctx);
	}

	/** Every hour: has the repositories looked at, and wakes the Publisher, should its alarm ever have been lost. */
	override async scheduled(): Promise<void> {
		await Promise.all([reconcilerOf(this.env).look(), publisherOf(this.env).health()]);
	}

	/**
	 * Makes the edge forget what carries these tags (at most 100). Called by the Publisher: a purge reaches only the
	 * cache of the entrypoint that asks for it. Throws if it is refused. Where there is no cache it does nothing.
	 */
	async purge(tags: string[]): Promise<void> {
		const result = await this.ctx.cache?.purge({ tags });
		if (result && !result.success) throw new Error(result.errors.map((error) => error.message).join("; "));
	}
}
