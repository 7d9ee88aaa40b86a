import type { Site } from "../settings.ts";
import { isDevelopment } from "./callback-url.ts";
import type { Hosts } from "./hosts.ts";
import { hostOf, type Rejection, type Request } from "./http-client.ts";
import type { Quota } from "./quota.ts";
import type { HubStore } from "./store.ts";
import type { Subscriptions } from "./subscriptions.ts";
import { contentOf, feedsBehind, topicOf } from "./topic.ts";
import type { Topics } from "./topics.ts";
import type { PendingVerification, PendingVerifications, Verdict } from "./verifications.ts";

/** Why a request is not taken up; null if it is. A topic that nobody subscribed to so far is looked up. */
export async function authorize(store: HubStore, request: Request): Promise<Rejection | null> {
	// It is taken up already, and costs nothing more.
	if (store.verifications.isPending(request, Date.now())) return null;
	const refusal = limitReached(request, store, Date.now());
	if (refusal || store.topics.get(request.topic)) return refusal;
	if (request.mode === "unsubscribe") return { status: 404, message: "Nobody has subscribed to this topic." };
	const topic = topicOf(request.topic, store.site);
	if ("problem" in topic) return { status: 404, message: topic.problem };
	const content = await contentOf(store.env, store.site, topic);
	if (content.kind === "none") return { status: 404, message: content.reason };
	// Others may have come while the topic was looked up.
	const late = limitReached(request, store, Date.now());
	if (late) return late;
	const etag = content.kind === "content" ? content.etag : null;
	const host = topic.kind === "selection" ? hostOf(request.callback) : null;
	store.transact(() => store.topics.add(topic.url, etag, feedsBehind(topic), Date.now() + store.delay, host));
	return null;
}

/** Takes up a request: its callback is going to be asked. The same, asked for again before it was, is one. */
export function requestVerification(
	{ topics, verifications, quota, subscriptions }: HubStore,
	request: Request,
	now: number,
): void {
	if (verifications.isPending(request, now)) return;
	if (!isDue(request, subscriptions, now)) quota.note(request, now);
	const id = verifications.add(request, topics.get(request.topic)?.version ?? 0, now);
	quota.asked(id, request.client);
}

/** Puts a subscription in force that its callback has confirmed. */
export function addSubscription(store: HubStore, request: Request, now: number, version?: number): void {
	const topic = store.topics.get(request.topic);
	if (!topic) return;
	const since = version ?? topic.version;
	const has = store.subscriptions.put(topic.id, request, request.secret, now + request.lease * 1000, since, now);
	// Something was distributed while the callback was being asked, or could not be delivered until now.
	if (has < topic.version) store.topics.passAgain(now, topic.id);
}

/** Notes what a callback made of an intent. */
export function applyVerdict(store: HubStore, id: number, verdict: Verdict, now: number): void {
	const intent = store.verifications.get(id);
	if (!intent || (verdict === "unreachable" && store.verifications.postpone(intent, now))) return;
	if (verdict === "untried") store.verifications.release(id);
	else confirmOrReject(store, intent, verdict === "verified", now);
}

function confirmOrReject(
	store: HubStore,
	{ mode, ...intent }: PendingVerification,
	isVerified: boolean,
	now: number,
): void {
	store.verifications.remove(intent.id);
	if (mode === "denied") return;
	store.quota.concluded(intent.id, isVerified, now);
	if (!isVerified) {
		store.subscriptions.noteAsked({ ...intent, protocol: "websub" }, now);
		store.hosts.failed(hostOf(intent.callback), now);
		return;
	}
	store.verifications.overrule(intent);
	const request: Request = { ...intent, mode, protocol: "websub", client: null };
	const topic = store.topics.get(intent.topic);
	if (mode === "subscribe") addSubscription(store, request, now, intent.version);
	else if (topic) store.subscriptions.remove(topic.id, request);
}

/** Subscriptions of one host, and of one topic. */
const MAX_PER_HOST = 20_000;
const MAX_PER_TOPIC = 100_000;

/** Selections that somebody subscribes to, brought by one host, and in all: each is made at every change of its feeds. */
const MAX_SELECTIONS_PER_HOST = 100;
const MAX_SELECTIONS = 1000;

/** Verifications under way at once, of one host and of all. */
const MAX_PENDING_PER_HOST = 100;
const MAX_PENDING = 10_000;

/**
 * A host where so many verifications failed within an hour is asked nothing more for the rest of it; one that has confirmed
 * subscriptions is asked fewer things at once, since anybody can invent callbacks at the host of many readers.
 */
const MAX_FAILED = 50;
const MAX_ASKED_WHILE_FAILING = 5;

/** A subscription is renewed once within so many milliseconds without being counted. */
const RENEWAL_INTERVAL = 24 * 3_600_000;

/** In bytes; the secret has to be shorter (WebSub, section 5.1). */
export const SECRET_LIMIT = 200;

/** In seconds. */
const DEFAULT_LEASE = 10 * 24 * 3600;
const MAX_LEASE_SECONDS = 30 * 24 * 3600;
const SHORTEST_LEASE = 3600;

/** Seconds that a subscription lasts. On one's own machine it may be very short, so that its end can be watched. */
export function leaseOf(asked: number | null, site: Site): number {
	if (asked === null || asked === 0) return DEFAULT_LEASE;
	return Math.min(Math.max(asked, isDevelopment(site) ? 1 : SHORTEST_LEASE), MAX_LEASE_SECONDS);
}

interface Tables {
	topics: Topics;
	subscriptions: Subscriptions;
	verifications: PendingVerifications;
	hosts: Hosts;
	quota: Quota;
}

/** Whether a request renews a subscription whose callback was not asked about it for a day. */
export function isDue(request: Request, subscriptions: Subscriptions, now: number): boolean {
	const asked = request.mode === "subscribe" ? subscriptions.lastAsked(request) : null;
	return asked !== null && asked <= now - RENEWAL_INTERVAL;
}

/** Why a request cannot be taken up: it would cost its callback's host, or this site, too much. Null if it can. */
export function limitReached(request: Request, tables: Tables, now: number): Rejection | null {
	if (isDue(request, tables.subscriptions, now)) return null;
	// What is in force can be renewed and ended whatever strangers ask for in the name of its host.
	if (tables.subscriptions.has(request)) return tables.quota.refusal(request, "subscriber", now);
	const host = hostOf(request.callback);
	const { subscriptions, failed, until } = tables.hosts.of(host, now);
	const refusal = tables.quota.refusal(request, subscriptions > 0 ? "known host" : "stranger", now);
	if (refusal) return refusal;
	if (failed >= MAX_FAILED && subscriptions > 0 && tables.verifications.ofHost(host) >= MAX_ASKED_WHILE_FAILING) {
		const message = `Many requests for ${host} were not confirmed there, so it is asked less at once. Ask again in a moment.`;
		return { status: 429, message, retryAfter: 5 };
	}
	if (failed >= MAX_FAILED && subscriptions === 0) {
		const message = `Too many requests for ${host} were not confirmed there. Ask again when the hour is over.`;
		return { status: 429, message, retryAfter: Math.ceil((until - now) / 1000) };
	}
	if (tables.verifications.ofHost(host) >= MAX_PENDING_PER_HOST) {
		return {
			status: 429,
			message: `${host} has not answered ${MAX_PENDING_PER_HOST} verifications yet. Ask again in a moment.`,
			retryAfter: 5,
		};
	}
	if (tables.verifications.asked() >= MAX_PENDING) {
		return { status: 503, message: "Too many verifications are under way. Ask again in a minute.", retryAfter: 60 };
	}
	if (request.mode === "unsubscribe") return null;
	if (subscriptions >= MAX_PER_HOST) {
		return {
			status: 429,
			message: `${host} has ${MAX_PER_HOST} subscriptions here, which is as many as it may have.`,
			retryAfter: 3600,
		};
	}
	const topic = tables.topics.get(request.topic);
	if (topic && topic.subscriptions >= MAX_PER_TOPIC) {
		return {
			status: 503,
			message: `This feed has ${MAX_PER_TOPIC} subscriptions, which is as many as it may have.`,
			retryAfter: 3600,
		};
	}
	const isNew = !topic || topic.subscriptions === 0;
	return isNew && isSelection(request.topic) ? selectionsReached(host, tables.topics) : null;
}

function selectionsReached(host: string, topics: Topics): Rejection | null {
	if (topics.selections(host) >= MAX_SELECTIONS_PER_HOST) {
		return {
			status: 429,
			message: `${host} was the first to subscribe to ${MAX_SELECTIONS_PER_HOST} selections here, which is as many as it may bring. Subscribe to a feed of this site instead.`,
			retryAfter: 3600,
		};
	}
	if (topics.selections() >= MAX_SELECTIONS) {
		return {
			status: 503,
			message: `Somebody subscribes to ${MAX_SELECTIONS} selections here, which is as many as there may be. Subscribe to a feed of this site instead.`,
			retryAfter: 3600,
		};
	}
	return null;
}

function isSelection(topic: string): boolean {
	return new URL(topic).pathname.startsWith("/select.");
}
