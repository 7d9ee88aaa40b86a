import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { gzipSync } from "node:zlib";
import { type Desk, openDesk } from "../../src/hub/desk.ts";
import { type Load, type Remainder, settle, take } from "../../src/hub/handover.ts";
import type { Message } from "../../src/hub/message.ts";
import type { Request } from "../../src/hub/request.ts";
import type { Result } from "../../src/hub/subscriptions.ts";
import { readSettings, type Settings } from "../../src/settings.ts";

export const TOPIC = "http://localhost:8787/feed.rss";

/** Any moment will do. */
export const NOW = Date.UTC(2026, 10, 22, 12);

export const SECOND = 1000;
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** The Hub's tables, with nobody else at them, and the messages that are sent. */
export interface Office {
	desk: Desk;
	sql: SqlStorage;
	sent: Message[];
}

export function settings(): Settings {
	const read = readSettings(env);
	if ("problems" in read) throw new Error(read.problems.join(" "));
	return read;
}

/** Runs a test within a Hub of its own: no alarm and no queue acts besides it. */
export function inOffice<T>(test: (office: Office) => T | Promise<T>): Promise<T> {
	return runInDurableObject(env.HUB.getByName(crypto.randomUUID()), (_, { storage }) => {
		const sent: Message[] = [];
		const recorder: Pick<Queue<Message>, "sendBatch"> = {
			async sendBatch(messages) {
				for (const { body } of messages) sent.push(body);
				return { metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } } };
			},
		};
		const desk = openDesk(storage, Object.create(env, { DELIVERIES: { value: recorder } }), settings().site, 0);
		return test({ desk, sql: storage.sql, sent });
	});
}

export function asked(over: Partial<Request> = {}): Request {
	const plain = { mode: "subscribe", protocol: "websub", secret: null, lease: 10 * 86_400 } as const;
	return { ...plain, topic: TOPIC, callback: "https://reader.example/callback", ...over };
}

/** Subscribes callbacks to the topic, and gives the ids of the subscriptions. */
export function subscribed({ desk, sql }: Office, callbacks: readonly string[], over: Partial<Request> = {}): number[] {
	desk.topics.add(TOPIC, 'W/"0"', ["feed"], NOW);
	const topic = desk.topics.get(TOPIC)?.id ?? 0;
	for (const callback of callbacks) {
		const request = asked({ callback, ...over });
		desk.subscriptions.put(topic, request, request.secret, NOW + request.lease * 1000, topicRow({ desk }).version);
	}
	return sql
		.exec<{ id: number }>("SELECT id FROM subscription ORDER BY id")
		.toArray()
		.map(({ id }) => id);
}

export function topicRow({ desk }: Pick<Office, "desk">) {
	const row = desk.topics.get(TOPIC);
	if (!row) throw new Error("Nobody subscribes to the topic.");
	return row;
}

/** The topic has something new. */
export function news(office: Office, text: string, now: number): void {
	office.desk.topics.changed(["feed"], now, 0);
	const content = { etag: `W/"${text}"`, contentType: "application/rss+xml; charset=utf-8", body: gzipSync(text) };
	office.desk.topics.settle(topicRow(office), content, now, now);
}

export function taken(office: Office, ids: number[], now: number, retryOf: number | null = null): Load | null {
	return take(office.desk, topicRow(office).id, ids, retryOf, now);
}

/** All of a load came to the same. */
export function settled(office: Office, load: Load | null, outcome: Outcome, now: number, retryIn = 1): Remainder {
	const results = (load?.recipients ?? []).map(({ id }): Result => ({ id, ...outcome }));
	const held = { version: load?.version ?? 0, lock: load?.lock ?? 0 };
	return settle(office.desk, { topic: topicRow(office).id, held, results, checked: [], retryIn }, now);
}

type Outcome = { kind: "delivered" | "gone" | "untried" } | { kind: "failed"; error: string };

export const DELIVERED: Outcome = { kind: "delivered" };
export const FAILED: Outcome = { kind: "failed", error: "Answered 500." };
