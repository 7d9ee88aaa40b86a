import { hostOf, type Outcome, type Protocol, type Request } from "./http-client.ts";
import { LOCK, MAX_FAILING_MS, MAX_QUEUED_LENGTH, TRUST } from "./timing.ts";

/** A subscription to deliver to now. */
export type Recipient = {
	id: number;
	callback: string;
	protocol: Protocol;
	/** Key for signing the delivery. */
	secret: string | null;
};

/** A worker's claim on subscriptions: the version that it delivers, and when its lock ends. */
export interface Held {
	version: number;
	lock: number;
}

/** The result of a delivery. `untried` means that there was no time left to attempt it. */
export type Result = { id: number } & (Outcome | { kind: "untried" });

/** Maximum number of expired subscriptions deleted at once. */
const MAX_EXPIRED = 5000;

type Key = Pick<Request, "callback" | "protocol">;

/** The table of subscriptions. */
export class Subscriptions {
	readonly #sql: SqlStorage;

	constructor(sql: SqlStorage) {
		this.#sql = sql;
	}

	has(request: Pick<Request, "topic"> & Key): boolean {
		return this.lastAsked(request) !== null;
	}

	/**
	 * Returns when an active subscription was last verified, in milliseconds since 1970; null if there is no such
	 * subscription.
	 */
	lastAsked({ topic, callback, protocol }: Pick<Request, "topic"> & Key): number | null {
		const rows = this.#sql.exec<{ asked: number }>(
			`SELECT asked FROM subscription WHERE topic = (SELECT id FROM topic WHERE url = ?)
			AND callback = ? AND protocol = ?`,
			...[topic, callback, protocol],
		);
		return rows.toArray()[0]?.asked ?? null;
	}

	/** Records when a subscription's callback did not confirm a verification. */
	noteAsked({ topic, callback, protocol }: Pick<Request, "topic"> & Key, now: number): void {
		this.#sql.exec(
			`UPDATE subscription SET asked = ? WHERE topic = (SELECT id FROM topic WHERE url = ?)
			AND callback = ? AND protocol = ?`,
			...[now, topic, callback, protocol],
		);
	}

	/**
	 * Activates or renews a subscription. A renewal sets the new end and secret, and clears failures. A version that
	 * could not be delivered is tried again.
	 *
	 * @param version the version that a new subscription already has
	 * @param asked when its callback confirmed the subscription, in milliseconds since 1970
	 * @returns the version that the subscription has
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

	/**
	 * Deletes at most `limit` expired subscriptions. Any further expired subscriptions are left for a later call, and get
	 * no deliveries either.
	 */
	expire(now: number, limit = MAX_EXPIRED): void {
		this.#sql.exec(
			"DELETE FROM subscription WHERE id IN (SELECT id FROM subscription WHERE lease_ends <= ? LIMIT ?)",
			...[now, limit],
		);
	}

	/** Returns when the next subscription expires; null if there are no subscriptions. */
	nextEnd(): number | null {
		return this.#sql.exec<{ end: number | null }>("SELECT min(lease_ends) AS end FROM subscription").one().end;
	}

	/**
	 * Returns the subscriptions to a topic after `position` that do not have a version yet. Leaves out subscriptions
	 * that a queued message or a delivery in progress will update.
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

	/**
	 * Whether any subscription to a topic does not have a version yet. Includes subscriptions that are locked or queued.
	 */
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
	 * Claims the given subscriptions, except those that already have the version or are locked.
	 *
	 * @param isRetry whether the current message is the retry for which these subscriptions are waiting
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
	 * Records results and releases the caller's locks, unless another worker has claimed the subscriptions in the
	 * meantime. Deletes subscriptions that the subscriber no longer wants, unless they were renewed in the meantime.
	 *
	 * @param retryIn seconds until failed deliveries are retried
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

	/** Returns those subscriptions to drop because their deliveries have failed for too long and too often. */
	hopeless(ids: readonly number[], tries: number, now: number): number[] {
		return this.#ids(
			`SELECT id FROM subscription WHERE failing_since <= ? AND failures >= ?
				AND id IN (SELECT value FROM json_each(?))`,
			...[now - MAX_FAILING_MS, tries, JSON.stringify(ids)],
		);
	}

	/** Returns the subscriptions that do not have a version yet. */
	needing(ids: readonly number[], version: number, now: number): number[] {
		return this.#ids(
			"SELECT id FROM subscription WHERE version < ? AND lease_ends > ? AND id IN (SELECT value FROM json_each(?))",
			...[version, now, JSON.stringify(ids)],
		);
	}

	/**
	 * Stops retrying a version. The next delivery will be of a newer version, which again gets the full number of tries.
	 *
	 * @returns the subscriptions that did not have this version yet
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

// If a lock or wait ends too far in the future, it was stored before the clock was set back, so ignore it.
const NEEDS_IT = `version < ?2 AND lease_ends > ?4 AND locked_until NOT BETWEEN ?4 + 1 AND ?4 + ${LOCK}`;
const IS_DUE = `queued_until NOT BETWEEN ?4 + 1 AND ?4 + ${MAX_QUEUED_LENGTH}`;
