import { log } from "../../log.ts";

/** Maximum number of waiting requests. If more were allowed, readers would wait longer than their timeout. */
const MAX_WAITING = 32;

/** How long readers wait for authors' changes, in milliseconds. A long import must not block readers. */
const MAX_YIELD_MS = 500;

/**
 * Minimum pause after each request, in milliseconds. The pause is as long as the request took, within these limits: a
 * change needs several turns of the event loop, and readers should take up at most half of the Publisher's time.
 */
const MIN_REST_MS = 5;
const MAX_REST_MS = 250;

/** Minimum time between logged refusals, in milliseconds. */
const LOG_INTERVAL_MS = 60_000;

/**
 * Returned when too many requests are waiting. It is a return value because Cloudflare logs every exception in a
 * Durable Object as a failure.
 */
export interface Busy {
	busy: true;
}

/** Thrown when too many readers' requests are waiting. */
export class BusyError extends Error {
	override readonly name = "BusyError";
}

/** Unwraps the Publisher's answer. Throws a `BusyError` (503) if too many requests are already waiting. */
export function answered<T>(answer: T): Exclude<T, Busy> {
	if (isAnswer(answer)) return answer;
	throw new BusyError("Too many requests at once. Try again in a moment.");
}

function isAnswer<T>(answer: T): answer is Exclude<T, Busy> {
	return typeof answer !== "object" || answer === null || !("busy" in answer);
}

/**
 * A queue for readers' requests that only the Publisher can answer. They run one at a time, in order, after any changes
 * by authors. The event loop turns between requests, so a change that has arrived runs next.
 */
export class ReaderQueue {
	#waiting = 0;
	#last: Promise<unknown> = Promise.resolve();
	#authors: PromiseWithResolvers<void> | null = null;
	#refusals = 0;
	#logged = 0;

	/** Call this when an author's change arrives. Readers then wait until `resume` is called. */
	pause(): void {
		this.#authors ??= Promise.withResolvers();
	}

	/** Call this once the change has been written. */
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
 * Pauses for as long as the work took.
 *
 * @param began when the work started, in milliseconds since 1970
 */
async function rest(began: number): Promise<void> {
	// On Cloudflare, the clock does not advance while code runs, so the duration is known only after a wait.
	await scheduler.wait(MIN_REST_MS);
	const took = Math.min(Date.now() - began - MIN_REST_MS, MAX_REST_MS);
	if (took > MIN_REST_MS) await scheduler.wait(took - MIN_REST_MS);
}
