import { clientOf } from "./request-rate.ts";

/** Requests of one client for one feed in an hour: one every 72 seconds. */
const EAGER = 50;

/** Such hours in a row before the client gets 429: somebody who reloads a feed for a while does not. */
const EAGER_HOURS = 3;

/** The shortest time after which such a client may come back, in seconds. */
const MIN_RETRY_AFTER = 900;

const HOUR = 3_600_000;

/** More clients than this are forgotten, all at once. */
const MAX_CLIENTS = 5000;

/** Requests of one client for one feed: in the current hour, and for how many hours before it was eager. */
interface Polls {
	hour: number;
	count: number;
	eagerHours: number;
}

/** Counts per isolate, in memory only, per environment. */
const counters = new WeakMap<object, PollCounter>();

/**
 * Whether a client that has the current version of a feed asks for it again and again, all day, whatever `max-age` says.
 * It gets 429 instead of another 304, so no reader misses an article. Only what Cloudflare's cache does not answer gets
 * here. Returns seconds for `Retry-After`, or null.
 *
 * @param seconds for which readers may keep the feed
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

	/** Counts a request. Returns whether its client has asked too often for hours, and does so in this one. */
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
