/** More of a name than this tells nothing new, in characters. */
const ENOUGH = 40;

/**
 * The names that are most like a text, by edit distance (Levenshtein); the nearest first. Those of like length are compared
 * first: what differs in length by more than the nearest are far need not be.
 */
export function nearest(text: string, names: readonly string[], count: number): string[] {
	if (count === 0) return [];
	const asked = text.slice(0, ENOUGH);
	const byLength = names
		.map((name) => ({
			name,
			known: name.slice(0, ENOUGH),
			gap: Math.abs(Math.min(name.length, ENOUGH) - asked.length),
		}))
		.sort((a, b) => a.gap - b.gap);
	let found: { name: string; far: number }[] = [];
	for (const { name, known, gap } of byLength) {
		const most = found.length < count ? ENOUGH : (found.at(-1)?.far ?? ENOUGH);
		if (gap > most) break;
		const far = distance(asked, known, most);
		if (far > most) continue;
		found = [...found, { name, far }].sort((a, b) => a.far - b.far || (a.name < b.name ? -1 : 1)).slice(0, count);
	}
	return found.map(({ name }) => name);
}

/**
 * How many characters have to be added, left out or replaced to make one text of the other.
 *
 * @param most if it is more than this, it does not matter how many more
 */
function distance(a: string, b: string, most: number): number {
	const row = Uint8Array.from({ length: b.length + 1 }, (_, column) => column);
	let left = b.length;
	for (let index = 1; index <= a.length; index++) {
		const character = a.charCodeAt(index - 1);
		let least = index;
		left = index;
		let diagonal = index - 1;
		for (let column = 1; column <= b.length; column++) {
			const above = row[column] ?? 0;
			const replaced = b.charCodeAt(column - 1) === character ? diagonal : diagonal + 1;
			left = Math.min(replaced, above + 1, left + 1);
			row[column] = left;
			diagonal = above;
			if (left < least) least = left;
		}
		if (least > most) return least;
	}
	return left;
}
