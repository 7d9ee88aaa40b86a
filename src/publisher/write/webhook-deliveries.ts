import type { Applied } from "./publications.ts";
import { WEBHOOK } from "./sources.ts";

/** How long deliveries are remembered: senders try for some days. In milliseconds. */
const MEMORY = 30 * 24 * 3_600_000;

/** What became of a delivery, which may have been taken before, or tell of something older than what was told before. */
export type Delivered = Applied | "duplicate" | "outdated";

/** A webhook that tells of a source. */
interface Delivery {
	/** With its sender's name. */
	id: string;
	path: string;
	/** When what it tells of happened, in milliseconds since 1970. */
	occurred: number;
}

/** The webhooks that were taken, so that one which comes twice, or late, changes nothing. */
export class Deliveries {
	readonly #sql: SqlStorage;

	constructor(sql: SqlStorage) {
		this.#sql = sql;
	}

	/** Does what a delivery asks for, unless it is stale, and remembers it, unless it is refused. */
	take(delivery: Delivery, now: number, apply: () => Applied): Delivered {
		const staleness = this.#staleness(delivery);
		if (staleness === "duplicate") return staleness;
		const outcome = staleness ?? apply();
		if (outcome === "outdated" || outcome.refused.length === 0) this.#remember(delivery, now);
		return outcome;
	}

	/**
	 * Whether a path is the webhooks': they wrote what is held there, or what was there until lately.
	 *
	 * @param holder who owns what is held at the path
	 */
	isTheirs(path: string, holder: string | undefined): boolean {
		if (holder !== undefined) return holder === WEBHOOK;
		return this.#sql.exec("SELECT 1 FROM event WHERE path = ?", path).toArray().length > 0;
	}

	/** What a delivery is if it must change nothing: one that was taken, or older than what was told of its source. */
	#staleness({ id, path, occurred }: Delivery): "duplicate" | "outdated" | null {
		const isKnown = this.#sql.exec("SELECT 1 FROM delivery WHERE id = ?", id).toArray().length > 0;
		if (isKnown) return "duplicate";
		const later = this.#sql.exec("SELECT 1 FROM event WHERE path = ? AND occurred > ?", path, occurred);
		return later.toArray().length > 0 ? "outdated" : null;
	}

	/** Forgets the deliveries that nobody will send again, too. */
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
