import { createExecutionContext, createMessageBatch, getQueueResult, reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import type { Message } from "../../src/hub/message.ts";
import { consume } from "../../src/hub/queue.ts";
import { hubOf } from "../../src/hub/stub.ts";
import { article, publish } from "../publisher/newsroom.ts";
import { asked } from "./setup.ts";

afterEach(reset);

async function work(body: Message, attempts = 1, queue = "newsstand-deliveries") {
	const batch = createMessageBatch(queue, [{ id: "1", timestamp: new Date(), attempts, body }]);
	await consume(batch, env);
	return getQueueResult(batch, createExecutionContext());
}

test("messages whose work no longer exists are acknowledged, not retried", async () => {
	const none = { outcome: "ok", retryMessages: [] };
	expect(await work({ kind: "deliver", topic: 7, ids: [1, 2], retryOf: null })).toMatchObject(none);
	expect(await work({ kind: "deliver", topic: 7, ids: [1], retryOf: 3 })).toMatchObject(none);
	expect(await work({ kind: "verify" })).toMatchObject(none);
	const dead = "newsstand-dead-deliveries";
	expect(await work({ kind: "deliver", topic: 7, ids: [1], retryOf: 3 }, 1, dead)).toMatchObject(none);
	expect(await work({ kind: "verify" }, 1, dead)).toMatchObject(none);
});

/** An address at which nothing listens. */
const CALLBACK = "http://127.0.0.1:9/callback";

test("publishing an article queues deliveries to subscribers, and failures are reported by host", async () => {
	const hub = hubOf(env);
	await publish(article("tide"));
	expect(await hub.subscribe(asked({ callback: CALLBACK }))).toBeNull();
	await publish(article("wave"));
	const numbers = await vi.waitUntil(
		async () => {
			const now = await hub.stats();
			return now.failing.length > 0 && now;
		},
		{ timeout: 20_000, interval: 50 },
	);
	expect(numbers).toMatchObject({
		subscriptions: 1,
		waiting: 1,
		failing: [{ host: "127.0.0.1", error: "The address cannot be reached." }],
	});
});
