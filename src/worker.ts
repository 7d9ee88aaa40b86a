import { WorkerEntrypoint } from "cloudflare:workers";
import { respond } from "./app.ts";
import { reconcilerOf } from "./git/stub.ts";
import { announce } from "./hub/announce.ts";
import type { Message } from "./hub/message.ts";
import { consume } from "./hub/queue.ts";
import { hubOf } from "./hub/stub.ts";
import type { Announcement } from "./publisher/flush/announcements.ts";
import { publisherOf } from "./publisher/stub.ts";
import { readershipOf } from "./readership/stub.ts";

export { Reconciler } from "./git/reconciler.ts";
export { Hub } from "./hub/hub.ts";
export { Publisher } from "./publisher/publisher.ts";
export { Readership } from "./readership/readership.ts";

export default class extends WorkerEntrypoint<Cloudflare.Env> {
	override fetch(request: Request): Response | Promise<Response> {
		return respond(request, this.env, this.ctx);
	}

	/**
	 * Runs hourly: checks the repositories, restores lost alarms of the Publisher and the Hub, and records hub
	 * subscriptions in the Readership.
	 */
	override async scheduled(): Promise<void> {
		await Promise.all([
			reconcilerOf(this.env).look(),
			publisherOf(this.env).health(),
			hubOf(this.env).wake(),
			readershipOf(this.env).look(),
		]);
	}

	/** Processes the Hub's queue: verifications and deliveries. */
	override async queue(batch: MessageBatch<Message>): Promise<void> {
		await consume(batch, this.env);
	}

	/** Called by the Publisher to notify the hub of changed feeds. Throws on failure. */
	async announce(announcements: Announcement[]): Promise<void> {
		await announce(this.env, announcements);
	}

	/**
	 * Called by the Publisher to purge these cache tags (at most 100). A purge only reaches the cache of the entrypoint
	 * that requests it. Throws on failure. Does nothing where there is no cache.
	 */
	async purge(tags: string[]): Promise<void> {
		const result = await this.ctx.cache?.purge({ tags });
		if (result && !result.success) throw new Error(result.errors.map((error) => error.message).join("; "));
	}
}
