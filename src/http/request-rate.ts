import { log } from "../log.ts";
import { isLoopback } from "../loopback.ts";

/** Number of requests per client per minute that skip the rate limiter. Readers send at most two (HEAD, then GET). */
const UNASKED = 3;

const FEED = /\.(?:rss|atom|json)$/;

/** Request counts per environment, in the memory of this isolate. */
const frequencies = new WeakMap<object, RateCounter>();

/**
 * Whether a client requests the same feed too often.
 *
 * @param path the request's path
 */
export async function asksFeedTooOften(request: Request, path: string, env: Cloudflare.Env): Promise<boolean> {
	const isRead = request.method === "GET" || request.method === "HEAD";
	if (!isRead || !FEED.test(path) || path.startsWith("/api/")) return false;
	const client = readerOf(request, path);
	if (client === null) return false;
	const feed = /\/select[./]/.test(path) ? path + new URL(request.url).search : path;
	return isTooOften(env, "FEED_LIMIT", client + feed, path);
}

/** Returns the kind under which `isTooOften` counts a request for a stored feed. */
export function feedKind(client: string, host: string, path: string): string {
	return `${client} ${host}${path}`;
}

/**
 * Identifies the client whose requests are counted, by its IPv4 address or its IPv6 network: a client with an IPv6
 * address usually controls the whole network (RFC 6177). Returns null for requests from the same machine.
 */
export function clientOf(headers: Headers): string | null {
	const address = headers.get("CF-Connecting-IP");
	if (address === null || isLoopback(address.includes(":") ? `[${address}]` : address)) return null;
	if (!address.includes(":") || address.includes(".")) return address;
	// The zeros that an address such as `2001:db8::1` omits may belong to the first four groups.
	const [head = "", tail] = address.split("::");
	const groups = head === "" ? [] : head.split(":");
	const after = tail ? tail.split(":") : [];
	const zeros =
		tail === undefined ? [] : Array.from({ length: Math.max(0, 8 - groups.length - after.length) }, () => "0");
	return `${[...groups, ...zeros, ...after].slice(0, 4).join(":")}::/64`;
}

/**
 * Identifies the reader whose requests are counted: by the token in paths below `/private/`, otherwise by the client.
 */
export function readerOf({ url, headers }: Request, path: string): string | null {
	const client = clientOf(headers);
	if (client === null) return null;
	const { host } = new URL(url);
	const [, isPrivate, token] = path.split("/", 3);
	return isPrivate === "private" ? `${host} ${token}` : `${client} ${host}`;
}

/**
 * Counts a request. Returns whether there have been too many requests of this kind, as a promise only if the rate
 * limiter has to be called.
 *
 * @param kind identifies the type of request and the client
 * @param path the request's path, for the log
 */
export function isTooOften(
	env: Cloudflare.Env,
	limit: "FEED_LIMIT" | "CLIENT_LIMIT",
	kind: string,
	path: string,
): boolean | Promise<boolean> {
	const counter = frequencies.get(env) ?? new RateCounter();
	frequencies.set(env, counter);
	const binding = env[limit];
	if (counter.note(kind, Date.now()) <= UNASKED || !binding) return false;
	return isOverLimit(binding, counter, kind, path);
}

async function isOverLimit(binding: RateLimit, counter: RateCounter, kind: string, path: string): Promise<boolean> {
	// If the rate limiter fails, the request is allowed.
	const { success } = await binding.limit({ key: kind }).catch(() => ({ success: true }));
	if (!success && counter.refuse(kind)) log("rate limit", { path: path.replace(/^\/private\/.*/s, "/private/…") });
	return !success;
}

/** One minute in milliseconds. */
const MINUTE = 60_000;

/** Maximum number of keys, and of characters in all keys together. Beyond either limit, all counts are reset. */
const MAX_ENTRIES = 10_000;
const MAX_CHARACTERS = 2_000_000;

/** Counts requests per key per minute, in the memory of this isolate. */
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

	/** Records a refusal, and returns whether it is the first of this kind in the current minute. */
	refuse(kind: string): boolean {
		const isFirst = !this.#refused.has(kind);
		this.#refused.add(kind);
		return isFirst;
	}
}
