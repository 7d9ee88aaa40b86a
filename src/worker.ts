import { WorkerEntrypoint } from "cloudflare:workers";
import { reconcilerOf } from "./git/stub.ts";
import type { Message } from "./hub/message.ts";
import { hubOf } from "./hub/stub.ts";
import type { Announcement } from "./publisher/flush/announcements.ts";
import { publisherOf } from "./publisher/stub.ts";
import { readershipOf } from "./readership/stub.ts";
import { respond } from "./respond.ts";

export { Hub, Publisher, Readership, Reconciler } from "./durable-objects.ts";

export default class extends WorkerEntrypoint<Cloudflare.Env> {
	override fetch(request: Request): Promise<Response> {
		return respond(request, this.env, this.ctx);
	}

	/**
	 * Runs every hour: checks the repositories for new commits, restores lost alarms of the Publisher and the Hub, and
	 * records the number of hub subscriptions in the Readership.
	 */
	override async scheduled(): Promise<void> {
		await Promise.all([
			reconcilerOf(this.env).look(),
			publisherOf(this.env).health(),
			hubOf(this.env).wake(),
			readershipOf(this.env).look(),
		]);
	}

	/** Processes messages from the Hub's queue: verifications and deliveries. */
	override async queue(batch: MessageBatch<Message>): Promise<void> {
		const { consume } = await import("./hub/queue.ts");
		await consume(batch, this.env);
	}

	/** Notifies the hub of feeds that may have changed. Called by the Publisher. Throws on failure. */
	async announce(announcements: Announcement[]): Promise<void> {
		const { announce } = await import("./hub/announce.ts");
		await announce(this.env, announcements);
	}

	/**
	 * Purges these cache tags (at most 100) from Cloudflare's cache. The Publisher calls this instead of purging itself,
	 * because a purge affects only the cache of the entrypoint that requests it. Throws on failure. Does nothing if there
	 * is no cache.
	 */
	async purge(tags: string[]): Promise<void> {
		const result = await this.ctx.cache?.purge({ tags });
		if (result && !result.success) throw new Error(result.errors.map((error) => error.message).join("; "));
	}
}
