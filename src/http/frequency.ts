/** In milliseconds. */
const MINUTE = 60_000;

/** Kinds of requests that are told apart in a minute; with more than that the minute is over. */
const MOST = 10_000;

/** How often each kind of request has come within a minute, as far as one isolate sees it: in its memory alone. */
export class Frequency {
	#since = 0;
	readonly #counts = new Map<string, number>();
	readonly #refused = new Set<string>();

	/** Notes a request. Gives how many of its kind have come in this minute, itself included. */
	note(kind: string, now: number): number {
		if (now >= this.#since + MINUTE || this.#counts.size >= MOST) {
			this.#since = now;
			this.#counts.clear();
			this.#refused.clear();
		}
		const count = (this.#counts.get(kind) ?? 0) + 1;
		this.#counts.set(kind, count);
		return count;
	}

	/** Notes that one was refused. Gives whether it is the first of its kind in this minute. */
	refuse(kind: string): boolean {
		const isFirst = !this.#refused.has(kind);
		this.#refused.add(kind);
		return isFirst;
	}
}
