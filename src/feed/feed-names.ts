import { domainOf } from "../article/bylines.ts";
import { slugOf } from "../article/slug.ts";
import type { IndexedFeed } from "./feed-index.ts";
import { fold } from "./selection.ts";

/** What stored feeds are of, as the paths of their URLs begin. */
export type Kind = "topics" | "providers";

/**
 * Finds a feed as people name it: by the last part of its address, in any spelling, by its domain, or by its title.
 * Undefined if none of these feeds is called so.
 */
export function feedsByName(feeds: readonly IndexedFeed[]): (kind: Kind, text: string) => string | undefined {
	const names = new Set(feeds.map(({ name }) => name));
	let titles: Map<string, string> | undefined;
	return (kind, text) => {
		const folded = fold(text);
		const found = spellings(kind, folded).find((name) => names.has(name));
		// Of several with one title, the largest is meant.
		titles ??= new Map(
			feeds.toSorted((a, b) => a.count - b.count).map(({ name, title }) => [`${kindOf(name)}/${fold(title)}`, name]),
		);
		return found ?? titles.get(`${kind}/${folded}`);
	};
}

/** The names of feeds that somebody may mean: the part of its URL, the domain, or what a name would become there. */
export function spellings(kind: Kind, value: string): string[] {
	const domain = kind === "providers" ? domainOf(value) : null;
	return [value, domain ?? value, slugOf(value)].map((name) => `${kind}/${name}`);
}

function kindOf(name: string): string {
	return name.slice(0, name.indexOf("/"));
}

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

/** A feed that somebody may have meant. */
export interface NearFeed {
	/** `topics/ai` */
	name: string;
	title: string;
}
