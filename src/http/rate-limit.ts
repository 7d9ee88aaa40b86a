import type { Context, MiddlewareHandler } from "hono";
import { log } from "../log.ts";
import { isLoopback } from "../settings.ts";
import type { App } from "./context.ts";
import { errorResponse } from "./errors.ts";

/** So often in a minute a client gets a feed without anybody being asked: a reader asks twice at most (HEAD, then GET). */
const UNASKED = 3;

/** After so long the count begins again, in seconds: the longest period that the binding knows. */
const RETRY_AFTER = 60;

const FEED = /\.(?:rss|atom|json)$/;

/** What this isolate has seen, for each environment, which lives as long as it does. */
const frequencies = new WeakMap<object, RateCounter>();

/**
 * 429 for a client that asks for one feed again and again (RFC 6585, section 4). Who asks for thousands of feeds is as
 * welcome as many who ask from one address. Ordinary readers wait for nothing.
 */
export const limitRate: MiddlewareHandler<App> = async (c, next) => {
	const kind = kindOf(c);
	if (kind === null || !(await isTooOften(c, kind))) return next();
	const message = "This feed was asked for too often. Ask for it again in a minute; once in five minutes is enough.";
	const response = errorResponse(c, 429, message);
	response.headers.set("Retry-After", String(RETRY_AFTER));
	return response;
};

async function isTooOften(c: Context<App>, kind: string): Promise<boolean> {
	const frequency = frequencies.get(c.env) ?? new RateCounter();
	frequencies.set(c.env, frequency);
	if (frequency.note(kind, Date.now()) <= UNASKED || !c.env.FEED_LIMIT) return false;
	// It counts in the memory of the machine. Should it fail, everybody gets the feed.
	const { success } = await c.env.FEED_LIMIT.limit({ key: kind }).catch(() => ({ success: true }));
	if (!success && frequency.refuse(kind)) {
		log("rate limit", { path: c.req.path.replace(/^\/private\/.*/s, "/private/…") });
	}
	return !success;
}

/**
 * Which feed is asked for by whom; null if it is none, or the client is on this very machine. Of private feeds the token in
 * the address says who, of all others the address that the request comes from. Of selections the query says which.
 */
function kindOf(c: Context<App>): string | null {
	const { path, method } = c.req;
	if (!FEED.test(path) || path.startsWith("/api/") || (method !== "GET" && method !== "HEAD")) return null;
	const client = c.req.header("CF-Connecting-IP");
	if (client === undefined || isLoopback(client.includes(":") ? `[${client}]` : client)) return null;
	const { host, search } = new URL(c.req.url);
	const feed = /\/select[./]/.test(path) ? path + search : path;
	return path.startsWith("/private/") ? host + feed : `${client} ${host}${feed}`;
}

/** In milliseconds. */
const MINUTE = 60_000;

/** Kinds of requests that are told apart in a minute, and the characters of all their names; with more the minute is over. */
const MAX_ENTRIES = 10_000;
const MAX_CHARACTERS = 2_000_000;

/** How often each kind of request has come within a minute, as far as one isolate sees it: in its memory alone. */
export class RateCounter {
	#since = 0;
	#characters = 0;
	readonly #counts = new Map<string, number>();
	readonly #refused = new Set<string>();

	/** Notes a request. Gives how many of its kind have come in this minute, itself included. */
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

	/** Notes that one was refused. Gives whether it is the first of its kind in this minute. */
	refuse(kind: string): boolean {
		const isFirst = !this.#refused.has(kind);
		this.#refused.add(kind);
		return isFirst;
	}
}
