import type { Applied } from "./publications.ts";
import { WEBHOOK } from "./sources.ts";

/** How long to remember deliveries, in milliseconds. Senders retry failed deliveries for some days. */
const MEMORY = 30 * 24 * 3_600_000;

/**
 * The result of a delivery, or why it was ignored. `duplicate`: the same delivery has already been accepted.
 * `outdated`: a delivery about a later event has already been accepted.
 */
export type Delivered = Applied | "duplicate" | "outdated";

/** A webhook delivery that concerns one source. */
interface Delivery {
	/** The delivery's id, with its sender as a prefix. */
	id: string;
	path: string;
	/** When the event occurred, in milliseconds since 1970. */
	occurred: number;
}

/** Accepted webhook deliveries, recorded so that repeated and late deliveries have no effect. */
export class Deliveries {
	readonly #sql: SqlStorage;

	constructor(sql: SqlStorage) {
		this.#sql = sql;
	}

	/** Applies a delivery unless it is a duplicate or outdated. Records the delivery, unless its change was rejected. */
	take(delivery: Delivery, now: number, apply: () => Applied): Delivered {
		const staleness = this.#staleness(delivery);
		if (staleness === "duplicate") return staleness;
		const outcome = staleness ?? apply();
		if (outcome === "outdated" || outcome.refused.length === 0) this.#remember(delivery, now);
		return outcome;
	}

	/**
	 * Whether a path belongs to webhooks: webhooks own the source at this path, or owned it until it was recently
	 * removed.
	 *
	 * @param holder owner of the source at the path
	 */
	isTheirs(path: string, holder: string | undefined): boolean {
		if (holder !== undefined) return holder === WEBHOOK;
		return this.#sql.exec("SELECT 1 FROM event WHERE path = ?", path).toArray().length > 0;
	}

	/** Returns why a delivery has no effect; null if it has an effect. */
	#staleness({ id, path, occurred }: Delivery): "duplicate" | "outdated" | null {
		const isKnown = this.#sql.exec("SELECT 1 FROM delivery WHERE id = ?", id).toArray().length > 0;
		if (isKnown) return "duplicate";
		const later = this.#sql.exec("SELECT 1 FROM event WHERE path = ? AND occurred > ?", path, occurred);
		return later.toArray().length > 0 ? "outdated" : null;
	}

	/** Records a delivery. Deletes the records of deliveries so old that no sender retries them. */
	#remember({ id, path, occurred }: Delivery, now: number): void {
		this.#sql.exec("DELETE FROM delivery WHERE received < ?", now - MEMORY);
		this.#sql.exec("DELETE FROM event WHERE received < ?", now - MEMORY);
		this.#sql.exec("INSERT INTO delivery (id, received) VALUES (?, ?)", id, now);
		this.#sql.exec(
			`INSERT INTO event (path, occurred, received) VALUES (?, ?, ?) ON CONFLICT DO UPDATE
			SET occurred = max(occurred, excluded.occurred), received = excluded.received`,
			path,
			occurred,
			now,
		);
	}
}
