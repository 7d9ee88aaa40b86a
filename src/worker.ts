import { WorkerEntrypoint } from "cloudflare:workers";
import { app } from "./app.ts";
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
		return app.fetch(request, this.env, this.ctx);
	}

	/**
	 * Every hour: has the repositories looked at, wakes the Publisher and the Hub, should their alarms be lost, and has the
	 * Readership note whom the Hub sends to.
	 */
	override async scheduled(): Promise<void> {
		await Promise.all([
			reconcilerOf(this.env).look(),
			publisherOf(this.env).health(),
			hubOf(this.env).wake(),
			readershipOf(this.env).look(),
		]);
	}

	/** Verifies and delivers for the Hub. */
	override async queue(batch: MessageBatch<Message>): Promise<void> {
		await consume(batch, this.env);
	}

	/** Tells the hub of changed feeds. Called by the Publisher. Throws if it cannot be told now. */
	async announce(announcements: Announcement[]): Promise<void> {
		await announce(this.env, announcements);
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
