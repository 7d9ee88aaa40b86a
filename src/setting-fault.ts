/** An invalid setting: what is wrong, and how to fix it. */
export class Fault {
	readonly #faults: readonly string[];

	/**
	 * @param faults the rest of each message, after the setting's name: for example, `is missing; set …` or, if only a
	 * part of the setting is invalid, `.0.url is missing; set …`
	 */
	constructor(...faults: string[]) {
		this.#faults = faults;
	}

	sentences(name: string): string[] {
		return this.#faults.map((fault) => `The setting ${name}${fault.startsWith(".") ? "" : " "}${fault}.`);
	}
}
