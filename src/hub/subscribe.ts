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

/**
 * Returns why a request is refused; null if it is accepted. Fetches the topic if it does not have a subscription yet.
 */
export async function authorize(store: HubStore, request: Request): Promise<Rejection | null> {
	// Repeating a pending request does not count towards any limit.
	if (store.verifications.isPending(request, Date.now())) return null;
	const refusal = limitReached(request, store, Date.now());
	if (refusal || store.topics.get(request.topic)) return refusal;
	if (request.mode === "unsubscribe") return { status: 404, message: "There are no subscriptions to this topic." };
	const topic = topicOf(request.topic, store.site);
	if ("problem" in topic) return { status: 404, message: topic.problem };
	const content = await contentOf(store.env, store.site, topic);
	if (content.kind === "none") return { status: 404, message: content.reason };
	// Other requests may have arrived during the fetch.
	const late = limitReached(request, store, Date.now());
	if (late) return late;
	const etag = content.kind === "content" ? content.etag : null;
	const host = topic.kind === "selection" ? hostOf(request.callback) : null;
	store.transact(() => store.topics.add(topic.url, etag, feedsBehind(topic), Date.now() + store.delay, host));
	return null;
}

/** Stores a request, so that its callback is verified. Repeating the request before the verification has no effect. */
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

/** Activates a subscription that its callback has confirmed. */
export function addSubscription(store: HubStore, request: Request, now: number, version?: number): void {
	const topic = store.topics.get(request.topic);
	if (!topic) return;
	const since = version ?? topic.version;
	const has = store.subscriptions.put(topic.id, request, request.secret, now + request.lease * 1000, since, now);
	// The subscriber lacks the latest version: it was distributed during the verification, or its delivery failed
	// earlier.
	if (has < topic.version) store.topics.passAgain(now, topic.id);
}

/** Records the result of a verification. */
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

/** Maximum number of subscriptions per host, and per topic. */
const MAX_PER_HOST = 20_000;
const MAX_PER_TOPIC = 100_000;

/**
 * Maximum number of selections with subscribers, per host and in total. Each selection is rendered whenever one of the
 * feeds that it depends on changes.
 */
const MAX_SELECTIONS_PER_HOST = 100;
const MAX_SELECTIONS = 1000;

/** Maximum number of pending verifications, per host and in total. */
const MAX_PENDING_PER_HOST = 100;
const MAX_PENDING = 10_000;

/**
 * Number of failed verifications per hour after which a host is refused for the rest of the hour. Hosts with confirmed
 * subscriptions are not refused, because anybody can invent callbacks on the host of a popular reader. Instead, fewer
 * of their requests are accepted at once.
 */
const MAX_FAILED = 50;
const MAX_ASKED_WHILE_FAILING = 5;

/** Each subscription may be renewed once in this many milliseconds without counting towards the limits. */
const RENEWAL_INTERVAL = 24 * 3_600_000;

/** Secrets must be shorter than this number of bytes (WebSub, section 5.1). */
export const SECRET_LIMIT = 200;

/** Default duration of a subscription, in seconds. */
const DEFAULT_LEASE = 10 * 24 * 3600;
const MAX_LEASE_SECONDS = 30 * 24 * 3600;
const SHORTEST_LEASE = 3600;

/**
 * Returns the duration of a subscription in seconds. On a local site, the duration can be very short, to test expiry.
 */
export function leaseOf(requested: number | null, site: Site): number {
	if (requested === null || requested === 0) return DEFAULT_LEASE;
	return Math.min(Math.max(requested, isDevelopment(site) ? 1 : SHORTEST_LEASE), MAX_LEASE_SECONDS);
}

interface Tables {
	topics: Topics;
	subscriptions: Subscriptions;
	verifications: PendingVerifications;
	hosts: Hosts;
	quota: Quota;
}

/** Whether a request renews a subscription whose last verification was more than a day ago. */
export function isDue(request: Request, subscriptions: Subscriptions, now: number): boolean {
	const requested = request.mode === "subscribe" ? subscriptions.lastAsked(request) : null;
	return requested !== null && requested <= now - RENEWAL_INTERVAL;
}

/**
 * Returns the reason if a request would put too much load on the callback's host or on this site; null if it is
 * accepted.
 */
export function limitReached(request: Request, tables: Tables, now: number): Rejection | null {
	if (isDue(request, tables.subscriptions, now)) return null;
	// Active subscriptions can always be renewed and ended, even while strangers send requests with callbacks on the same
	// host.
	if (tables.subscriptions.has(request)) return tables.quota.refusal(request, "subscriber", now);
	const host = hostOf(request.callback);
	const { subscriptions, failed, until } = tables.hosts.of(host, now);
	const refusal = tables.quota.refusal(request, subscriptions > 0 ? "known host" : "stranger", now);
	if (refusal) return refusal;
	if (failed >= MAX_FAILED && subscriptions > 0 && tables.verifications.ofHost(host) >= MAX_ASKED_WHILE_FAILING) {
		const message = `Many requests for ${host} were not confirmed by that host, so it can only have a few pending requests. Try again in a moment.`;
		return { status: 429, message, retryAfter: 5 };
	}
	if (failed >= MAX_FAILED && subscriptions === 0) {
		const message = `Too many requests for ${host} were not confirmed by that host. Try again in an hour.`;
		return { status: 429, message, retryAfter: Math.ceil((until - now) / 1000) };
	}
	if (tables.verifications.ofHost(host) >= MAX_PENDING_PER_HOST) {
		return {
			status: 429,
			message: `${host} has not answered ${MAX_PENDING_PER_HOST} verifications yet. Try again in a moment.`,
			retryAfter: 5,
		};
	}
	if (tables.verifications.asked() >= MAX_PENDING) {
		return { status: 503, message: "Too many verifications are pending. Try again in a minute.", retryAfter: 60 };
	}
	if (request.mode === "unsubscribe") return null;
	if (subscriptions >= MAX_PER_HOST) {
		return {
			status: 429,
			message: `${host} has reached its limit of ${MAX_PER_HOST} subscriptions on this site.`,
			retryAfter: 3600,
		};
	}
	const topic = tables.topics.get(request.topic);
	if (topic && topic.subscriptions >= MAX_PER_TOPIC) {
		return {
			status: 503,
			message: `This feed has reached its limit of ${MAX_PER_TOPIC} subscriptions.`,
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
			message: `${host} has reached its limit of ${MAX_SELECTIONS_PER_HOST} selections on this site. Subscribe to one of the site's feeds instead.`,
			retryAfter: 3600,
		};
	}
	if (topics.selections() >= MAX_SELECTIONS) {
		return {
			status: 503,
			message: `This site has reached its limit of ${MAX_SELECTIONS} subscribed selections. Subscribe to one of its feeds instead.`,
			retryAfter: 3600,
		};
	}
	return null;
}

function isSelection(topic: string): boolean {
	return new URL(topic).pathname.startsWith("/select.");
}
