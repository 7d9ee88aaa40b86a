import type { Applied } from "./publications.ts";
import { WEBHOOK } from "./sources.ts";

/** How long deliveries are remembered, in milliseconds: senders retry for some days. */
const MEMORY = 30 * 24 * 3_600_000;

/** The result of a delivery, or that it was repeated, or older than one before it. */
export type Delivered = Applied | "duplicate" | "outdated";

/** A webhook delivery about a source. */
interface Delivery {
	/** Id of the delivery, prefixed with its sender. */
	id: string;
	path: string;
	/** Time of the event, in milliseconds since 1970. */
	occurred: number;
}

/** Accepted webhook deliveries, recorded so that repeated and late ones change nothing. */
export class Deliveries {
	readonly #sql: SqlStorage;

	constructor(sql: SqlStorage) {
		this.#sql = sql;
	}

	/** Applies a delivery unless it is stale. Remembers it unless it is refused. */
	take(delivery: Delivery, now: number, apply: () => Applied): Delivered {
		const staleness = this.#staleness(delivery);
		if (staleness === "duplicate") return staleness;
		const outcome = staleness ?? apply();
		if (outcome === "outdated" || outcome.refused.length === 0) this.#remember(delivery, now);
		return outcome;
	}

	/**
	 * Whether a path belongs to webhooks: they own its source, or did until recently.
	 *
	 * @param holder owner of the source at the path
	 */
	isTheirs(path: string, holder: string | undefined): boolean {
		if (holder !== undefined) return holder === WEBHOOK;
		return this.#sql.exec("SELECT 1 FROM event WHERE path = ?", path).toArray().length > 0;
	}

	/** Why a delivery changes nothing: it was accepted before, or a later event for its source was. */
	#staleness({ id, path, occurred }: Delivery): "duplicate" | "outdated" | null {
		const isKnown = this.#sql.exec("SELECT 1 FROM delivery WHERE id = ?", id).toArray().length > 0;
		if (isKnown) return "duplicate";
		const later = this.#sql.exec("SELECT 1 FROM event WHERE path = ? AND occurred > ?", path, occurred);
		return later.toArray().length > 0 ? "outdated" : null;
	}

	/** Remembers a delivery. Forgets those that are too old to be sent again. */
	#remember({ id, path, occurred }: Delivery, now: number): void {
		this.#sql.exec("DELETE FROM delivery WHERE received < ?", now - MEMORY);
		this.#sql.exec("DELETE FROM event WHERE received < ?", now - MEMORY);
		this.#sql.exec("INSERT INTO delivery VALUES (?, ?)", id, now);
		this.#sql.exec(
			`INSERT INTO event VALUES (?, ?, ?) ON CONFLICT DO UPDATE
			SET occurred = max(occurred, excluded.occurred), received = excluded.received`,
			path,
			occurred,
			now,
		);
	}
}
