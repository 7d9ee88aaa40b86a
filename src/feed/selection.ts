import { cleanLine } from "../article/clean-text.ts";
import { languageNameIn } from "../words/format.ts";
import { fill, type Sentence } from "../words/grammar.ts";
import { languageOfWords, wordsFor } from "../words/words.ts";
import { SITE_FEED } from "./feed.ts";
import { termsOf } from "./search-terms.ts";

/**
 * `any`: values of which an article must have at least one. `none`: values that an article must not have. Both lists
 * are sorted and without duplicates.
 */
export interface Choice {
	any: string[];
	none: string[];
}

/** A query for the articles that match all of these conditions, newest first. */
export interface Selection {
	/** Slugs as in `topics/ai`. Until the Publisher resolves it, a value may also be what the reader typed. */
	topics: Choice;
	/** Keys as in `providers/gizmochina.com`. */
	providers: Choice;
	/** Names as slugs. */
	authors: Choice;
	/** In lower case. */
	types: Choice;
	/** BCP 47 tags; `de` includes `de-AT`. */
	languages: string[];
	/** As returned by `canonicalWords`. */
	words: Choice;
	/** Whether to include only articles with a correction. */
	corrected: boolean;
	/** From 0 to 1000. An article without a quality counts as 0. */
	minQuality: number;
	/** Number of articles in the feed. */
	limit: number;
	content: "full" | "summary";
}

/** Maximum number of articles in a feed. */
export const MAX_LIMIT = 200;

/** Returns a selection of all articles, with the site's feed size. */
export function everything(feedSize: number): Selection {
	const all = { any: [], none: [] };
	return {
		topics: all,
		providers: all,
		authors: all,
		types: all,
		languages: [],
		words: all,
		corrected: false,
		minQuality: 0,
		limit: feedSize,
		content: "full",
	};
}

/** Returns a selection of all articles in a stored feed. */
export function feedSelection(name: string): Selection {
	const [kind, value = ""] = name.split("/");
	const only = { any: [value], none: [] };
	const all = everything(MAX_LIMIT);
	if (kind === "topics") return { ...all, topics: only };
	return kind === "providers" ? { ...all, providers: only } : all;
}

/**
 * Returns the stored feeds whose changes may affect a selection: feeds that contain (or used to contain) its articles,
 * and feeds that its title mentions.
 */
export function feedsOf({ topics, providers }: Selection): string[] {
	const names = (choice: "any" | "none") => [
		...topics[choice].map((topic) => `topics/${topic}`),
		...providers[choice].map((provider) => `providers/${provider}`),
	];
	return [...(names("any").length === 0 ? [SITE_FEED] : names("any")), ...names("none")];
}

/** Parameter names, in the order of the canonical query. */
export const NAMES = [
	...["topic", "-topic", "provider", "-provider", "author", "-author", "type", "-type", "lang", "q", "-q"],
	...["corrected", "min_quality", "limit", "content"],
];

/** Returns the stored feed that is equivalent to a selection; null if there is none. */
export function storedFeed(selection: Selection, feedSize: number): string | null {
	const query = canonicalQuery(selection, feedSize);
	const topics = selection.topics.any.map((topic) => `topics/${topic}`);
	const providers = selection.providers.any.map((provider) => `providers/${provider}`);
	const isEqual = (name: string) => canonicalQuery({ ...feedSelection(name), limit: feedSize }, feedSize) === query;
	return [SITE_FEED, ...topics, ...providers].find(isEqual) ?? null;
}

/**
 * Returns the canonical query of a selection, including the question mark; empty if the selection contains all
 * articles.
 */
export function canonicalQuery(selection: Selection, feedSize: number): string {
	const { topics, providers, authors, types, words, languages, corrected, minQuality, limit, content } = selection;
	const values: Record<string, readonly (string | number)[]> = {
		topic: topics.any,
		"-topic": topics.none,
		provider: providers.any,
		"-provider": providers.none,
		author: authors.any,
		"-author": authors.none,
		type: types.any,
		"-type": types.none,
		lang: languages,
		q: words.any,
		"-q": words.none,
		corrected: corrected ? ["yes"] : [],
		min_quality: minQuality === 0 ? [] : [minQuality],
		limit: limit === feedSize ? [] : [limit],
		content: content === "full" ? [] : [content],
	};
	const pairs = NAMES.flatMap((name) => (values[name] ?? []).map((value) => `${name}=${encode(String(value))}`));
	return pairs.length === 0 ? "" : `?${pairs.join("&")}`;
}

/** Sorts values and removes duplicates. */
export function canonical(values: readonly string[]): string[] {
	return [...new Set(values)].sort();
}

/** Normalizes a value: to NFKC, lower case and single spaces. */
export function fold(text: string): string {
	return cleanLine(cleanLine(text).normalize("NFKC").toLowerCase().normalize("NFKC"));
}

/** Encodes a value as browsers do in queries, including the apostrophe (URL Standard, special-query). */
export function encode(text: string): string {
	return encodeURIComponent(text).replaceAll("'", "%27");
}

/**
 * Describes a selection in words: `AI or Robotics, from Gizmochina, in German, without video`.
 *
 * @param nameOf returns the display name of a feed such as `topics/ai` or of an author such as `authors/ada`
 */
export function selectionTitle(selection: Selection, nameOf: (feed: string) => string, language: string): string {
	const { topics, providers, authors, types, words, languages, corrected, minQuality } = selection;
	const { selection: says, kind } = wordsFor(language);
	const kinds: Record<string, string> = { article: kind.article, video: kind.video, audio: kind.audio };
	const kindOf = (type: string) => kinds[type] ?? type;
	const topicName = (topic: string) => nameOf(`topics/${topic}`);
	const providerName = (provider: string) => nameOf(`providers/${provider}`);
	const authorName = (author: string) => nameOf(`authors/${author}`);
	const joined = (texts: readonly string[], sentence: Sentence<"first" | "second">) =>
		texts.length === 0 ? "" : texts.reduce((first, second) => fill(sentence, { first, second }));
	const part = (sentence: Sentence<"names">, names: readonly string[]) =>
		names.length === 0 ? "" : fill(sentence, { names: joined(names, says.or) });
	const quoted = (given: string) =>
		joined(
			termsOf(given).map((term) => fill(says.quoted, { words: term })),
			says.and,
		);
	const parts = [
		joined(topics.any.map(topicName), says.or) || says.everything,
		part(says.by, authors.any.map(authorName)),
		part(says.from, providers.any.map(providerName)),
		part(says.ofType, types.any.map(kindOf)),
		part(
			says.in,
			languages.map((tag) => languageNameIn(languageOfWords(language), tag)),
		),
		part(says.with, words.any.map(quoted)),
		corrected ? says.corrected : "",
		minQuality === 0 ? "" : fill(says.quality, { quality: minQuality }),
		part(says.without, [...topics.none.map(topicName), ...types.none.map(kindOf), ...words.none.map(quoted)]),
		part(says.notBy, authors.none.map(authorName)),
		part(says.notFrom, providers.none.map(providerName)),
	];
	return parts.filter((text) => text !== "").join(says.comma);
}
