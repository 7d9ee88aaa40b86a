import type { Site } from "../settings.ts";
import { isDevelopment } from "./callback.ts";
import type { Hosts } from "./hosts.ts";
import type { Intents } from "./intents.ts";
import { hostOf, type Refusal, type Request } from "./request.ts";
import type { Subscriptions } from "./subscriptions.ts";
import type { Topics } from "./topic-table.ts";

/** Subscriptions of one host, and of one topic. */
const MOST_OF_A_HOST = 20_000;
const MOST_OF_A_TOPIC = 100_000;

/** Selections that somebody subscribes to, brought by one host, and in all: each is made at every change of its feeds. */
const MOST_SELECTIONS_OF_A_HOST = 100;
const MOST_SELECTIONS = 1000;

/** Verifications under way at once, of one host and of all. */
const MOST_ASKED = 100;
const MOST_ASKED_AT_ALL = 10_000;

/** A host where so many verifications failed within an hour is asked nothing more for the rest of it. */
const MOST_FAILED = 50;

/** In bytes; the secret has to be shorter (WebSub, section 5.1). */
export const SECRET_LIMIT = 200;

/** In seconds. */
const DEFAULT_LEASE = 10 * 24 * 3600;
const LONGEST_LEASE = 30 * 24 * 3600;
const SHORTEST_LEASE = 3600;

/** Seconds that a subscription lasts. On one's own machine it may be very short, so that its end can be watched. */
export function leaseOf(asked: number | null, site: Site): number {
	if (asked === null || asked === 0) return DEFAULT_LEASE;
	return Math.min(Math.max(asked, isDevelopment(site) ? 1 : SHORTEST_LEASE), LONGEST_LEASE);
}

interface Tables {
	topics: Topics;
	subscriptions: Subscriptions;
	intents: Intents;
	hosts: Hosts;
}

/** Why a request cannot be taken up: it would cost its callback's host, or this site, too much. Null if it can. */
export function limitReached(request: Request, tables: Tables, now: number): Refusal | null {
	// What is in force can be renewed and ended whatever strangers ask for in the name of its host.
	if (tables.subscriptions.has(request)) return null;
	const host = hostOf(request.callback);
	const { subscriptions, failed, until } = tables.hosts.of(host, now);
	if (failed >= MOST_FAILED) {
		const message = `Too many requests for ${host} were not confirmed there. Ask again when the hour is over.`;
		return { status: 429, message, retryAfter: Math.ceil((until - now) / 1000) };
	}
	if (tables.intents.ofHost(host) >= MOST_ASKED) {
		return {
			status: 429,
			message: `${host} has not answered ${MOST_ASKED} verifications yet. Ask again in a moment.`,
			retryAfter: 5,
		};
	}
	if (tables.intents.asked() >= MOST_ASKED_AT_ALL) {
		return { status: 503, message: "Too many verifications are under way. Ask again in a minute.", retryAfter: 60 };
	}
	if (request.mode === "unsubscribe") return null;
	if (subscriptions >= MOST_OF_A_HOST) {
		return {
			status: 429,
			message: `${host} has ${MOST_OF_A_HOST} subscriptions here, which is as many as it may have.`,
			retryAfter: 3600,
		};
	}
	const topic = tables.topics.get(request.topic);
	if (topic && topic.subscriptions >= MOST_OF_A_TOPIC) {
		return {
			status: 503,
			message: `This feed has ${MOST_OF_A_TOPIC} subscriptions, which is as many as it may have.`,
			retryAfter: 3600,
		};
	}
	const isNew = !topic || topic.subscriptions === 0;
	return isNew && isSelection(request.topic) ? selectionsReached(host, tables.topics) : null;
}

function selectionsReached(host: string, topics: Topics): Refusal | null {
	if (topics.selections(host) >= MOST_SELECTIONS_OF_A_HOST) {
		return {
			status: 429,
			message: `${host} was the first to subscribe to ${MOST_SELECTIONS_OF_A_HOST} selections here, which is as many as it may bring. Subscribe to a feed of this site instead.`,
			retryAfter: 3600,
		};
	}
	if (topics.selections() >= MOST_SELECTIONS) {
		return {
			status: 503,
			message: `Somebody subscribes to ${MOST_SELECTIONS} selections here, which is as many as there may be. Subscribe to a feed of this site instead.`,
			retryAfter: 3600,
		};
	}
	return null;
}

function isSelection(topic: string): boolean {
	return new URL(topic).pathname.startsWith("/select.");
}
