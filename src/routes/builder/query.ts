import { cleanLine } from "../../article/clean-text.ts";
import type { IndexedFeed } from "../../feed/feed-index.ts";
import { feedsByName, type Kind } from "../../feed/feed-names.ts";
import { encode, NAMES } from "../../feed/selection.ts";

/** Maximum length of a search term for a topic or provider. */
const MAX_FIND_LENGTH = 100;

const KINDS: readonly Kind[] = ["topics", "providers"];

/** Sent by the form when Enter is pressed in a field, instead of the value of a visible button. */
export const ENTER = "enter";

/** What the builder's form contains. */
export interface Filled {
	/** The selection's parameters as typed, without empty ones. */
	values: URLSearchParams;
	/** Search terms of the lists; empty if not filtered. */
	find: Record<Kind, string>;
	/** The list that was just filtered with Enter, to show it. */
	narrowed: Kind | undefined;
}

/** Parses the form. Topics and providers may be given by name; they become slugs. */
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
 * The builder's address with a selection and list filters.
 *
 * @param query of a selection, canonical, with its question mark
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
