/** An invalid setting: what is wrong, and how to fix it. */
export class Fault {
	readonly #faults: readonly string[];

	/**
	 * @param faults what follows the setting's name in each message, such as `is missing; set …` or, for a part of the
	 * setting, `.0.url is missing; set …`
	 */
	constructor(...faults: string[]) {
		this.#faults = faults;
	}

	sentences(name: string): string[] {
		return this.#faults.map((fault) => `The setting ${name}${fault.startsWith(".") ? "" : " "}${fault}.`);
	}
}
