/** An invalid setting: what is wrong, and how to fix it. */
export class Fault {
	readonly #faults: readonly string[];

	/**
	 * @param faults the text after the setting's name, such as `is missing; set …`, or for a part of it `.0.url is
	 * missing; set …`
	 */
	constructor(...faults: string[]) {
		this.#faults = faults;
	}

	sentences(name: string): string[] {
		return this.#faults.map((fault) => `The setting ${name}${fault.startsWith(".") ? "" : " "}${fault}.`);
	}
}
