/** What is wrong with a setting, and how to fix it. */
export class Fault {
	readonly #faults: readonly string[];

	/** @param faults what follows the setting's name: `is missing; set …`, or about a part of it `.0.url is missing; set …` */
	constructor(...faults: string[]) {
		this.#faults = faults;
	}

	sentences(name: string): string[] {
		return this.#faults.map((fault) => `The setting ${name}${fault.startsWith(".") ? "" : " "}${fault}.`);
	}
}
