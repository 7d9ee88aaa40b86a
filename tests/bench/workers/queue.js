import { Buffer } from "node:buffer";

/**
 * Workers Queues for a bare workerd, in memory. Passes each message to the consumer immediately and separately, and
 * again if the consumer retries it. Implements the protocol of workerd's queue binding: `POST /message` with the
 * message as the body, and `POST /batch` with a list.
 */
export default {
	async fetch(request, env, ctx) {
		const isBatch = new URL(request.url).pathname === "/batch";
		const sent = isBatch ? (await request.json()).messages : [await messageOf(request)];
		for (const message of sent) ctx.waitUntil(deliver(message, env.CONSUMER));
		return Response.json({ metadata: { metrics: { backlogCount: 0, backlogBytes: 0, oldestMessageTimestamp: 0 } } });
	},
};

/** Converts a single message to the format of a batch's messages. */
async function messageOf(request) {
	return {
		contentType: request.headers.get("X-Msg-Fmt") ?? undefined,
		delaySecs: Number(request.headers.get("X-Msg-Delay-Secs") ?? 0),
		body: Buffer.from(await request.arrayBuffer()).toString("base64"),
	};
}

async function deliver({ contentType = "v8", delaySecs = 0, body }, consumer) {
	const bytes = Buffer.from(body, "base64");
	const content = contentType === "json" ? { body: JSON.parse(bytes.toString()) } : { serializedBody: bytes };
	const message = { id: crypto.randomUUID(), timestamp: new Date(), ...content };
	let delay = delaySecs;
	for (let attempts = 1; attempts < 10; attempts++) {
		await scheduler.wait(delay * 1000);
		const { retryBatch, retryMessages } = await consumer.queue("bench", [{ ...message, attempts }]);
		if (!retryBatch.retry && retryMessages.length === 0) return;
		delay = retryMessages[0]?.delaySeconds ?? retryBatch.delaySeconds ?? 0;
	}
}
