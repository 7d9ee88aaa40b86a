import { randomBytes } from "node:crypto";
import { hostOf, type Request } from "./http-client.ts";
import { CHUNK } from "./message.ts";
import { LOCK, VERIFY_RETRY_DELAYS_MS } from "./timing.ts";

/** A verification, or a denial, to send to a WebSub subscriber. */
export type Verification = {
	id: number;
	/** `denied`: tells the subscriber that there is no subscription (any more). */
	mode: Request["mode"] | "denied";
	/** The feed's self link. */
	topic: string;
	callback: string;
	/** The expected answer. */
	challenge: string;
	/** Seconds. */
	lease: number;
	/** Why it was denied. */
	reason: string | null;
};

/** A verification with the details of the subscription that it leads to. */
export type PendingVerification = Verification & { secret: string | null; version: number; tries: number };

/** The result of a verification. `unreachable`: worth retrying in a minute. `untried`: there was no time left for it. */
export type Verdict = "verified" | "refused" | "unreachable" | "untried";

/** How long a sent message is expected to arrive, in milliseconds. */
const TRUST = 20_000;

/** Longest possible wait, in milliseconds; anything longer is from before the clock went back. */
const MAX_WAIT_LENGTH = Math.max(TRUST, LOCK, ...VERIFY_RETRY_DELAYS_MS);

/** Messages under way at once. */
const MAX_QUEUED = 500;

const SHOWN = "id, mode, topic, callback, challenge, lease, reason";

/** Verifications under way; per subscription the newest only, and one that is being carried out. */
export class PendingVerifications {
	readonly #sql: SqlStorage;
	/** Messages sent and, as far as known, not yet arrived. */
	#coming = 0;

	constructor(sql: SqlStorage) {
		this.#sql = sql;
	}

	/** Whether an identical request is pending and its callback not yet called: one call answers both. */
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
	 * @param version of the topic at the time of the request; later ones are for the subscriber
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

	/** Queues denials for subscribers, except those that have asked again already. rssCloud has no denials. */
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
	 * Turns pending subscriptions to a topic into denials. Pending unsubscriptions are dropped: they got what they
	 * wanted.
	 */
	denyAll(topic: string, reason: string): void {
		this.#sql.exec(
			`INSERT INTO intent (mode, topic, callback, host, lease, challenge, reason, version)
			SELECT DISTINCT 'denied', topic, callback, host, 0, '', ?, 0 FROM intent WHERE topic = ? AND mode = 'subscribe'`,
			...[reason, topic],
		);
		this.#sql.exec("DELETE FROM intent WHERE topic = ? AND mode <> 'denied'", topic);
	}

	/** Number of pending verifications of a host. */
	ofHost(host: string): number {
		return this.#sql.exec<{ count: number }>("SELECT count(*) AS count FROM intent WHERE host = ?", host).one().count;
	}

	/** Number of pending verifications, without denials. */
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

	/** Deletes older verifications of the same subscription: the newest decides, whatever its result. */
	overrule({ id, topic, callback }: Pick<Verification, "id" | "topic" | "callback">): void {
		this.#sql.exec(
			"DELETE FROM intent WHERE host = ? AND callback = ? AND topic = ? AND id < ?",
			...[hostOf(callback), callback, topic, id],
		);
	}

	/**
	 * Sends enough messages for everything that waits, `CHUNK` per message. Messages under way are not sent again,
	 * unless one is overdue; then all are sent again, but never more than the queue holds. Verifications without tries
	 * left are deleted.
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
	 * Call this before `next`: it ends waits from before the clock went back. Locked ones become due when the lock ends.
	 */
	endImpossibleWaits(now: number): void {
		this.#sql.exec(
			"UPDATE intent SET queued_until = ?1, locked_until = min(locked_until, ?1) WHERE queued_until > ?2",
			...[now, now + MAX_WAIT_LENGTH],
		);
	}

	/** When the next one is due; null if there is none. */
	next(): number | null {
		return this.#sql.exec<{ due: number | null }>("SELECT min(queued_until) AS due FROM intent").one().due;
	}

	/** Claims the oldest unlocked verifications for a message. Tries are counted first, so a crash counts too. */
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

	/** It was not carried out, so it does not count as a try. */
	release(id: number): void {
		this.#sql.exec("UPDATE intent SET tries = tries - 1, locked_until = 0, queued_until = 0 WHERE id = ?", id);
	}

	/** Schedules another try after an unreachable callback. False if that was the last one. */
	postpone({ id, tries }: Pick<PendingVerification, "id" | "tries">, now: number): boolean {
		const wait = VERIFY_RETRY_DELAYS_MS[tries - 1];
		if (wait === undefined) return false;
		this.#sql.exec("UPDATE intent SET locked_until = ?1, queued_until = ?1 WHERE id = ?2", now + wait, id);
		return true;
	}
}
