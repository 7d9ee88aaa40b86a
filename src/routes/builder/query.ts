import { cleanLine } from "../../article/clean-text.ts";
import type { IndexedFeed } from "../../feed/feed-index.ts";
import { feedsByName, type Kind } from "../../feed/feed-names.ts";
import { encode, NAMES } from "../../feed/selection.ts";

/** What is typed to find a topic or provider in a long list has at most so many characters. */
const MAX_FIND_LENGTH = 100;

const KINDS: readonly Kind[] = ["topics", "providers"];

/** What the form sends when somebody presses Enter in a field, and not one of the buttons that they see. */
export const ENTER = "enter";

/** What somebody filled into the builder. */
export interface Filled {
	/** The parameters of a selection as they were typed, without empty ones. */
	values: URLSearchParams;
	/** What the lists are narrowed to; empty if they are not. */
	find: Record<Kind, string>;
	/** The list that somebody narrowed just now with the Enter key, and wants to see. */
	narrowed: Kind | undefined;
}

/** Reads the form. Topics and providers that are named as people name them become what their addresses have. */
export function readFilled(query: URLSearchParams, feeds: readonly IndexedFeed[]): Filled {
	const called = feedsByName(feeds);
	const values = new URLSearchParams();
	for (const name of NAMES) {
		for (const value of query.getAll(name).map(cleanLine)) {
			const kind = kindOf(name);
			const feed = kind && called(kind, value);
			if (value !== "") values.append(name, feed ? feed.slice(feed.indexOf("/") + 1) : value);
		}
	}
	const typed = (name: string) => cleanLine(query.get(name) ?? "").slice(0, MAX_FIND_LENGTH);
	const find = { topics: typed("find_topics"), providers: typed("find_providers") };
	const narrowed = KINDS.find((kind) => query.has(ENTER) && find[kind] !== typed(`found_${kind}`));
	return { values, find, narrowed };
}

/**
 * The address of the builder with that selection, and what the lists are narrowed to.
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
