import { markupOf } from "../../article/body/markup.ts";
import type { Problem } from "../../article/problem.ts";
import { isDescription } from "../../article/read-source.ts";
import type { PublisherStore } from "../store.ts";
import { applyChanges, type Change, refusal } from "./apply.ts";
import type { Applied } from "./publications.ts";
import { WEBHOOK } from "./sources.ts";

/** How long deliveries are remembered: senders try for some days. In milliseconds. */
const MEMORY = 30 * 24 * 3_600_000;

/**
 * Applies a change that a webhook asks for, if webhooks may make it.
 *
 * @param folder the webhook's own, with a slash at its end
 */
export function applyDelivery(
	store: PublisherStore,
	deliveries: Deliveries,
	change: Change,
	folder: string,
	now: number,
): Applied {
	const { path } = change;
	// A source of a repository is refused by `applyChanges`, with its name.
	const isSomebodys = refusal(store, path, WEBHOOK).length > 0;
	const fault = webhookFault(change, folder, deliveries.isTheirs(path, store.sources.owner(path)));
	if (isSomebodys || fault === null) return applyChanges(store, [change], WEBHOOK, now);
	return { added: 0, changed: 0, unchanged: 0, removed: 0, problems: [], refused: [fault] };
}

/**
 * Why a webhook may not make a change: it writes articles, below its own folder or where webhooks have written before.
 * Whoever has a CMS's secret can neither open a folder nor rename a topic.
 *
 * @param folder the webhook's own, with a slash at its end
 * @param isKnown whether webhooks have written this path before
 */
function webhookFault(change: Change, folder: string, isKnown: boolean): Problem | null {
	const { path } = change;
	const fault = (message: string, hint: string): Problem => ({ severity: "error", path, line: null, message, hint });
	if (markupOf(path) === null || isDescription(path, "text" in change ? change.text : "")) {
		const message = "Webhooks write articles only, and this is none: its name or its fields make it something else.";
		return fault(
			message,
			"Publish defaults, redirects, topics and providers from a folder, a repository or by the API.",
		);
	}
	if (path.startsWith(folder) || isKnown) return null;
	return fault(`This webhook writes below \`${folder}\` only.`, `Send another path, such as \`${folder}tide.md\`.`);
}

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
