import type { Context, MiddlewareHandler } from "hono";
import { log } from "../log.ts";
import { isLoopback } from "../settings.ts";
import type { App } from "./context.ts";
import { errorResponse } from "./errors.ts";

/** So often in a minute a client gets something without anybody being asked: a reader asks twice at most (HEAD, then GET). */
const UNASKED = 3;

/** After so long the count begins again, in seconds: the longest period that the binding knows. */
export const RETRY_AFTER = 60;

const FEED = /\.(?:rss|atom|json)$/;

/** What this isolate has seen, for each environment, which lives as long as it does. */
const frequencies = new WeakMap<object, RateCounter>();

/**
 * 429 for a client that asks for one feed again and again (RFC 6585, section 4). Who asks for thousands of feeds is as
 * welcome as many who ask from one address. Ordinary readers wait for nothing.
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
		"This feed was asked for too often. Ask for it again in a minute; once in five minutes is enough.",
	);
};

/** `refuseMade` as the first handler of a route. */
export const limitMade: MiddlewareHandler<App> = async (c, next) => (await refuseMade(c)) ?? next();

/**
 * 429 for a client that asks too often for what the Publisher makes on demand: selections, archives, lists, the nearest
 * names. All of them share one budget, since each address is another one and none is stored. Null if it is within it.
 */
export async function refuseMade(c: Context<App>): Promise<Response | null> {
	const client = readerOf(c);
	if (client === null || !(await isTooOften(c, "CLIENT_LIMIT", `${client} made`))) return null;
	return tooOften(c, "Too many selections, archives and lists were asked for from here. Ask again in a minute.");
}

/** Whether a client asks the hub too often to have something changed for it. */
export async function asksHubTooOften(c: Context<App>): Promise<boolean> {
	const client = clientOf(c);
	return client !== null && (await isTooOften(c, "CLIENT_LIMIT", `${client} ${new URL(c.req.url).host} hub`));
}

/**
 * Whom a limit counts: the address that a request comes from; of IPv6 the network, of which whoever has one address has
 * all (RFC 6177). Null if it comes from this very machine.
 */
export function clientOf(c: Context<App>): string | null {
	const address = c.req.header("CF-Connecting-IP");
	if (address === undefined || isLoopback(address.includes(":") ? `[${address}]` : address)) return null;
	if (!address.includes(":") || address.includes(".")) return address;
	// `2001:db8::1` has its zeros within the first four groups, or after them.
	const [head = "", tail] = address.split("::");
	const groups = head === "" ? [] : head.split(":");
	const after = tail ? tail.split(":") : [];
	const zeros =
		tail === undefined ? [] : Array.from({ length: Math.max(0, 8 - groups.length - after.length) }, () => "0");
	return `${[...groups, ...zeros, ...after].slice(0, 4).join(":")}::/64`;
}

/** Who reads: below `/private/` the token in the address says it, elsewhere the address that the request comes from. */
function readerOf(c: Context<App>): string | null {
	const client = clientOf(c);
	if (client === null) return null;
	const { host } = new URL(c.req.url);
	const [, isPrivate, token] = c.req.path.split("/", 3);
	return isPrivate === "private" ? `${host} ${token}` : `${client} ${host}`;
}

function tooOften(c: Context<App>, message: string): Response {
	const response = errorResponse(c, 429, message);
	response.headers.set("Retry-After", String(RETRY_AFTER));
	return response;
}

/** @param kind of request, with whoever it counts for */
async function isTooOften(c: Context<App>, limit: "FEED_LIMIT" | "CLIENT_LIMIT", kind: string): Promise<boolean> {
	const counter = frequencies.get(c.env) ?? new RateCounter();
	frequencies.set(c.env, counter);
	const binding = c.env[limit];
	if (counter.note(kind, Date.now()) <= UNASKED || !binding) return false;
	// It counts in the memory of the machine. Should it fail, everybody gets what they ask for.
	const { success } = await binding.limit({ key: kind }).catch(() => ({ success: true }));
	if (!success && counter.refuse(kind)) {
		log("rate limit", { path: c.req.path.replace(/^\/private\/.*/s, "/private/…") });
	}
	return !success;
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
