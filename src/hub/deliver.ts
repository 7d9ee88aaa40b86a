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

/** What is to be delivered, and to whom. */
export interface Batch extends Held {
	/** The topic's address. */
	topic: string;
	contentType: string;
	/** Gzipped. */
	body: Uint8Array;
	recipients: Recipient[];
	/** Those of their hosts whose name was resolved lately. */
	known: string[];
}

/** What came of it. */
export interface DeliveryReport {
	/** The topic's id. */
	topic: number;
	held: Held;
	results: Result[];
	/** Hosts whose name was resolved on this occasion. */
	checked: string[];
	/** Seconds until those that failed are tried again. */
	retryIn: number;
}

/** Which of them need something still. */
export interface Remaining {
	/** There is something newer for them already, or their turn did not come. */
	again: number[];
	/** They failed, and are to be tried again in a while. */
	retry: number[];
}

const DROPPED = "Nothing could be delivered to this callback for three days. Subscribe again when it can be reached.";

/**
 * Hands over the newest content of a topic for those subscriptions that need it, and that nobody is delivering to. Null
 * if there are none.
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
	// Who could not be given something older has a message for the newest, too.
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

/** Notes what came of deliveries. Who could not be reached for days is dropped, and told so. */
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

/** Notes that a version was tried often enough with these subscriptions. Who took nothing for days is dropped. */
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
 * Delivers to all recipients of a load, some at a time. What has not begun when half of the lock is over is left to
 * others.
 *
 * @param taken when the load was asked for, in milliseconds since 1970
 */
export async function deliverAll(
	load: Batch,
	settings: Settings,
	fetcher: Fetcher,
	taken: number,
): Promise<Pick<DeliveryReport, "results" | "checked">> {
	const body = gunzipSync(load.body);
	const { site } = settings;
	const asked = new Map<string, Promise<string | null>>();
	/** Where a callback's host leads is asked once. */
	const lookUp = async (callback: string): Promise<string | null> => {
		const host = hostOf(callback);
		if (load.known.includes(host)) return null;
		const answer = asked.get(host) ?? lookupProblem(callback, site, fetcher);
		asked.set(host, answer);
		return answer;
	};
	const results = await inParallel(load.recipients, async (recipient): Promise<Result> => {
		const { id, callback } = recipient;
		const isLate = () => Date.now() > taken + LATEST_START;
		if (isLate()) return { id, kind: "untried" };
		const problem = await lookUp(callback);
		if (isLate()) return { id, kind: "untried" };
		return { id, ...(problem === null ? await deliver(load, body, recipient, settings, fetcher) : failed(problem)) };
	});
	const checked: string[] = [];
	for (const [host, answer] of asked) if ((await answer) === null) checked.push(host);
	return { results, checked };
}

/** @param ms from when the load was asked for */
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

/** The value of `X-Hub-Signature`: `sha256=<hexadecimal>`, the HMAC of a body with a subscriber's secret (WebSub, section 8). */
function signatureOf(method: WebSub["signature"], secret: string, body: Uint8Array): string {
	return `${method}=${createHmac(method, secret).update(body).digest("hex")}`;
}
