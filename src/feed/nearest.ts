/** More of a name than this tells nothing new, in characters. */
const ENOUGH = 60;

/** The names that are most like a text, by edit distance (Levenshtein); the nearest first. */
export function nearest(text: string, names: readonly string[], count: number): string[] {
	const rated = names.map((name) => ({ name, distance: distance(text.slice(0, ENOUGH), name.slice(0, ENOUGH)) }));
	rated.sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1));
	return rated.slice(0, count).map(({ name }) => name);
}

/** How many characters have to be added, left out or replaced to make one text of the other. */
function distance(a: string, b: string): number {
	let above = Array.from({ length: b.length + 1 }, (_, column) => column);
	for (let row = 1; row <= a.length; row++) {
		const current = [row];
		for (let column = 1; column <= b.length; column++) {
			const replaced = (above[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
			current.push(Math.min(replaced, (above[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
		}
		above = current;
	}
	return above[b.length] ?? 0;
}
