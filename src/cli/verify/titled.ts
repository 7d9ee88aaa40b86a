/**
 * Names the articles that something is wrong with, as a part of a sentence: `“Tide” and 3 more articles`. An empty list if
 * there are none.
 */
export function among<T extends { title: string }>(
	entries: readonly T[],
	isWrong: (entry: T, index: number) => boolean,
): string[] {
	const wrong = entries.map((entry, index) => ({ entry, index })).filter(({ entry, index }) => isWrong(entry, index));
	const [first] = wrong;
	if (first === undefined) return [];
	const { title } = first.entry;
	const name =
		title === "" ? `article ${first.index + 1}` : `“${title.length > 60 ? `${title.slice(0, 60)}…` : title}”`;
	const others = wrong.length - 1;
	return [others === 0 ? name : `${name} and ${others} more ${others === 1 ? "article" : "articles"}`];
}
