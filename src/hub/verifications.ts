import { randomBytes } from "node:crypto";
import { hostOf, type Request } from "./http-client.ts";
import { CHUNK } from "./message.ts";
import { LOCK, VERIFY_RETRY_DELAYS_MS } from "./timing.ts";

/** A verification or denial to send to a WebSub subscriber. */
export type Verification = {
	id: number;
	/** `denied` notifies the subscriber that a subscription was refused or has ended. */
	mode: Request["mode"] | "denied";
	/** The feed's self link. */
	topic: string;
	callback: string;
	/** The challenge that the callback must repeat. */
	challenge: string;
	/** Duration of the subscription in seconds. */
	lease: number;
	/** Why the subscription was denied; null for a verification. */
	reason: string | null;
};

/** A verification, with the details of the resulting subscription. */
export type PendingVerification = Verification & { secret: string | null; version: number; tries: number };

/**
 * The result of a verification. `unreachable` is retried soon; `untried` means that there was no time left to attempt
 * it.
 */
export type Verdict = "verified" | "refused" | "unreachable" | "untried";

/** How long to wait for a queue message to arrive before a replacement is sent, in milliseconds. */
const TRUST = 20_000;

/** Maximum possible wait, in milliseconds. Longer waits were stored before the clock was set back. */
const MAX_WAIT_LENGTH = Math.max(TRUST, LOCK, ...VERIFY_RETRY_DELAYS_MS);

/** Maximum number of messages in the queue at once. */
const MAX_QUEUED = 500;

const SHOWN = "id, mode, topic, callback, challenge, lease, reason";

/**
 * The pending verifications: for each subscription, the newest verification, and possibly an older one that is in
 * progress.
 */
export class PendingVerifications {
	readonly #sql: SqlStorage;
	/** Number of messages that have been sent but, as far as we know, have not arrived yet. */
	#coming = 0;

	constructor(sql: SqlStorage) {
		this.#sql = sql;
	}

	/**
	 * Whether an identical request is pending whose callback has not been called yet. If so, a single call verifies both
	 * requests.
	 */
	isPending({ mode, topic, callback, secret, lease }: Request, now: number): boolean {
		return (
			this.#sql
				.exec(
					`SELECT 1 FROM intent WHERE host = ? AND callback = ? AND topic = ? AND mode = ? AND secret IS ? AND lease = ?
					AND tries = 0 AND locked_until <= ? LIMIT 1`,
					...[hostOf(callback), callback, topic, mode, secret, lease, now],
				)
				.toArray().length > 0
		);
	}

	/**
	 * @param version the topic's version at the time of the request; later versions are delivered to the subscriber
	 * @returns the id of the verification
	 */
	add({ mode, topic, callback, secret, lease }: Request, version: number, now: number): number {
		const host = hostOf(callback);
		this.#sql.exec(
			"DELETE FROM intent WHERE host = ? AND callback = ? AND topic = ? AND locked_until <= ?",
			...[host, callback, topic, now],
		);
		const challenge = randomBytes(32).toString("base64url");
		const rows = this.#sql.exec<{ id: number }>(
			`INSERT INTO intent (mode, topic, callback, host, secret, lease, challenge, version)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
			...[mode, topic, callback, host, secret, lease, challenge, version],
		);
		return rows.one().id;
	}

	/**
	 * Queues denials for subscribers, unless they have already sent a new request. rssCloud does not support denials.
	 */
	deny(topic: string, subscriptions: readonly number[], reason: string): void {
		this.#sql.exec(
			`INSERT INTO intent (mode, topic, callback, host, lease, challenge, reason, version)
			SELECT 'denied', ?1, callback, host, 0, '', ?2, 0 FROM subscription s
			WHERE protocol = 'websub' AND id IN (SELECT value FROM json_each(?3))
			AND NOT EXISTS (SELECT 1 FROM intent i WHERE i.host = s.host AND i.callback = s.callback AND i.topic = ?1)`,
			...[topic, reason, JSON.stringify(subscriptions)],
		);
	}

	/**
	 * Turns pending subscriptions to a topic into denials. Drops pending unsubscriptions, because the subscriptions
	 * have ended anyway.
	 */
	denyAll(topic: string, reason: string): void {
		this.#sql.exec(
			`INSERT INTO intent (mode, topic, callback, host, lease, challenge, reason, version)
			SELECT DISTINCT 'denied', topic, callback, host, 0, '', ?, 0 FROM intent WHERE topic = ? AND mode = 'subscribe'`,
			...[reason, topic],
		);
		this.#sql.exec("DELETE FROM intent WHERE topic = ? AND mode <> 'denied'", topic);
	}

	/** Counts the pending verifications of a host. */
	ofHost(host: string): number {
		return this.#sql.exec<{ count: number }>("SELECT count(*) AS count FROM intent WHERE host = ?", host).one().count;
	}

	/** Counts the pending verifications, without denials. */
	asked(): number {
		return this.#sql.exec<{ count: number }>("SELECT count(*) AS count FROM intent WHERE mode <> 'denied'").one().count;
	}

	get(id: number): PendingVerification | undefined {
		return this.#sql
			.exec<PendingVerification>(`SELECT ${SHOWN}, secret, version, tries FROM intent WHERE id = ?`, id)
			.toArray()[0];
	}

	remove(id: number): void {
		this.#sql.exec("DELETE FROM intent WHERE id = ?", id);
	}

	/** Deletes older verifications of the same subscription. Only the result of the newest verification counts. */
	overrule({ id, topic, callback }: Pick<Verification, "id" | "topic" | "callback">): void {
		this.#sql.exec(
			"DELETE FROM intent WHERE host = ? AND callback = ? AND topic = ? AND id < ?",
			...[hostOf(callback), callback, topic, id],
		);
	}

	/**
	 * Sends enough messages for all waiting verifications, `CHUNK` per message and up to `MAX_QUEUED` in total.
	 * Messages that are already in the queue are not sent again, unless one of them is overdue, in which case all of
	 * them are sent again. Deletes verifications that have used up their tries.
	 *
	 * @param send throws if the messages are not accepted
	 */
	async bringOn(send: (messages: number) => Promise<void>, now: number): Promise<void> {
		this.#sql.exec("DELETE FROM intent WHERE queued_until <= ? AND tries > ?", now, VERIFY_RETRY_DELAYS_MS.length);
		const { waiting, due, late } = this.#sql
			.exec<{ waiting: number; due: number; late: number }>(
				`SELECT total(locked_until <= ?1) AS waiting, total(queued_until <= ?1) AS due,
				total(queued_until <= ?1 AND queued_until > 0) AS late FROM intent`,
				now,
			)
			.one();
		if (due === 0) return;
		if (late > 0) this.#coming = 0;
		const lacking = Math.max(0, Math.min(Math.ceil(waiting / CHUNK), MAX_QUEUED) - this.#coming);
		this.#coming += lacking;
		await send(lacking);
		this.#sql.exec(
			"UPDATE intent SET queued_until = ?2 WHERE queued_until <= ?1 OR (?3 > 0 AND locked_until <= ?1)",
			...[now, now + TRUST, late],
		);
	}

	/**
	 * Shortens waits that are too long because the clock was set back, and also the locks of the affected
	 * verifications. Call this before `next`.
	 */
	endImpossibleWaits(now: number): void {
		this.#sql.exec(
			"UPDATE intent SET queued_until = ?1, locked_until = min(locked_until, ?1) WHERE queued_until > ?2",
			...[now, now + MAX_WAIT_LENGTH],
		);
	}

	/** Returns when the next verification is due; null if there is none. */
	next(): number | null {
		return this.#sql.exec<{ due: number | null }>("SELECT min(queued_until) AS due FROM intent").one().due;
	}

	/**
	 * Claims the oldest unlocked verifications for a message. Counts the try before it is made, so that a try that
	 * crashes counts as well.
	 */
	take(now: number): Verification[] {
		this.#coming = Math.max(0, this.#coming - 1);
		return this.#sql
			.exec<Verification>(
				`UPDATE intent SET tries = tries + 1, locked_until = ?2, queued_until = ?2
				WHERE id IN (SELECT id FROM intent WHERE locked_until <= ?1 AND tries <= ?3 ORDER BY id LIMIT ?4)
				RETURNING ${SHOWN}`,
				...[now, now + LOCK, VERIFY_RETRY_DELAYS_MS.length, CHUNK],
			)
			.toArray();
	}

	/** Releases a verification that was not performed, without counting a try. */
	release(id: number): void {
		this.#sql.exec("UPDATE intent SET tries = tries - 1, locked_until = 0, queued_until = 0 WHERE id = ?", id);
	}

	/** Schedules another try because a callback could not be reached. Returns false if there are no tries left. */
	postpone({ id, tries }: Pick<PendingVerification, "id" | "tries">, now: number): boolean {
		const wait = VERIFY_RETRY_DELAYS_MS[tries - 1];
		if (wait === undefined) return false;
		this.#sql.exec("UPDATE intent SET locked_until = ?1, queued_until = ?1 WHERE id = ?2", now + wait, id);
		return true;
	}
}
