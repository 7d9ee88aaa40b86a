import type { Context } from "hono";
import type { App } from "./context.ts";
import { clientOf } from "./rate-limit.ts";

/** Number of requests for one feed in an hour that make a client eager: one every 72 seconds. */
const EAGER = 50;

/**
 * Number of consecutive eager hours before the client gets 429. A person who reloads a feed for a while is not
 * affected.
 */
const EAGER_HOURS = 3;

/** Minimum `Retry-After` for eager clients, in seconds. */
const MIN_RETRY_AFTER = 900;

const HOUR = 3_600_000;

/** Maximum number of clients counted. When it is exceeded, all counts are discarded. */
const MAX_CLIENTS = 5000;

/** One client's requests for one feed: the count in the current hour, and the number of eager hours before it. */
interface Polls {
	hour: number;
	count: number;
	eagerHours: number;
}

/** Counters per environment, in the memory of this isolate. */
const counters = new WeakMap<object, PollCounter>();

/**
 * Detects a client that has the current version of a feed but keeps asking for hours, ignoring `max-age`. It gets 429
 * instead of another 304, so no reader misses an article. Requests answered by Cloudflare's cache are not counted.
 * Returns the seconds for `Retry-After`, or null if the client is not eager.
 *
 * @param seconds how long readers may keep the feed
 */
export function eagerPoll(c: Context<App>, feed: string, seconds: number): number | null {
	const client = clientOf(c);
	if (client === null) return null;
	const counter = counters.get(c.env) ?? new PollCounter();
	counters.set(c.env, counter);
	const name = c.req.header("User-Agent") ?? "";
	const isEager = counter.note(`${client} ${feed} ${name.slice(0, 200)}`, Date.now());
	return isEager ? Math.max(seconds, MIN_RETRY_AFTER) : null;
}

export class PollCounter {
	readonly #polls = new Map<string, Polls>();

	/** Counts a request. Returns whether the client was eager in the previous hours and is eager in this one. */
	note(client: string, now: number): boolean {
		const hour = Math.floor(now / HOUR);
		const polls = this.#inHour(this.#polls.get(client), hour);
		polls.count++;
		if (this.#polls.size >= MAX_CLIENTS && !this.#polls.has(client)) this.#polls.clear();
		this.#polls.set(client, polls);
		return polls.eagerHours >= EAGER_HOURS;
	}

	#inHour(polls: Polls | undefined, hour: number): Polls {
		if (polls?.hour === hour) return polls;
		const isNext = polls?.hour === hour - 1;
		const wasEager = isNext && polls.count >= EAGER;
		return { hour, count: 0, eagerHours: wasEager ? polls.eagerHours + 1 : 0 };
	}
}
