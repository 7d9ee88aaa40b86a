import type { Context, MiddlewareHandler } from "hono";
import { budgetOf } from "../budget.ts";
import { log } from "../log.ts";
import { DAY, dayOf } from "../publisher/timing.ts";
import { isLoopback } from "../settings.ts";
import type { App } from "./context.ts";
import { errorResponse } from "./errors.ts";
import { tallyOf } from "./tally.ts";

/** Number of requests per client and minute that skip the rate limiter. A reader makes at most two (HEAD, then GET). */
const UNASKED = 3;

/** The rate limiter's window in seconds, the longest that the binding supports. */
export const RETRY_AFTER = 60;

const FEED = /\.(?:rss|atom|json)$/;

/** Request counts per environment, in the memory of this isolate. */
const frequencies = new WeakMap<object, RateCounter>();

/**
 * Returns 429 to clients that request one feed again and again (RFC 6585, section 4). Clients may request thousands of
 * different feeds, and many readers may share one address. Requests below the limit do not wait for the rate limiter.
 */
export const limitRate: MiddlewareHandler<App> = async (c, next) => {
	const { path, method } = c.req;
	const isFeed = FEED.test(path) && !path.startsWith("/api/") && (method === "GET" || method === "HEAD");
	const client = isFeed ? readerOf(c) : null;
	const { search } = new URL(c.req.url);
	const feed = /\/select[./]/.test(path) ? path + search : path;
	if (client === null || !(await isTooOften(c, "FEED_LIMIT", `${client}${feed}`))) return next();
	return tooOften(
		c,
		"You requested this feed too often. Try again in a minute, and poll no more often than its Cache-Control header says.",
	);
};

/** `refuseMade` as a middleware. */
export const limitMade: MiddlewareHandler<App> = async (c, next) => (await refuseMade(c)) ?? next();

/**
 * Returns 429 to clients that request too many pages that the Publisher makes on demand: selections, archives, lists,
 * suggestions. All of them count together, because each has its own address and none is stored. Returns null below the
 * limit.
 */
export async function refuseMade(c: Context<App>): Promise<Response | null> {
	const client = readerOf(c);
	if (client === null) return null;
	const [tally, now] = [tallyOf(c.env), Date.now()];
	const { isLimit, madeRequests } = budgetOf(c.env);
	if (isLimit && tally.requests(dayOf(now)).made >= madeRequests) return usedUp(c, now);
	if (!(await isTooOften(c, "CLIENT_LIMIT", `${client} made`))) {
		tally.count("made", dayOf(now));
		return null;
	}
	return tooOften(c, "Your address requested too many selections, archives and lists. Try again in a minute.");
}

/** Whether a client makes too many subscription requests. */
export async function asksHubTooOften(c: Context<App>): Promise<boolean> {
	const client = clientOf(c);
	return client !== null && (await isTooOften(c, "CLIENT_LIMIT", `${client} ${new URL(c.req.url).host} hub`));
}

/**
 * The client to count for: its IPv4 address or its IPv6 network, because a client with one IPv6 address controls the
 * whole network (RFC 6177). Null for requests from the same machine.
 */
export function clientOf(c: Context<App>): string | null {
	const address = c.req.header("CF-Connecting-IP");
	if (address === undefined || isLoopback(address.includes(":") ? `[${address}]` : address)) return null;
	if (!address.includes(":") || address.includes(".")) return address;
	// In `2001:db8::1`, the omitted zeros are in the first four groups or after them.
	const [head = "", tail] = address.split("::");
	const groups = head === "" ? [] : head.split(":");
	const after = tail ? tail.split(":") : [];
	const zeros =
		tail === undefined ? [] : Array.from({ length: Math.max(0, 8 - groups.length - after.length) }, () => "0");
	return `${[...groups, ...zeros, ...after].slice(0, 4).join(":")}::/64`;
}

/** The reader to count for: the token below `/private/`, otherwise the client. */
function readerOf(c: Context<App>): string | null {
	const client = clientOf(c);
	if (client === null) return null;
	const { host } = new URL(c.req.url);
	const [, isPrivate, token] = c.req.path.split("/", 3);
	return isPrivate === "private" ? `${host} ${token}` : `${client} ${host}`;
}

/**
 * Returns 503 until midnight UTC. The remaining Durable Object requests of the day are reserved for publishing,
 * webhooks and the hub.
 */
function usedUp(c: Context<App>, now: number): Response {
	const message =
		"This site has reached its daily limit for searches, archives and lists. They are available again at 00:00 UTC. Feeds and articles still work.";
	const response = errorResponse(c, 503, message);
	response.headers.set("Retry-After", String(Math.ceil((DAY - (now % DAY)) / 1000)));
	return response;
}

/** Returns 429 to a client that has the current version of a feed and keeps asking. */
export function refuseEager(c: Context<App>, seconds: number): Response {
	const often = `Poll every ${Math.round(seconds / 60)} minutes.`;
	return tooOften(
		c,
		`You already have the current version, but have been polling every minute for hours. ${often}`,
		seconds,
	);
}

function tooOften(c: Context<App>, message: string, retryAfter = RETRY_AFTER): Response {
	const response = errorResponse(c, 429, message);
	response.headers.set("Retry-After", String(retryAfter));
	return response;
}

/** @param kind identifies the type of request and the client */
async function isTooOften(c: Context<App>, limit: "FEED_LIMIT" | "CLIENT_LIMIT", kind: string): Promise<boolean> {
	const counter = frequencies.get(c.env) ?? new RateCounter();
	frequencies.set(c.env, counter);
	const binding = c.env[limit];
	if (counter.note(kind, Date.now()) <= UNASKED || !binding) return false;
	// If the rate limiter fails, the request is allowed.
	const { success } = await binding.limit({ key: kind }).catch(() => ({ success: true }));
	if (!success && counter.refuse(kind)) {
		log("rate limit", { path: c.req.path.replace(/^\/private\/.*/s, "/private/…") });
	}
	return !success;
}

/** In milliseconds. */
const MINUTE = 60_000;

/** Maximum number of keys, and of characters in all keys. Beyond that, counting starts again. */
const MAX_ENTRIES = 10_000;
const MAX_CHARACTERS = 2_000_000;

/** Counts requests per key and minute, in the memory of this isolate. */
export class RateCounter {
	#since = 0;
	#characters = 0;
	readonly #counts = new Map<string, number>();
	readonly #refused = new Set<string>();

	/** Counts a request. Returns the number of requests of this kind in the current minute, including this one. */
	note(kind: string, now: number): number {
		const isFull = this.#counts.size >= MAX_ENTRIES || this.#characters >= MAX_CHARACTERS;
		if (now < this.#since || now >= this.#since + MINUTE || isFull) {
			this.#since = now;
			this.#characters = 0;
			this.#counts.clear();
			this.#refused.clear();
		}
		const count = (this.#counts.get(kind) ?? 0) + 1;
		if (count === 1) this.#characters += kind.length;
		this.#counts.set(kind, count);
		return count;
	}

	/** Records a refusal. Returns whether it is the first of its kind in the current minute. */
	refuse(kind: string): boolean {
		const isFirst = !this.#refused.has(kind);
		this.#refused.add(kind);
		return isFirst;
	}
}
