/**
 * Steps that an article may cost: so many for each of its characters, and these besides. An ordinary article needs one
 * to four for a character. The costliest source of 1 MiB that stays below takes at most two seconds (`npm run bench`).
 */
const STEPS_PER_CHARACTER = 9;
const FREE_STEPS = 800_000;

/** Thrown where an article would take too long. */
export class TooMuchWork extends Error {}

/** What an author is told of such a body. */
export const TOO_COSTLY = {
	message: "has so many unfinished marks, tags or links that reading it would delay all other articles",
	hint: "Close or escape marks such as `*`, `_`, `[` and `<`, or split the article into several.",
};

/**
 * Counts what reading an article costs, and stops what would take too long. A step stands for at most a fifth of a
 * microsecond. A clock would not do: on Cloudflare it stands still while code runs.
 */
export class Work {
	readonly #limit: number;
	#steps = 0;

	/** @param characters that the article has */
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
