import { hostOf, type Outcome, type Protocol, type Request } from "./http-client.ts";
import { LOCK, MAX_FAILING_MS, MAX_QUEUED_LENGTH, TRUST } from "./timing.ts";

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

/** Those whose lease is over are forgotten so many at once. */
const MAX_EXPIRED = 5000;

type Key = Pick<Request, "callback" | "protocol">;

/** Who gets what. */
export class Subscriptions {
	readonly #sql: SqlStorage;

	constructor(sql: SqlStorage) {
		this.#sql = sql;
	}

	has(request: Pick<Request, "topic"> & Key): boolean {
		return this.lastAsked(request) !== null;
	}

	/** When the callback of a subscription in force was last asked about it, in milliseconds since 1970; null if there is none. */
	lastAsked({ topic, callback, protocol }: Pick<Request, "topic"> & Key): number | null {
		const rows = this.#sql.exec<{ asked: number }>(
			`SELECT asked FROM subscription WHERE topic = (SELECT id FROM topic WHERE url = ?)
			AND callback = ? AND protocol = ?`,
			...[topic, callback, protocol],
		);
		return rows.toArray()[0]?.asked ?? null;
	}

	/** The callback of a subscription was asked about it, and did not confirm what it was asked. */
	noteAsked({ topic, callback, protocol }: Pick<Request, "topic"> & Key, now: number): void {
		this.#sql.exec(
			`UPDATE subscription SET asked = ? WHERE topic = (SELECT id FROM topic WHERE url = ?)
			AND callback = ? AND protocol = ?`,
			...[now, topic, callback, protocol],
		);
	}

	/**
	 * Puts a subscription in force, or renews it: with a new end and a new secret, and its failures forgotten. What it
	 * could not be given is tried afresh.
	 *
	 * @param version that it has, if it is new
	 * @param asked when its callback confirmed it, in milliseconds since 1970
	 * @returns the version that it has
	 */
	put(
		topic: number,
		{ callback, protocol }: Key,
		secret: string | null,
		leaseEnds: number,
		version: number,
		asked = 0,
	): number {
		const rows = this.#sql.exec<{ version: number }>(
			`INSERT INTO subscription (topic, callback, host, protocol, secret, lease_ends, version, asked)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (topic, callback, protocol) DO UPDATE
			SET asked = excluded.asked, secret = excluded.secret, lease_ends = excluded.lease_ends, failures = 0, failing_since = NULL, last_error = NULL,
			version = iif(failing_since IS NOT NULL AND tried = version, version - 1, version), tried = 0, queued_until = 0
			RETURNING version`,
			...[topic, callback, hostOf(callback), protocol, secret, leaseEnds, version, asked],
		);
		return rows.one().version;
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
		return this.#ids("SELECT id FROM subscription WHERE topic = ?", topic);
	}

	/** Ends those whose lease is over, some at a time: nothing is delivered to the others either. */
	expire(now: number, limit = MAX_EXPIRED): void {
		this.#sql.exec(
			"DELETE FROM subscription WHERE id IN (SELECT id FROM subscription WHERE lease_ends <= ? LIMIT ?)",
			...[now, limit],
		);
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
	): { id: number; isFailing: number }[] {
		return this.#sql
			.exec<{ id: number; isFailing: number }>(
				`SELECT id, failing_since IS NOT NULL AS isFailing FROM subscription WHERE topic = ?1 AND id > ?3 AND ${NEEDS_IT}
				AND (tried < ?2 OR ${IS_DUE}) ORDER BY id LIMIT ?5`,
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
				`UPDATE subscription SET locked_until = ?6, lease_taken = lease_ends
				WHERE topic = ?1 AND id IN (SELECT value FROM json_each(?3)) AND ${NEEDS_IT}
				AND (tried < ?2 OR ${IS_DUE} OR ?5) RETURNING id, callback, protocol, secret`,
				...[topic, version, JSON.stringify(ids), now, isRetry ? 1 : 0, lock],
			)
			.toArray();
	}

	/**
	 * Notes what came of deliveries, and releases the lock; but not one that somebody else has by now. Who wants no more
	 * is forgotten, unless the subscription was renewed meanwhile.
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
		this.#sql.exec(
			`DELETE FROM subscription WHERE ${ids} AND locked_until = ?2 AND lease_ends = lease_taken`,
			...[of("gone"), lock],
		);
		for (const kind of ["untried", "gone"] as const) {
			this.#sql.exec(`UPDATE subscription SET ${release} WHERE ${ids}`, of(kind), lock);
		}
	}

	/** Of these, those that failed for so long, and so often since a version was given up, that they are to be dropped. */
	hopeless(ids: readonly number[], tries: number, now: number): number[] {
		return this.#ids(
			`SELECT id FROM subscription WHERE failing_since <= ? AND failures >= ?
				AND id IN (SELECT value FROM json_each(?))`,
			...[now - MAX_FAILING_MS, tries, JSON.stringify(ids)],
		);
	}

	/** Of these, those that still need a version. */
	needing(ids: readonly number[], version: number, now: number): number[] {
		return this.#ids(
			"SELECT id FROM subscription WHERE version < ? AND lease_ends > ? AND id IN (SELECT value FROM json_each(?))",
			...[version, now, JSON.stringify(ids)],
		);
	}

	/**
	 * These were tried often enough with a version: the next thing they get is newer, and has all its tries.
	 *
	 * @returns those that still lacked it
	 */
	giveUp(ids: readonly number[], version: number): number[] {
		return this.#ids(
			`UPDATE subscription SET version = ?1, failures = 0 WHERE version < ?1 AND tried >= ?1
				AND id IN (SELECT value FROM json_each(?2)) RETURNING id`,
			...[version, JSON.stringify(ids)],
		);
	}

	#ids(query: string, ...values: SqlStorageValue[]): number[] {
		const rows = this.#sql.exec<{ id: number }>(query, ...values);
		return rows.toArray().map(({ id }) => id);
	}
}

// A lock, or a wait, that ends too far ahead is from before the clock went back: it is over.
const NEEDS_IT = `version < ?2 AND lease_ends > ?4 AND locked_until NOT BETWEEN ?4 + 1 AND ?4 + ${LOCK}`;
const IS_DUE = `queued_until NOT BETWEEN ?4 + 1 AND ?4 + ${MAX_QUEUED_LENGTH}`;
