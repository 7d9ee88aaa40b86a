import { Work } from "../../article/body/work.ts";
import { FORESIGHT } from "../../feed/rhythm.ts";
import { log } from "../../log.ts";
import type { SearchOrder } from "../catalog/search-order.ts";
import { restoring } from "../meta.ts";
import { expectScheduled } from "../read/schedule.ts";
import type { PublisherStore } from "../store.ts";
import { publishDue } from "./publish.ts";
import type { reparse } from "./reparse.ts";

/**
 * Limits per alarm run: how many sources are parsed again, and how many steps the parser may take in total. A full run
 * takes about half a second.
 */
const REREAD_PER_RUN = 200;
const REREAD_STEPS = 5_000_000;

/**
 * Makes the changes that are not triggered by an upload: publishes articles that become due, and parses sources again.
 */
export class Maintenance {
	readonly #store: PublisherStore;
	readonly #transact: (action: () => void) => void;

	constructor(store: PublisherStore, transact: (action: () => void) => void) {
		this.#store = store;
		this.#transact = transact;
	}

	/**
	 * Publishes the articles that have become due since the previous call, unpublishes those that have expired, and
	 * advances retirements.
	 */
	publishDue(now: number): void {
		if (this.isSuspended()) return;
		for (const path of this.#store.parsedArticles.dueBetween(this.#store.meta.number("released"), now)) {
			this.attempt("release", path, () => publishDue(this.#store, path, now));
		}
		this.attempt("retire", "topics/", () => this.#retire(now));
		this.attempt("schedule", "feeds", () => {
			expectScheduled(this.#store, this.#store.meta.number("released") + FORESIGHT, now + FORESIGHT);
		});
		this.#store.meta.set("released", now);
	}

	/** Publishes what has become due, and parses as many outdated sources as one run allows. */
	async catchUp(now: number): Promise<void> {
		this.publishDue(now);
		if (this.#store.sources.isUpToDate()) return;
		// Most runs have nothing to parse, so they do not load the parsers.
		const { reparse } = await import("./reparse.ts");
		this.reparseSome(now, reparse);
	}

	/**
	 * Checks, and where necessary corrects, the order of the next part of the search index, which must follow the time of
	 * publication. Does nothing until all outdated sources have been parsed again.
	 */
	orderSearch(): void {
		const { catalog, members, sources } = this.#store;
		if (!sources.isUpToDate()) return;
		const [order] = this.#unordered();
		if (!order) return;
		order.continue(
			(path) => catalog.articleOf(path) ?? members.articleOf(path),
			(path, action) => this.attempt("search order", path, action),
		);
	}

	/** Whether the whole search index is sorted by time of publication. */
	isSearchOrdered(): boolean {
		return this.#unordered().length === 0;
	}

	#unordered(): SearchOrder[] {
		return this.#store.searchOrders.filter((order) => !order.isComplete());
	}

	/** Whether a backup is being imported. An incomplete backup must not be published. */
	isSuspended(): boolean {
		return restoring(this.#store.meta) !== undefined;
	}

	/** Returns when the next article is due or expires, or a retirement advances; null if nothing is scheduled. */
	nextDue(now: number): number | null {
		// The clock has been set back since `publishDue` last ran.
		if (this.#store.meta.number("released") > now) return now;
		// If something has become due since `publishDue` last ran, the time returned is in the past.
		const released = this.#store.meta.number("released");
		const foreseen = this.#store.parsedArticles.nextScheduled(released + FORESIGHT);
		const times = [
			this.#store.parsedArticles.nextDue(released),
			foreseen === null ? null : foreseen - FORESIGHT,
			this.#store.descriptions.retirements.next(),
		];
		return times.filter((time) => time !== null).sort((a, b) => a - b)[0] ?? null;
	}

	#retire(now: number): void {
		const { descriptions, outbox, sources } = this.#store;
		for (const { feed, state } of descriptions.retirements.advance(now)) {
			outbox.mark({ kind: "feed", name: feed });
			descriptions.forget();
			sources.outdateFeed(feed);
			if (state === "ended") outbox.mark({ kind: "moves" });
		}
	}

	/**
	 * Parses as many outdated sources again as one run has time for. Returns the number of sources parsed.
	 *
	 * @param take called for each outdated source
	 */
	reparseSome(now: number, take: typeof reparse): number {
		let count = 0;
		for (let steps = 0; count < REREAD_PER_RUN && steps < REREAD_STEPS; count++) {
			const outdated = this.#store.sources.outdated();
			if (!outdated) break;
			const { path } = outdated.source;
			const work = new Work(outdated.characters);
			const isRead = this.attempt("reread", path, () => take(this.#store, outdated, now, work));
			// Parsing takes one or two steps per character, in addition to the steps for rendering bodies, which `work`
			// counts.
			steps += outdated.characters * 2 + work.steps;
			if (!isRead) this.#store.sources.skip(path);
		}
		return count;
	}

	/** Runs an action for one source, in a transaction. A failure is logged and does not affect other sources. */
	attempt(task: string, path: string, action: () => void): boolean {
		try {
			this.#transact(action);
			return true;
		} catch (error) {
			log("upkeep", { task, source: this.#store.sources.hash(path) ?? null, error });
			return false;
		}
	}
}
