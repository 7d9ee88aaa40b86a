import { Work } from "../../article/body/work.ts";
import { log } from "../../log.ts";
import { restoring } from "../meta.ts";
import type { PublisherStore } from "../store.ts";
import { publishDue, reparse } from "./apply.ts";

/** Sources read again in one run of the alarm, and the steps after which it is enough: half a second or so. */
const REREAD_PER_RUN = 200;
const REREAD_STEPS = 5_000_000;

/** What changes without anybody handing something over: articles whose time comes, sources to be read again. */
export class Maintenance {
	readonly #store: PublisherStore;
	readonly #transact: (action: () => void) => void;

	constructor(store: PublisherStore, transact: (action: () => void) => void) {
		this.#store = store;
		this.#transact = transact;
	}

	/** Shows the articles whose time has come since this was last done, hides those whose time is over; ends topics. */
	publishDue(now: number): void {
		if (this.isSuspended()) return;
		for (const path of this.#store.parsedArticles.dueBetween(this.#store.meta.number("released"), now)) {
			this.attempt("release", path, () => publishDue(this.#store, path, now));
		}
		this.attempt("retire", "topics/", () => this.#retire(now));
		this.#store.meta.set("released", now);
	}

	/** What time and outdated readings ask for, as much as one run may do. */
	catchUp(now: number): void {
		this.publishDue(now);
		this.reparseSome(now);
	}

	/** Whether a backup is being put into the site, which is half of one until all of it is there. */
	isSuspended(): boolean {
		return restoring(this.#store.meta) !== undefined;
	}

	/** When the next article is to appear or to go, or the next topic to end; null if none is. */
	nextDue(now: number): number | null {
		// The clock went back since then.
		if (this.#store.meta.number("released") > now) return now;
		// What fell due since it was last looked for lies in the past.
		const times = [
			this.#store.parsedArticles.nextDue(this.#store.meta.number("released")),
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
	 * Reads outdated sources again, as many as a run has time for. Gives how many.
	 *
	 * @param take what is done with each
	 */
	reparseSome(now: number, take = reparse): number {
		let count = 0;
		for (let steps = 0; count < REREAD_PER_RUN && steps < REREAD_STEPS; count++) {
			const outdated = this.#store.sources.outdated();
			if (!outdated) break;
			const { path } = outdated.source;
			const work = new Work(outdated.characters);
			const isRead = this.attempt("reread", path, () => take(this.#store, outdated, now, work));
			// What is no body costs a step or two for a character.
			steps += outdated.characters * 2 + work.steps;
			if (!isRead) this.#store.sources.skip(path);
		}
		return count;
	}

	/** Does something for one source. What goes wrong with it is logged, and keeps no other waiting. */
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
