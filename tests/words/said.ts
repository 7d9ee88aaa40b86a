/** Returns all strings of a catalogue, each with its key, such as `follow.title`. */
export function entriesOf(words: object, prefix = ""): [key: string, value: string | ((n: number) => string)][] {
	return Object.entries(words).flatMap(([key, value]) => {
		const name = prefix === "" ? key : `${prefix}.${key}`;
		return typeof value === "object" ? entriesOf(value, name) : [[name, value]];
	});
}
