/** In milliseconds. */
const MINUTE = 60_000;

/** Kinds of requests that are told apart in a minute, and the characters of all their names; with more the minute is over. */
const MOST = 10_000;
const MOST_CHARACTERS = 2_000_000;

/** How often each kind of request has come within a minute, as far as one isolate sees it: in its memory alone. */
export class Frequency {
	#since = 0;
	#characters = 0;
	readonly #counts = new Map<string, number>();
	readonly #refused = new Set<string>();

	/** Notes a request. Gives how many of its kind have come in this minute, itself included. */
	note(kind: string, now: number): number {
		const isFull = this.#counts.size >= MOST || this.#characters >= MOST_CHARACTERS;
		if (now >= this.#since + MINUTE || isFull) {
			this.#since = now;
			this.#characters = 0;
			this.#counts.clear();
			this.#refused.clear();
		}
		const count = (this.#counts.get(kind) ?? 0) + 1;
		if (count === 1) this.#characters += kind.length;
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
