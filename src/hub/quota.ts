import { hostOf, type Rejection, type Request } from "./http-client.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * Maximum number of requests per day (UTC) from strangers, from hosts with a confirmed subscription, and for active
 * subscriptions. When strangers have used up their share, the other two kinds of requests are still accepted. Each
 * request writes about twenty rows. The rest of the free plan's 100,000 row writes per day is reserved for publishing
 * and deliveries.
 */
export const MAX_OF_STRANGERS = 1500;
export const MAX_OF_KNOWN_HOSTS = 2000;
export const MAX_OF_SUBSCRIBERS = 2500;

/**
 * Limits per callback host: the number of requests allowed at once, and the milliseconds until one more request is
 * allowed.
 */
export const HOST_BURST = 300;
const HOST_REFILL_MS = 2000;

/**
 * Maximum number of unconfirmed requests per client per hour. Beyond that, the client's requests are refused, but not
 * other clients' requests for the same callback host.
 */
const MAX_UNCONFIRMED = 20;

/** Maximum number of entries in each map (of hosts, clients and pending requests). A full map is cleared. */
const MAX_REMEMBERED = 10_000;

/**
 * Limits subscription requests per day, per host and per client. Counts per host and per client are kept only in
 * memory, so that clients' IP addresses are never stored. Requests from the same machine (`client` is null) are not
 * limited.
 */
export class Quota {
	readonly #sql: SqlStorage;
	/** For each host, the time at which its budget is full again. */
	readonly #hosts = new Map<string, number>();
	readonly #clients = new Map<string, { unconfirmed: number; until: number }>();
	/** The client that requested each pending verification, by the verification's id. */
	readonly #askers = new Map<number, string>();

	constructor(sql: SqlStorage) {
		this.#sql = sql;
	}

	/**
	 * Returns why a request is refused; null if it is accepted.
	 *
	 * @param caller an active subscriber, a host with confirmed subscriptions, or a stranger
	 */
	refusal({ client, callback }: Request, caller: CallerKind, now: number): Rejection | null {
		if (client === null) return null;
		const max = { subscriber: MAX_OF_SUBSCRIBERS, "known host": MAX_OF_KNOWN_HOSTS, stranger: MAX_OF_STRANGERS }[
			caller
		];
		if (this.#usedOn(now) >= max) {
			const message = "This hub has reached its daily limit for requests. Try again after midnight UTC.";
			return { status: 503, message, retryAfter: Math.ceil((DAY - (now % DAY)) / 1000) };
		}
		const known = this.#clients.get(client);
		if (caller !== "subscriber" && known && known.until > now && known.unconfirmed >= MAX_UNCONFIRMED) {
			const message = `${MAX_UNCONFIRMED} of your requests were not confirmed by their callbacks. Try again in an hour.`;
			return { status: 429, message, retryAfter: Math.ceil((known.until - now) / 1000) };
		}
		const full = this.#hosts.get(hostOf(callback)) ?? 0;
		if (full - now > (HOST_BURST - 1) * HOST_REFILL_MS) {
			const message = `Too many requests for callbacks at ${hostOf(callback)}. Try again in a moment.`;
			return { status: 429, message, retryAfter: HOST_REFILL_MS / 1000 };
		}
		return null;
	}

	/** Counts an accepted request. */
	note({ client, callback }: Request, now: number): void {
		if (client === null) return;
		const host = hostOf(callback);
		makeRoom(this.#hosts).set(host, Math.max(this.#hosts.get(host) ?? 0, now) + HOST_REFILL_MS);
		const day = dayOf(now);
		this.#sql.exec("DELETE FROM request_day WHERE day <> ?", day);
		this.#sql.exec(
			"INSERT INTO request_day (day, requests) VALUES (?, 1) ON CONFLICT (day) DO UPDATE SET requests = requests + 1",
			day,
		);
	}

	/** Remembers which client requested a verification, until the result of the verification is known. */
	asked(intent: number, client: string | null): void {
		if (client !== null) makeRoom(this.#askers).set(intent, client);
	}

	/** Records that a verification is complete. */
	concluded(intent: number, isConfirmed: boolean, now: number): void {
		const client = this.#askers.get(intent);
		this.#askers.delete(intent);
		if (client !== undefined && !isConfirmed) this.unconfirmed(client, now);
	}

	/** Counts a client's unconfirmed request. */
	unconfirmed(client: string, now: number): void {
		const known = this.#clients.get(client);
		if (known && known.until > now) known.unconfirmed++;
		else makeRoom(this.#clients).set(client, { unconfirmed: 1, until: now + HOUR });
	}

	#usedOn(now: number): number {
		const rows = this.#sql.exec<{ requests: number }>("SELECT requests FROM request_day WHERE day = ?", dayOf(now));
		return rows.toArray()[0]?.requests ?? 0;
	}
}

type CallerKind = "subscriber" | "known host" | "stranger";

function makeRoom<Key, Value>(map: Map<Key, Value>): Map<Key, Value> {
	if (map.size >= MAX_REMEMBERED) map.clear();
	return map;
}

function dayOf(time: number): string {
	return new Date(time).toISOString().slice(0, 10);
}
