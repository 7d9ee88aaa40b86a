import { Outage } from "../outage.ts";

/** Why it cannot go on, and how to mend it. What wrangler said is told below it, in its own words. */
export class Obstacle extends Outage {
	/** A line each, without what a terminal would obey. */
	readonly words: string[];

	constructor(message: string, words: string[] = []) {
		super(message);
		this.words = words;
	}
}
