import { randomBytes } from "node:crypto";
import { ASKED_AGAIN, LOCK, TRUST } from "./clock.ts";
import { hostOf, type Request } from "./request.ts";

/** Something that a subscriber of WebSub is to be asked, or told. */
export type Intent = {
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
type Pending = Intent & { secret: string | null; version: number; tries: number };

/** What a callback made of an intent; one that is `unreachable` may answer in a minute. */
export type Verdict = "verified" | "refused" | "unreachable";

const SHOWN = "id, mode, topic, callback, challenge, lease, reason";

/** The intents under way; of one subscription the newest alone. */
export class Intents {
	readonly #sql: SqlStorage;

	constructor(sql: SqlStorage) {
		this.#sql = sql;
	}

	/** @param version what the topic had when it was asked for: what is distributed later is for the subscriber */
	add({ mode, topic, callback, secret, lease }: Request, version: number): void {
		const challenge = randomBytes(32).toString("base64url");
		this.#sql.exec(
			`INSERT OR REPLACE INTO intent (mode, topic, callback, host, secret, lease, challenge, version)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
			...[mode, topic, callback, hostOf(callback), secret, lease, challenge, version],
		);
	}

	/** Has subscribers be told that they are none any more, unless they ask anew already. rssCloud has no word for that. */
	deny(topic: string, subscriptions: readonly number[], reason: string): void {
		this.#sql.exec(
			`INSERT OR IGNORE INTO intent (mode, topic, callback, host, lease, challenge, reason, version)
			SELECT 'denied', ?, callback, host, 0, '', ?, 0 FROM subscription
			WHERE protocol = 'websub' AND id IN (SELECT value FROM json_each(?))`,
			...[topic, reason, JSON.stringify(subscriptions)],
		);
	}

	/** Has those who are waiting for a topic be told that there is none. Whoever wanted to leave it has. */
	denyAll(topic: string, reason: string): void {
		this.#sql.exec("DELETE FROM intent WHERE topic = ? AND mode = 'unsubscribe'", topic);
		this.#sql.exec(
			`UPDATE intent SET mode = 'denied', reason = ?, secret = NULL, tries = 0, queued_until = 0, locked_until = 0
			WHERE topic = ?`,
			...[reason, topic],
		);
	}

	/** How many are under way of a host. */
	ofHost(host: string): number {
		return this.#sql.exec<{ count: number }>("SELECT count(*) AS count FROM intent WHERE host = ?", host).one().count;
	}

	/** How many are under way, but none that is only to be told of its end. */
	asked(): number {
		return this.#sql.exec<{ count: number }>("SELECT count(*) AS count FROM intent WHERE mode <> 'denied'").one().count;
	}

	get(id: number): Pending | undefined {
		return this.#sql.exec<Pending>(`SELECT ${SHOWN}, secret, version, tries FROM intent WHERE id = ?`, id).toArray()[0];
	}

	remove(id: number): void {
		this.#sql.exec("DELETE FROM intent WHERE id = ?", id);
	}

	/** Those that no message is trusted to bring on. One that was tried as often as it may be is forgotten. */
	due(now: number, limit: number): number[] {
		this.#sql.exec("DELETE FROM intent WHERE queued_until <= ? AND tries > ?", now, ASKED_AGAIN.length);
		return this.#sql
			.exec<{ id: number }>("SELECT id FROM intent WHERE queued_until <= ? ORDER BY id LIMIT ?", now, limit)
			.toArray()
			.map(({ id }) => id);
	}

	/** A message is on its way that brings them on, if it has not arrived already since they were `due`. */
	queued(ids: readonly number[], due: number, now: number): void {
		this.#sql.exec(
			"UPDATE intent SET queued_until = ? WHERE queued_until <= ? AND id IN (SELECT value FROM json_each(?))",
			...[now + TRUST, due, JSON.stringify(ids)],
		);
	}

	/** When the next one is due; null if there is none. */
	next(): number | null {
		return this.#sql.exec<{ due: number | null }>("SELECT min(queued_until) AS due FROM intent").one().due;
	}

	/** Of these, those that nobody is asking about now. The try is counted before it is made. */
	take(ids: readonly number[], now: number): Intent[] {
		return this.#sql
			.exec<Intent>(
				`UPDATE intent SET tries = tries + 1, locked_until = ?1 + ?2, queued_until = ?1 + ?3
				WHERE id IN (SELECT value FROM json_each(?4)) AND locked_until <= ?1 RETURNING ${SHOWN}`,
				...[now, LOCK, TRUST, JSON.stringify(ids)],
			)
			.toArray();
	}

	/** Nobody answered: it is asked again in a while. False if that was the last time. */
	postpone({ id, tries }: Pick<Pending, "id" | "tries">, now: number): boolean {
		const wait = ASKED_AGAIN[tries - 1];
		if (wait === undefined) return false;
		this.#sql.exec("UPDATE intent SET locked_until = 0, queued_until = ? WHERE id = ?", now + wait, id);
		return true;
	}
}
