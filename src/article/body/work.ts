/**
 * The maximum number of steps for one article is this number per character, plus a fixed allowance. An ordinary article
 * takes one to four steps per character. Any source of up to 1 MiB that stays within the limit takes at most two
 * seconds (`npm run bench`).
 */
const STEPS_PER_CHARACTER = 9;
const FREE_STEPS = 800_000;

/** Thrown when an article would take too long to render. */
export class TooMuchWork extends Error {}

/** The warning for a body that takes too much work. */
export const TOO_COSTLY = {
	message: "contains too many unclosed marks, tags or links to render in time",
	hint: "Close or escape marks such as `*`, `_`, `[` and `<`, or split the article into several.",
};

/**
 * Counts the work done while an article is read, and throws before reading takes too long. A step takes at most a fifth
 * of a microsecond. Work is not measured as time, because on Cloudflare the clock stops while code runs.
 */
export class Work {
	readonly #limit: number;
	#steps = 0;

	/** @param characters the length of the article */
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
