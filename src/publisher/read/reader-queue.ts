import { log } from "../../log.ts";

/** Maximum number of waiting requests. If more requests could wait, the last ones would time out. */
const MAX_WAITING = 32;

/**
 * Maximum time that a reader's request waits for an author's change, in milliseconds, so that a long import does not
 * block readers.
 */
const MAX_YIELD_MS = 500;

/**
 * Minimum and maximum pause after each request, in milliseconds. Within these limits, the pause lasts as long as the
 * request took, so that readers take up at most half of the Publisher's time. There is a minimum because applying a
 * change takes several turns of the event loop.
 */
const MIN_REST_MS = 5;
const MAX_REST_MS = 250;

/** Minimum time between logged refusals, in milliseconds. */
const LOG_INTERVAL_MS = 60_000;

/**
 * Returned when too many requests are waiting. Nothing is thrown, because Cloudflare logs every exception in a Durable
 * Object as a failure.
 */
export interface Busy {
	busy: true;
}

/** Thrown in the Worker when too many readers' requests are waiting for the Publisher. */
export class BusyError extends Error {
	override readonly name = "BusyError";
}

/**
 * Returns the Publisher's answer. If the answer is that too many requests are already waiting, throws a `BusyError`
 * (503).
 */
export function answered<T>(answer: T): Exclude<T, Busy> {
	if (isAnswer(answer)) return answer;
	throw new BusyError("Too many requests at once. Try again in a moment.");
}

function isAnswer<T>(answer: T): answer is Exclude<T, Busy> {
	return typeof answer !== "object" || answer === null || !("busy" in answer);
}

/**
 * A queue for readers' requests that only the Publisher can answer. The requests run one at a time, in order of
 * arrival. Changes by authors go first: the event loop turns after every request, so that a change that has arrived in
 * the meantime runs before the next request.
 */
export class ReaderQueue {
	#waiting = 0;
	#last: Promise<unknown> = Promise.resolve();
	#authors: PromiseWithResolvers<void> | null = null;
	#refusals = 0;
	#logged = 0;

	/** Call this when an author's change arrives. Readers' requests then wait until `resume` is called. */
	pause(): void {
		this.#authors ??= Promise.withResolvers();
	}

	/** Call this once the author's change has been written. */
	resume(): void {
		this.#authors?.resolve();
		this.#authors = null;
	}

	/** Runs `work` when its turn comes, unless too many requests are already waiting. */
	async run<T>(work: () => T): Promise<T | Busy> {
		return this.#waiting < MAX_WAITING ? this.runAlways(work) : this.#refuse(Date.now());
	}

	/**
	 * Runs `work` when its turn comes, however many requests are waiting. Intended for the hub, which sends one request
	 * at a time.
	 */
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

/**
 * Pauses for as long as the work took, within the limits above.
 *
 * @param began when the work started, in milliseconds since 1970
 */
async function rest(began: number): Promise<void> {
	// On Cloudflare, the clock stands still while code runs, so the duration of the work can be measured only after a
	// wait.
	await scheduler.wait(MIN_REST_MS);
	const took = Math.min(Date.now() - began - MIN_REST_MS, MAX_REST_MS);
	if (took > MIN_REST_MS) await scheduler.wait(took - MIN_REST_MS);
}
