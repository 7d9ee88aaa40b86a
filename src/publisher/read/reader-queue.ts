import { log } from "../../log.ts";

/** Requests that wait at most: with more, a reader would wait longer than a client does. */
const MAX_WAITING = 32;

/** Readers let authors go first for so long at a time, in milliseconds: a long import must not shut them out. */
const MAX_YIELD_MS = 500;

/**
 * After each request authors have as long to come in as it took, so long at least and at most, in milliseconds: a change
 * takes several turns of the event loop. So readers never have more than half of the Publisher's time.
 */
const MIN_REST_MS = 5;
const MAX_REST_MS = 250;

/** Refusals are logged once in so many milliseconds. */
const LOG_INTERVAL_MS = 60_000;

/** What is answered when too many wait. A value: what a Durable Object throws, Cloudflare logs each time as a failure. */
export interface Busy {
	busy: true;
}

/** Too many readers are asking at once. */
export class BusyError extends Error {
	override readonly name = "BusyError";
}

/** An answer of the Publisher. Throws a `BusyError`, which is answered 503, if too many readers wait already. */
export function answered<T>(answer: T): Exclude<T, Busy> {
	if (isAnswer(answer)) return answer;
	throw new BusyError("Too many readers are asking at once.");
}

function isAnswer<T>(answer: T): answer is Exclude<T, Busy> {
	return typeof answer !== "object" || answer === null || !("busy" in answer);
}

/**
 * Work for readers that only the Publisher can do: one at a time, in the order in which it came, and never before what
 * authors are waiting for. Between two requests the event loop turns, so that a change that has come meanwhile is next.
 */
export class ReaderQueue {
	#waiting = 0;
	#last: Promise<unknown> = Promise.resolve();
	#authors: PromiseWithResolvers<void> | null = null;
	#refusals = 0;
	#logged = 0;

	/** An author's change has come: readers wait until `resume`. */
	pause(): void {
		this.#authors ??= Promise.withResolvers();
	}

	/** The change is written. */
	resume(): void {
		this.#authors?.resolve();
		this.#authors = null;
	}

	/** Does something when its turn comes, unless too many wait already. */
	async run<T>(work: () => T): Promise<T | Busy> {
		return this.#waiting < MAX_WAITING ? this.runAlways(work) : this.#refuse(Date.now());
	}

	/** Does something when its turn comes, however many wait: what the hub distributes comes one by one anyway. */
	runAlways<T>(work: () => T): Promise<T> {
		this.#waiting++;
		const { promise, resolve, reject } = Promise.withResolvers<T>();
		this.#last = this.#last.then(async () => {
			if (this.#authors) await Promise.race([this.#authors.promise, scheduler.wait(MAX_YIELD_MS)]);
			const began = Date.now();
			try {
				resolve(work());
			} catch (error) {
				reject(error);
			}
			this.#waiting--;
			await rest(began);
		});
		return promise;
	}

	#refuse(now: number): Busy {
		this.#refusals++;
		if (now >= this.#logged + LOG_INTERVAL_MS) {
			log("busy", { refused: this.#refusals });
			this.#logged = now;
			this.#refusals = 0;
		}
		return { busy: true };
	}
}

/** @param began when the work began, in milliseconds since 1970 */
async function rest(began: number): Promise<void> {
	// On Cloudflare the clock stands still while code runs: how long it took is known after a wait.
	await scheduler.wait(MIN_REST_MS);
	const took = Math.min(Date.now() - began - MIN_REST_MS, MAX_REST_MS);
	if (took > MIN_REST_MS) await scheduler.wait(took - MIN_REST_MS);
}
