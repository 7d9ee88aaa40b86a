import type { Applied } from "./publications.ts";
import { WEBHOOK } from "./sources.ts";

/** How long to remember deliveries, in milliseconds. Senders retry for some days. */
const MEMORY = 30 * 24 * 3_600_000;

/** The result of a delivery, or why it was ignored: it was repeated, or older than an earlier delivery. */
export type Delivered = Applied | "duplicate" | "outdated";

/** A webhook delivery that concerns one source. */
interface Delivery {
	/** The delivery's id, prefixed with its sender. */
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

	/** Applies a delivery unless it is stale. Records it unless it is rejected. */
	take(delivery: Delivery, now: number, apply: () => Applied): Delivered {
		const staleness = this.#staleness(delivery);
		if (staleness === "duplicate") return staleness;
		const outcome = staleness ?? apply();
		if (outcome === "outdated" || outcome.refused.length === 0) this.#remember(delivery, now);
		return outcome;
	}

	/**
	 * Whether a path belongs to webhooks: they own its source, or did so until recently.
	 *
	 * @param holder owner of the source at the path
	 */
	isTheirs(path: string, holder: string | undefined): boolean {
		if (holder !== undefined) return holder === WEBHOOK;
		return this.#sql.exec("SELECT 1 FROM event WHERE path = ?", path).toArray().length > 0;
	}

	/** Returns why a delivery has no effect: it, or a later event for its source, was accepted before. */
	#staleness({ id, path, occurred }: Delivery): "duplicate" | "outdated" | null {
		const isKnown = this.#sql.exec("SELECT 1 FROM delivery WHERE id = ?", id).toArray().length > 0;
		if (isKnown) return "duplicate";
		const later = this.#sql.exec("SELECT 1 FROM event WHERE path = ? AND occurred > ?", path, occurred);
		return later.toArray().length > 0 ? "outdated" : null;
	}

	/** Records a delivery. Deletes those that are too old to be sent again. */
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
