/** Template code that is left out because only the site generator it was written for could run it. */
export interface LeftOut {
	/** Line in the body, counted from 1. */
	line: number;
	/** The kind and name of the code, without its arguments. */
	code: string;
}

/** Collects code that is left out of a text, at most one piece per line. Note the pieces in the order of the text. */
export class LeftOutCode {
	readonly found: LeftOut[] = [];
	readonly #text: string;
	#line = 1;
	#lineAt = 0;

	constructor(text: string) {
		this.#text = text;
	}

	/** @param start the index of the code in the text */
	note(start: number, code: string): void {
		if (start < this.#lineAt) return;
		for (
			let at = this.#text.indexOf("\n", this.#lineAt);
			at !== -1 && at < start;
			at = this.#text.indexOf("\n", at + 1)
		) {
			this.#line++;
			this.#lineAt = at + 1;
		}
		if (this.found.at(-1)?.line !== this.#line) this.found.push({ line: this.#line, code });
	}
}
