import { cleanLine } from "../../article/clean-text.ts";
import type { IndexedFeed } from "../../feed/feed-index.ts";
import { feedsByName, type Kind } from "../../feed/feed-names.ts";
import { encode, NAMES } from "../../feed/selection.ts";

/** Maximum length of a search term for a topic or provider, in characters. */
const MAX_FIND_LENGTH = 100;

const KINDS: readonly Kind[] = ["topics", "providers"];

/**
 * The parameter that the form sends when Enter is pressed in a field. It takes the place of a visible button's
 * parameter.
 */
export const ENTER = "enter";

/** The values in the builder's form. */
export interface Filled {
	/** The selection's parameters as typed, without empty parameters. */
	values: URLSearchParams;
	/** For each list, the search term that filters it; empty if the list is not filtered. */
	find: Record<Kind, string>;
	/** The list that was just filtered by pressing Enter, to which the page should scroll. */
	narrowed: Kind | undefined;
}

/** Parses the form's query. Names of topics and providers are converted to slugs. */
export function readFilled(query: URLSearchParams, feeds: readonly IndexedFeed[]): Filled {
	const findByName = feedsByName(feeds);
	const values = new URLSearchParams();
	for (const name of NAMES) {
		for (const value of query.getAll(name).map(cleanLine)) {
			const kind = kindOf(name);
			const feed = kind && findByName(kind, value);
			if (value !== "") values.append(name, feed ? feed.slice(feed.indexOf("/") + 1) : value);
		}
	}
	const typed = (name: string) => cleanLine(query.get(name) ?? "").slice(0, MAX_FIND_LENGTH);
	const find = { topics: typed("find_topics"), providers: typed("find_providers") };
	const narrowed = KINDS.find((kind) => query.has(ENTER) && find[kind] !== typed(`found_${kind}`));
	return { values, find, narrowed };
}

/**
 * Returns the builder's path and query for a given selection and given filters of the lists.
 *
 * @param query a canonical query, including the question mark
 */
export function builderPath(query: string, find: Filled["find"]): string {
	const pairs = Object.entries(find).flatMap(([kind, text]) => (text === "" ? [] : [`find_${kind}=${encode(text)}`]));
	if (pairs.length === 0) return `/subscribe${query}`;
	return `/subscribe${query === "" ? "?" : `${query}&`}${pairs.join("&")}`;
}

function kindOf(name: string): Kind | undefined {
	if (name.endsWith("topic")) return "topics";
	return name.endsWith("provider") ? "providers" : undefined;
}
