import { LONGEST_FAILING, TRUST } from "./clock.ts";
import type { Outcome } from "./delivery.ts";
import { hostOf, type Protocol, type Request } from "./request.ts";

/** A subscription that somebody is going to deliver to now. */
export type Recipient = {
	id: number;
	callback: string;
	protocol: Protocol;
	/** What the delivery is signed with. */
	secret: string | null;
};

/** What somebody holds who is delivering: the version, and until when nobody else delivers. */
export interface Held {
	version: number;
	lock: number;
}

/** What came of it; `untried`: time ran out before its turn. */
export type Result = { id: number } & (Outcome | { kind: "untried" });

type Key = Pick<Request, "callback" | "protocol">;

/** Who gets what. */
export class Subscriptions {
	readonly #sql: SqlStorage;

	constructor(sql: SqlStorage) {
		this.#sql = sql;
	}

	has({ topic, callback, protocol }: Request): boolean {
		return (
			this.#sql
				.exec(
					`SELECT 1 FROM subscription WHERE topic = (SELECT id FROM topic WHERE url = ?)
					AND callback = ? AND protocol = ?`,
					...[topic, callback, protocol],
				)
				.toArray().length > 0
		);
	}

	/**
	 * Puts a subscription in force, or renews it: with a new end and a new secret, and its failures forgotten.
	 *
	 * @param version that it has, if it is new
	 */
	put(topic: number, { callback, protocol }: Key, secret: string | null, leaseEnds: number, version: number): void {
		this.#sql.exec(
			`INSERT INTO subscription (topic, callback, host, protocol, secret, lease_ends, version)
			VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (topic, callback, protocol) DO UPDATE
			SET secret = excluded.secret, lease_ends = excluded.lease_ends, failures = 0, failing_since = NULL, last_error = NULL`,
			...[topic, callback, hostOf(callback), protocol, secret, leaseEnds, version],
		);
	}

	remove(topic: number, { callback, protocol }: Key): void {
		this.#sql.exec(
			"DELETE FROM subscription WHERE topic = ? AND callback = ? AND protocol = ?",
			...[topic, callback, protocol],
		);
	}

	removeAll(ids: readonly number[]): void {
		this.#sql.exec("DELETE FROM subscription WHERE id IN (SELECT value FROM json_each(?))", JSON.stringify(ids));
	}

	ofTopic(topic: number): number[] {
		return this.#sql
			.exec<{ id: number }>("SELECT id FROM subscription WHERE topic = ?", topic)
			.toArray()
			.map(({ id }) => id);
	}

	/** Ends those whose lease is over. */
	expire(now: number): void {
		this.#sql.exec("DELETE FROM subscription WHERE lease_ends <= ?", now);
	}

	/** When the next lease is over; null if there is none. */
	nextEnd(): number | null {
		return this.#sql.exec<{ end: number | null }>("SELECT min(lease_ends) AS end FROM subscription").one().end;
	}

	/**
	 * Of a topic's subscriptions after `position`, those that need a version, and that neither a message nor somebody is
	 * about to bring it to.
	 */
	waiting(
		topic: number,
		version: number,
		position: number,
		now: number,
		limit: number,
	): { id: number; failures: number }[] {
		return this.#sql
			.exec<{ id: number; failures: number }>(
				`SELECT id, failures FROM subscription WHERE topic = ?1 AND id > ?3 AND ${NEEDS_IT}
				AND (tried < ?2 OR queued_until <= ?4) ORDER BY id LIMIT ?5`,
				...[topic, version, position, now, limit],
			)
			.toArray();
	}

	/** Whether any of a topic's subscriptions needs a version, now or later. */
	isNeeded(topic: number, version: number, now: number): boolean {
		return (
			this.#sql
				.exec(
					"SELECT 1 FROM subscription WHERE topic = ? AND version < ? AND lease_ends > ? LIMIT 1",
					...[topic, version, now],
				)
				.toArray().length > 0
		);
	}

	/**
	 * Of these, those that need the version and that nobody is delivering to: from now on the caller is.
	 *
	 * @param isRetry whether it is for the message that has to bring another try
	 */
	take(topic: number, { version, lock }: Held, ids: readonly number[], isRetry: boolean, now: number): Recipient[] {
		return this.#sql
			.exec<Recipient>(
				`UPDATE subscription SET locked_until = ?6 WHERE topic = ?1 AND id IN (SELECT value FROM json_each(?3)) AND ${NEEDS_IT}
				AND (tried < ?2 OR queued_until <= ?4 OR ?5) RETURNING id, callback, protocol, secret`,
				...[topic, version, JSON.stringify(ids), now, isRetry ? 1 : 0, lock],
			)
			.toArray();
	}

	/**
	 * Notes what came of deliveries, and releases the lock; but not one that somebody else has by now.
	 *
	 * @param retryIn seconds until those that failed are tried again
	 */
	conclude({ version, lock }: Held, results: readonly Result[], retryIn: number, now: number): void {
		const of = (kind: Result["kind"]) => JSON.stringify(results.filter((result) => result.kind === kind));
		const ids = "id IN (SELECT value ->> 'id' FROM json_each(?1))";
		const release = "locked_until = iif(locked_until = ?2, 0, locked_until)";
		this.#sql.exec(
			`UPDATE subscription SET ${release}, version = max(version, ?3), failures = 0, failing_since = NULL,
			last_error = NULL WHERE ${ids}`,
			...[of("delivered"), lock, version],
		);
		this.#sql.exec(
			`UPDATE subscription SET ${release}, tried = ?3, failures = failures + 1, queued_until = ?5,
			failing_since = coalesce(failing_since, ?4), last_error = result.value ->> 'error'
			FROM json_each(?1) AS result WHERE subscription.id = result.value ->> 'id'`,
			...[of("failed"), lock, version, now, now + retryIn * 1000 + TRUST],
		);
		this.#sql.exec(`UPDATE subscription SET ${release} WHERE ${ids}`, of("untried"), lock);
		this.#sql.exec(`DELETE FROM subscription WHERE ${ids}`, of("gone"));
	}

	/** Of these, those that failed for so long that they are to be dropped. */
	hopeless(ids: readonly number[], now: number): number[] {
		return this.#sql
			.exec<{ id: number }>(
				"SELECT id FROM subscription WHERE failing_since <= ? AND id IN (SELECT value FROM json_each(?))",
				...[now - LONGEST_FAILING, JSON.stringify(ids)],
			)
			.toArray()
			.map(({ id }) => id);
	}

	/** Of these, those that still need a version. */
	needing(ids: readonly number[], version: number, now: number): number[] {
		return this.#sql
			.exec<{ id: number }>(
				"SELECT id FROM subscription WHERE version < ? AND lease_ends > ? AND id IN (SELECT value FROM json_each(?))",
				...[version, now, JSON.stringify(ids)],
			)
			.toArray()
			.map(({ id }) => id);
	}

	/** These were tried often enough with a version: the next thing they get is newer. */
	giveUp(ids: readonly number[], version: number): void {
		this.#sql.exec(
			`UPDATE subscription SET version = ?1 WHERE version < ?1 AND tried >= ?1
			AND id IN (SELECT value FROM json_each(?2))`,
			...[version, JSON.stringify(ids)],
		);
	}
}

const NEEDS_IT = "version < ?2 AND lease_ends > ?4 AND locked_until <= ?4";
