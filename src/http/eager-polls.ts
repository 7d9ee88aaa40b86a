import { clientOf } from "./request-rate.ts";

/** A client is eager if it requests the same feed this many times in an hour, which is once every 72 seconds. */
const EAGER = 50;

/**
 * For how many consecutive hours a client must be eager before it gets 429. This spares people who reload a feed for a
 * while.
 */
const EAGER_HOURS = 3;

/** Minimum `Retry-After` for eager clients, in seconds. */
const MIN_RETRY_AFTER = 900;

const HOUR = 3_600_000;

/** Maximum number of counters. When one more would be needed, all counters are discarded. */
const MAX_CLIENTS = 5000;

/**
 * One client's requests for one feed: how many there were in the current hour, and for how many consecutive hours
 * before it the client was eager.
 */
interface Polls {
	hour: number;
	count: number;
	eagerHours: number;
}

/** Counters per environment, in the memory of this isolate. */
const counters = new WeakMap<object, PollCounter>();

/**
 * Detects clients that have the current version of a feed, but keep polling for hours and ignore `max-age`. They get
 * 429 instead of another 304, so no reader misses an article. Does not count requests that Cloudflare's cache answers.
 * Returns the seconds for `Retry-After`, or null if the client is not eager.
 *
 * @param seconds how long readers may cache the feed
 */
export function eagerPoll({ headers }: Request, env: Cloudflare.Env, feed: string, seconds: number): number | null {
	const client = clientOf(headers);
	if (client === null) return null;
	const counter = counters.get(env) ?? new PollCounter();
	counters.set(env, counter);
	const name = headers.get("User-Agent") ?? "";
	const isEager = counter.note(`${client} ${feed} ${name.slice(0, 200)}`, Date.now());
	return isEager ? Math.max(seconds, MIN_RETRY_AFTER) : null;
}

export class PollCounter {
	readonly #polls = new Map<string, Polls>();

	/** Counts a request. Returns whether the client was eager in enough consecutive hours before the current hour. */
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
