import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { gzipSync } from "node:zlib";
import { type Batch, claimBatch, type Remaining, recordResults } from "../../src/hub/deliver.ts";
import type { Request } from "../../src/hub/http-client.ts";
import type { Message } from "../../src/hub/message.ts";
import { type HubStore, openStore } from "../../src/hub/store.ts";
import type { Result } from "../../src/hub/subscriptions.ts";
import { readSettings, type Settings } from "../../src/settings.ts";

export const TOPIC = "http://localhost:8787/feed.rss";

/** An arbitrary time. */
export const NOW = Date.UTC(2026, 10, 22, 12);

export const SECOND = 1000;
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** The tables of a Hub whose alarm is off, and the messages that tests make it send. */
export interface Office {
	store: HubStore;
	sql: SqlStorage;
	sent: Message[];
}

export function settings(): Settings {
	const read = readSettings(env);
	if ("problems" in read) throw new Error(read.problems.join(" "));
	return read;
}

/** Runs a test in a separate Hub without alarms and queues. */
export function inOffice<T>(test: (office: Office) => T | Promise<T>): Promise<T> {
	return runInDurableObject(env.HUB.getByName(crypto.randomUUID()), (_, { storage }) => {
		const sent: Message[] = [];
		const recorder: Pick<Queue<Message>, "sendBatch"> = {
			async sendBatch(messages) {
				for (const { body } of messages) sent.push(body);
				return { metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } } };
			},
		};
		const store = openStore(storage, Object.create(env, { DELIVERIES: { value: recorder } }), settings().site, 0);
		return test({ store, sql: storage.sql, sent });
	});
}

export function asked(over: Partial<Request> = {}): Request {
	const plain = { mode: "subscribe", protocol: "websub", secret: null, lease: 10 * 86_400, client: null } as const;
	return { ...plain, topic: TOPIC, callback: "https://reader.example/callback", ...over };
}

/** Subscribes callbacks to the topic. Returns the subscriptions' ids. */
export function subscribed(
	{ store, sql }: Office,
	callbacks: readonly string[],
	over: Partial<Request> = {},
): number[] {
	store.topics.add(TOPIC, 'W/"0"', ["feed"], NOW);
	const topic = store.topics.get(TOPIC)?.id ?? 0;
	for (const callback of callbacks) {
		const request = asked({ callback, ...over });
		store.subscriptions.put(topic, request, request.secret, NOW + request.lease * 1000, topicRow({ store }).version);
	}
	return sql
		.exec<{ id: number }>("SELECT id FROM subscription ORDER BY id")
		.toArray()
		.map(({ id }) => id);
}

export function topicRow({ store }: Pick<Office, "store">) {
	const row = store.topics.get(TOPIC);
	if (!row) throw new Error("The topic does not have any subscriptions.");
	return row;
}

/** Publishes a new version of the topic. */
export function news(office: Office, text: string, now: number): void {
	office.store.topics.changed(["feed"], now, 0);
	const content = { etag: `W/"${text}"`, contentType: "application/rss+xml; charset=utf-8", body: gzipSync(text) };
	office.store.topics.settle(topicRow(office), content, now, now);
}

export function taken(office: Office, ids: number[], now: number, retryOf: number | null = null): Batch | null {
	return claimBatch(office.store, topicRow(office).id, ids, retryOf, now);
}

/** Records the same outcome for all deliveries in a batch. */
export function settled(office: Office, load: Batch | null, outcome: Outcome, now: number, retryIn = 1): Remaining {
	const results = (load?.recipients ?? []).map(({ id }): Result => ({ id, ...outcome }));
	const held = { version: load?.version ?? 0, lock: load?.lock ?? 0 };
	return recordResults(office.store, { topic: topicRow(office).id, held, results, checked: [], retryIn }, now);
}

type Outcome = { kind: "delivered" | "gone" | "untried" } | { kind: "failed"; error: string };

export const DELIVERED: Outcome = { kind: "delivered" };
export const FAILED: Outcome = { kind: "failed", error: "Answered 500." };
