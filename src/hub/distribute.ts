import { log } from "../log.ts";
import { CHUNK, inChunks, MAX_MESSAGES, type Message } from "./message.ts";
import type { HubStore } from "./store.ts";
import { DISTRIBUTION_DELAY_MS, NOT_YET } from "./timing.ts";
import { contentOf, topicOf } from "./topic.ts";
import type { TopicRow } from "./topics.ts";

/** Maximum number of topics to fetch, and of calls to `sendBatch`, per run. An invocation can make 50 subrequests. */
const TOPICS_PER_RUN = 10;
const CALLS_PER_RUN = 20;

/**
 * Fetches the topics that are due, and records new versions. Later passes deliver the new versions to each
 * subscription.
 */
export async function refreshTopics(store: HubStore): Promise<void> {
	for (let looks = 0; looks < TOPICS_PER_RUN; looks++) {
		const topic = store.topics.due(Date.now());
		if (!topic) return;
		try {
			await refreshTopic(store, topic);
		} catch (error) {
			log("hub", { task: "distribution", error });
			store.topics.postpone(topic.id, Date.now() + DISTRIBUTION_DELAY_MS);
		}
	}
}

async function refreshTopic(store: HubStore, topic: TopicRow): Promise<void> {
	const { env, site, topics, transact, delay } = store;
	const named = topicOf(topic.url, site);
	if ("problem" in named) return end(store, topic, named.problem);
	const content = await contentOf(env, site, named);
	const now = Date.now();
	if (content.kind === "later") return topics.postpone(topic.id, now + NOT_YET);
	if (content.kind === "none") return end(store, topic, content.reason);
	// Without a previous ETag, the content counts as new only if a change was announced after the first subscription.
	const isChanged = topic.etag === null ? topic.mark > 0 : content.etag !== topic.etag;
	const changed = isChanged ? content : null;
	transact(() => topics.settle(topic, changed, now, now + delay));
	if (changed) log("distribution", { topic: new URL(topic.url).pathname, subscriptions: topic.subscriptions });
}

/** Removes a topic that no longer exists, and notifies all its subscribers. */
function end({ topics, subscriptions, verifications, transact }: HubStore, topic: TopicRow, reason: string): void {
	transact(() => {
		verifications.denyAll(topic.url, reason);
		verifications.deny(topic.url, subscriptions.ofTopic(topic.id), reason);
		topics.remove(topic.id);
	});
}

/**
 * Scans subscriptions to topics with a new version, and queues messages for subscriptions that do not have that version
 * yet. The queue may duplicate or lose messages, so each message is checked on arrival, and scans repeat until every
 * subscription has the version.
 */
export async function queueDeliveries({ env, topics, subscriptions, transact }: HubStore): Promise<void> {
	for (let calls = 0; calls < CALLS_PER_RUN; calls++) {
		const now = Date.now();
		const [topic] = topics.passing(now, 1);
		if (!topic) return;
		const limit = CHUNK * MAX_MESSAGES;
		const waiting = subscriptions.waiting(topic.id, topic.version, topic.position, now, limit);
		await send(env, messagesFor(topic.id, waiting));
		transact(() => {
			const last = waiting.at(-1);
			if (last && waiting.length === limit) return topics.advance(topic, last.id);
			topics.endPass(topic, subscriptions.isNeeded(topic.id, topic.version, Date.now()), Date.now());
		});
	}
}

/**
 * Creates messages for these subscriptions. Subscriptions that have recently failed get separate messages, so that the
 * other subscriptions do not have to wait for them.
 */
function messagesFor(topic: number, waiting: readonly { id: number; isFailing: number }[]): Message[] {
	const [well, failing] = [waiting.filter((one) => !one.isFailing), waiting.filter((one) => one.isFailing)];
	return [...inChunks(well, CHUNK), ...inChunks(failing, CHUNK)].map((chunk) => ({
		kind: "deliver",
		topic,
		ids: chunk.map(({ id }) => id),
		retryOf: null,
	}));
}

/** Queues the verifications that are due. */
export async function queueVerifications({ env, verifications }: HubStore): Promise<void> {
	const messages = (count: number) => Array.from({ length: count }, (): Message => ({ kind: "verify" }));
	await verifications.bringOn((count) => send(env, messages(count)), Date.now());
}

async function send(env: Cloudflare.Env, messages: readonly Message[]): Promise<void> {
	for (const part of inChunks(messages, MAX_MESSAGES)) {
		await env.DELIVERIES.sendBatch(part.map((body) => ({ body })));
	}
}
