import { createHmac } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { topicLinks } from "../feed/feed.ts";
import { log } from "../log.ts";
import type { Settings, WebSub } from "../settings.ts";
import { lookupProblem } from "./callback-url.ts";
import { type Fetcher, failed, hostOf, inParallel, type Outcome, outcomeOf, postToCallback } from "./http-client.ts";
import { notifyRssCloud } from "./rsscloud.ts";
import type { HubStore } from "./store.ts";
import type { Held, Recipient, Result } from "./subscriptions.ts";
import { LATEST_START, LOCK, MAX_ATTEMPTS } from "./timing.ts";

/** Content to deliver, and its recipients. */
export interface Batch extends Held {
	/** The topic's URL. */
	topic: string;
	contentType: string;
	/** Gzipped. */
	body: Uint8Array;
	recipients: Recipient[];
	/** Hosts that were recently resolved to public addresses. */
	known: string[];
}

/** The results of a batch. */
export interface DeliveryReport {
	/** The topic's id. */
	topic: number;
	held: Held;
	results: Result[];
	/** Hosts that were resolved to public addresses during this batch. */
	checked: string[];
	/** Seconds until failed deliveries are retried. */
	retryIn: number;
}

/** Those subscriptions of a batch that need another delivery attempt. */
export interface Remaining {
	/** A newer version already exists, or there was no time left to deliver to these subscriptions. */
	again: number[];
	/** The delivery failed and will be retried. */
	retry: number[];
}

const DROPPED = "Deliveries to this callback failed for three days. Subscribe again once it can be reached.";

/**
 * Claims the given subscriptions, except those that already have the topic's latest version and those that another
 * worker is delivering to. Returns null if none remain.
 *
 * @param retryOf as in `Message`
 */
export function claimBatch(
	{ topics, subscriptions, hosts }: HubStore,
	id: number,
	ids: number[],
	retryOf: number | null,
	now: number,
): Batch | null {
	const topic = topics.byId(id);
	// A retry of an older version is obsolete, because a different message delivers the latest version.
	if (!topic || (retryOf !== null && retryOf < topic.version)) return null;
	const held = { version: topic.version, lock: now + LOCK };
	const recipients = subscriptions.take(id, held, ids, retryOf !== null, now);
	if (recipients.length === 0) return null;
	return {
		...{ ...held, recipients, topic: topic.url, contentType: topic.contentType, body: topics.body(id) },
		known: hosts.known(
			recipients.map(({ callback }) => hostOf(callback)),
			now,
		),
	};
}

/**
 * Records the results of a batch. Drops subscriptions whose deliveries have been failing for days, and notifies their
 * callbacks.
 */
export function recordResults(
	store: HubStore,
	{ topic: id, held, results, checked, retryIn }: DeliveryReport,
	now: number,
): Remaining {
	const topic = store.topics.byId(id);
	if (!topic) return { again: [], retry: [] };
	const of = (kind: Result["kind"]) => results.filter((result) => result.kind === kind).map((result) => result.id);
	const failed = of("failed");
	store.stats.note(
		of("delivered").map(() => Math.max(0, now - topic.since)),
		failed.length,
		now,
	);
	store.hosts.checked(checked, now);
	store.subscriptions.conclude(held, results, retryIn, now);
	drop(store, topic.url, store.subscriptions.hopeless(failed, MAX_ATTEMPTS, now));
	const needing = store.subscriptions.needing(
		results.map((result) => result.id),
		topic.version,
		now,
	);
	const isRetry = (one: number) => topic.version === held.version && failed.includes(one);
	return { again: needing.filter((one) => !isRetry(one)), retry: needing.filter(isRetry) };
}

/** Stops retrying a version for these subscriptions. Drops those whose deliveries have been failing for days. */
export function giveUp(store: HubStore, id: number, ids: readonly number[], version: number, now: number): void {
	const topic = store.topics.byId(id);
	if (!topic) return;
	const given = store.subscriptions.giveUp(ids, version);
	drop(store, topic.url, store.subscriptions.hopeless(given, 0, now));
}

function drop({ verifications, subscriptions }: HubStore, topic: string, ids: readonly number[]): void {
	verifications.deny(topic, ids, DROPPED);
	subscriptions.removeAll(ids);
}

/**
 * Delivers to all recipients of a batch, a few at a time. Does not start a delivery once half of the lock's duration is
 * over: another run delivers to the remaining recipients.
 *
 * @param claimed when the batch was claimed, in milliseconds since 1970
 */
export async function deliverAll(
	load: Batch,
	settings: Settings,
	fetcher: Fetcher,
	claimed: number,
): Promise<Pick<DeliveryReport, "results" | "checked">> {
	const body = gunzipSync(load.body);
	const { site } = settings;
	const lookups = new Map<string, Promise<string | null>>();
	/** Resolves each callback host once per batch. */
	const lookUp = async (callback: string): Promise<string | null> => {
		const host = hostOf(callback);
		if (load.known.includes(host)) return null;
		const answer = lookups.get(host) ?? lookupProblem(callback, site, fetcher);
		lookups.set(host, answer);
		return answer;
	};
	const results = await inParallel(load.recipients, async (recipient): Promise<Result> => {
		const { id, callback } = recipient;
		const isLate = () => Date.now() > claimed + LATEST_START;
		if (isLate()) return { id, kind: "untried" };
		const problem = await lookUp(callback);
		if (isLate()) return { id, kind: "untried" };
		return { id, ...(problem === null ? await deliver(load, body, recipient, settings, fetcher) : failed(problem)) };
	});
	const checked: string[] = [];
	for (const [host, answer] of lookups) if ((await answer) === null) checked.push(host);
	return { results, checked };
}

/** @param ms milliseconds since the batch was claimed */
export function logDelivery({ topic, recipients }: Batch, results: readonly Result[], ms: number): void {
	const of = (kind: Result["kind"]) => results.filter((result) => result.kind === kind).map(({ id }) => id);
	const failing = of("failed");
	const hosts = recipients.filter(({ id }) => failing.includes(id)).map(({ callback }) => hostOf(callback));
	log("delivery", {
		topic: new URL(topic).pathname,
		...{ delivered: of("delivered").length, failed: failing.length, gone: of("gone").length },
		...{ untried: of("untried").length, hosts: [...new Set(hosts)], ms },
	});
}

async function deliver(
	{ topic, contentType }: Batch,
	body: Uint8Array,
	{ callback, protocol, secret }: Recipient,
	{ site, webSub }: Settings,
	fetcher: Fetcher,
): Promise<Outcome> {
	if (protocol === "rsscloud") return notifyRssCloud(callback, topic, fetcher);
	const headers = new Headers({ "Content-Type": contentType, Link: topicLinks(topic, site.hub) });
	if (secret !== null) headers.set("X-Hub-Signature", signatureOf(webSub.signature, secret, body));
	return outcomeOf(await postToCallback(fetcher, callback, { method: "POST", headers, body }));
}

/**
 * Returns the header `X-Hub-Signature`, such as `sha256=<hexadecimal>`: the HMAC of the body with the subscriber's
 * secret (WebSub, section 8).
 */
function signatureOf(method: WebSub["signature"], secret: string, body: Uint8Array): string {
	return `${method}=${createHmac(method, secret).update(body).digest("hex")}`;
}
