/** What only one of two lists has. */
export function onlyInOne(one: readonly string[], other: readonly string[]): string[] {
	const [first, second] = [new Set(one), new Set(other)];
	return [...one.filter((each) => !second.has(each)), ...other.filter((each) => !first.has(each))];
}
