/** The host asks for patience: not a failure, and not before `until` (milliseconds since 1970). */
export class Patience extends Error {
	readonly until: number;
	constructor(message: string, until: number) {
		super(message);
		this.until = until;
	}
}

/** Trying again would not help until somebody changes something. The message says what. */
export class DeadEnd extends Error {}

/** What the answer refers to is not there (any more). */
export class Missing extends Error {}
