import { randomBytes } from "node:crypto";
import { hostOf, type Request } from "./http-client.ts";
import { CHUNK } from "./message.ts";
import { LOCK, VERIFY_RETRY_DELAYS_MS } from "./timing.ts";

/** Something that a subscriber of WebSub is to be asked, or told. */
export type Verification = {
	id: number;
	/** `denied`: it is told that there is no subscription (any more). */
	mode: Request["mode"] | "denied";
	/** The self link of a feed. */
	topic: string;
	callback: string;
	/** What it has to answer with. */
	challenge: string;
	/** Seconds. */
	lease: number;
	/** Why it was denied. */
	reason: string | null;
};

/** An intent with what a subscription that comes of it needs. */
export type PendingVerification = Verification & { secret: string | null; version: number; tries: number };

/** What a callback made of an intent; one that is `unreachable` may answer in a minute. `untried`: its turn did not come. */
export type Verdict = "verified" | "refused" | "unreachable" | "untried";

/** A message is trusted to arrive within so many milliseconds. */
const TRUST = 20_000;

/** Nothing waits for longer than this; what seems to was noted before the clock went back. In milliseconds. */
const MAX_WAIT_LENGTH = Math.max(TRUST, LOCK, ...VERIFY_RETRY_DELAYS_MS);

/** Messages on their way at once. */
const MAX_QUEUED = 500;

const SHOWN = "id, mode, topic, callback, challenge, lease, reason";

/** The intents under way; of one subscription the newest alone, besides one that somebody is asking about just now. */
export class PendingVerifications {
	readonly #sql: SqlStorage;
	/** Messages that were sent and have not arrived, as far as is known. */
	#coming = 0;

	constructor(sql: SqlStorage) {
		this.#sql = sql;
	}

	/** Whether the very same was asked for already, and its callback was not asked yet: one question answers both. */
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
	 * @param version what the topic had when it was asked for: what is distributed later is for the subscriber
	 * @returns the number of the intent
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

	/** Has subscribers be told that they are none any more, unless they ask anew already. rssCloud has no word for that. */
	deny(topic: string, subscriptions: readonly number[], reason: string): void {
		this.#sql.exec(
			`INSERT INTO intent (mode, topic, callback, host, lease, challenge, reason, version)
			SELECT 'denied', ?1, callback, host, 0, '', ?2, 0 FROM subscription s
			WHERE protocol = 'websub' AND id IN (SELECT value FROM json_each(?3))
			AND NOT EXISTS (SELECT 1 FROM intent i WHERE i.host = s.host AND i.callback = s.callback AND i.topic = ?1)`,
			...[topic, reason, JSON.stringify(subscriptions)],
		);
	}

	/** Has those who are waiting for a topic be told that there is none. Whoever wanted to leave it has. */
	denyAll(topic: string, reason: string): void {
		this.#sql.exec(
			`INSERT INTO intent (mode, topic, callback, host, lease, challenge, reason, version)
			SELECT DISTINCT 'denied', topic, callback, host, 0, '', ?, 0 FROM intent WHERE topic = ? AND mode = 'subscribe'`,
			...[reason, topic],
		);
		this.#sql.exec("DELETE FROM intent WHERE topic = ? AND mode <> 'denied'", topic);
	}

	/** How many are under way of a host. */
	ofHost(host: string): number {
		return this.#sql.exec<{ count: number }>("SELECT count(*) AS count FROM intent WHERE host = ?", host).one().count;
	}

	/** How many are under way, but none that is only to be told of its end. */
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

	/** Forgets what was asked for before it, for the same subscription: it is overruled, whatever comes of it. */
	overrule({ id, topic, callback }: Pick<Verification, "id" | "topic" | "callback">): void {
		this.#sql.exec(
			"DELETE FROM intent WHERE host = ? AND callback = ? AND topic = ? AND id < ?",
			...[hostOf(callback), callback, topic, id],
		);
	}

	/**
	 * Sends as many messages as it takes to bring on all that wait, of which each brings on `CHUNK`: those that are on
	 * their way already are not sent again, unless something waits for too long; then all are, and are trusted anew: where
	 * the queue has much to do, it is not given more than that. What was tried as often as it may be is forgotten.
	 *
	 * @param send throws if the messages are not taken
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

	/** To be called before `next`, should the clock have gone back. What is locked is due when its lock ends. */
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

	/** For a message: the oldest that nobody is asking about now; from now on the caller is. Tries are counted first. */
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

	/** It was not asked, so that is not counted as a try. */
	release(id: number): void {
		this.#sql.exec("UPDATE intent SET tries = tries - 1, locked_until = 0, queued_until = 0 WHERE id = ?", id);
	}

	/** Nobody answered: it is asked again in a while. False if that was the last time. */
	postpone({ id, tries }: Pick<PendingVerification, "id" | "tries">, now: number): boolean {
		const wait = VERIFY_RETRY_DELAYS_MS[tries - 1];
		if (wait === undefined) return false;
		this.#sql.exec("UPDATE intent SET locked_until = ?1, queued_until = ?1 WHERE id = ?2", now + wait, id);
		return true;
	}
}
