/**
 * The limit of steps for one article: this many per character, plus a fixed allowance. An ordinary article needs one to
 * four per character. The costliest source of 1 MiB within the limit takes at most two seconds (`npm run bench`).
 */
const STEPS_PER_CHARACTER = 9;
const FREE_STEPS = 800_000;

/** Thrown when an article would take too long to render. */
export class TooMuchWork extends Error {}

/** The warning for a body that costs too much. */
export const TOO_COSTLY = {
	message: "has too many unfinished marks, tags or links to render in time",
	hint: "Close or escape marks such as `*`, `_`, `[` and `<`, or split the article into several.",
};

/**
 * Counts what reading an article costs, and stops when it would take too long. A step takes at most a fifth of a
 * microsecond. A clock would not work: on Cloudflare it stops while code runs.
 */
export class Work {
	readonly #limit: number;
	#steps = 0;

	/** @param characters length of the article */
	constructor(characters: number) {
		this.#limit = FREE_STEPS + characters * STEPS_PER_CHARACTER;
	}

	get steps(): number {
		return this.#steps;
	}

	spend(steps: number): void {
		this.#steps += steps;
		if (this.#steps > this.#limit) throw new TooMuchWork();
	}
}
