import type { Budget } from "../../budget.ts";
import type { Meta } from "../meta.ts";
import { DAY, dayOf } from "../timing.ts";
import type { Publications } from "../write/publications.ts";
import type { Entry } from "./outbox.ts";

/** Meta key: the day on which KV rejected a write because the daily limit was reached. */
const REFUSED = "kv_full";

/** Matches the errors with which the KV binding and the KV API report that the daily limit is exhausted. */
const USED_UP = /limit exceeded for the day|free usage limit/i;

/**
 * Tracks how many more values may be written to KV today (UTC). Feeds and lists may use the whole daily limit; pages
 * may use only part of it.
 */
export class DailyWrites {
	readonly #meta: Meta;
	readonly #publications: Publications;
	readonly #budget: Budget;
	readonly #isLimited: boolean;

	/** @param isLimited whether KV rejects writes beyond the budget */
	constructor(meta: Meta, publications: Publications, budget: Budget, isLimited: boolean) {
		this.#meta = meta;
		this.#publications = publications;
		this.#budget = budget;
		this.#isLimited = isLimited;
	}

	/** Returns how many more values may be written today for entries of this kind. */
	left(kind: Entry["kind"], now: number): number {
		if (this.#meta.get(REFUSED) === dayOf(now)) return 0;
		if (!this.#isLimited) return Number.POSITIVE_INFINITY;
		const { writes, pageWrites } = this.#budget;
		return (kind === "article" ? pageWrites : writes) - this.#publications.writesOn(dayOf(now));
	}

	/** If the error means that the daily limit is reached, records that. Returns whether the error means that. */
	noteRefusal(error: unknown, now: number): boolean {
		if (!USED_UP.test(String(error))) return false;
		this.#meta.set(REFUSED, dayOf(now));
		return true;
	}

	/** Returns when the daily limit will be reset, in milliseconds since 1970. */
	renewal(now: number): number {
		return now - (now % DAY) + DAY;
	}
}
