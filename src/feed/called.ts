import { domainOf } from "../article/credits.ts";
import { slugOf } from "../article/slug.ts";
import { fold } from "./selection.ts";

/** What stored feeds are of, as the paths of their URLs begin. */
export type Kind = "topics" | "providers";

/**
 * Finds a feed as people name it: by the last part of its address, in any spelling, by its domain, or by its title.
 * Undefined if none of these feeds is called so.
 */
export function feedsByName(
	feeds: readonly { name: string; title: string }[],
): (kind: Kind, text: string) => string | undefined {
	const names = new Set(feeds.map(({ name }) => name));
	let titles: Map<string, string> | undefined;
	return (kind, text) => {
		const folded = fold(text);
		const found = spellings(kind, folded).find((name) => names.has(name));
		// Of two with one title, the first is meant.
		titles ??= new Map(feeds.toReversed().map(({ name, title }) => [`${kindOf(name)}/${fold(title)}`, name]));
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
