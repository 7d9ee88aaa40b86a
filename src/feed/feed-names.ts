import { domainOf } from "../article/bylines.ts";
import { slugOf } from "../article/slug.ts";
import type { IndexedFeed } from "./feed-index.ts";
import { fold } from "./selection.ts";

/** Kinds of stored feeds, which are also the first segments of their paths. */
export type Kind = "topics" | "providers";

/**
 * Returns a function that finds a feed by its domain, its title, or the last part of its address, in any spelling.
 * The function returns undefined if there is no such feed.
 */
export function feedsByName(feeds: readonly IndexedFeed[]): (kind: Kind, text: string) => string | undefined {
	const names = new Set(feeds.map(({ name }) => name));
	let titles: Map<string, string> | undefined;
	return (kind, text) => {
		const folded = fold(text);
		const found = spellings(kind, folded).find((name) => names.has(name));
		// If several feeds have the same title, the feed with the most articles is used.
		titles ??= new Map(
			feeds.toSorted((a, b) => a.count - b.count).map(({ name, title }) => [`${kindOf(name)}/${fold(title)}`, name]),
		);
		return found ?? titles.get(`${kind}/${folded}`);
	};
}

/** Returns the feed names that a text may stand for: the text itself, a domain, or a name converted to a slug. */
export function spellings(kind: Kind, value: string): string[] {
	const domain = kind === "providers" ? domainOf(value) : null;
	return [value, domain ?? value, slugOf(value)].map((name) => `${kind}/${name}`);
}

function kindOf(name: string): string {
	return name.slice(0, name.indexOf("/"));
}

/** Maximum number of leading characters of a name that are compared. */
const ENOUGH = 40;

/**
 * Returns the names closest to a text by edit distance (Levenshtein), nearest first. Names of similar length are
 * compared first. Once enough close names are found, names of very different length can be skipped, because the edit
 * distance is at least the difference in length.
 *
 * @param limit the maximum distance that counts as close
 */
export function nearest(text: string, names: readonly string[], count: number, limit = ENOUGH): string[] {
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
		const most = found.length < count ? limit : (found.at(-1)?.far ?? limit);
		if (gap > most) break;
		const far = distance(asked, known, most);
		if (far > most) continue;
		found = [...found, { name, far }].sort((a, b) => a.far - b.far || (a.name < b.name ? -1 : 1)).slice(0, count);
	}
	return found.map(({ name }) => name);
}

/**
 * Returns the edit distance between two texts.
 *
 * @param most the distance above which the result may be inexact
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

/** A suggested feed. */
export interface NearFeed {
	/** For example `topics/ai`. */
	name: string;
	title: string;
}
