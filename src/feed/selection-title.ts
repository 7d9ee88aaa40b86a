import { once } from "../once.ts";
import { termsOf } from "./search-words.ts";
import type { Selection } from "./selection.ts";

/**
 * What a selection holds, in words: `AI or Robotics, from Gizmochina, in German, without video`.
 *
 * @param nameOf what a feed such as `topics/ai` is about
 */
export function selectionTitle(selection: Selection, nameOf: (feed: string) => string): string {
	const { topics, providers, types, words, languages, minQuality } = selection;
	const topicName = (topic: string) => nameOf(`topics/${topic}`);
	const providerName = (provider: string) => nameOf(`providers/${provider}`);
	const parts = [
		topics.any.map(topicName).join(" or ") || "Everything",
		part("from", providers.any.map(providerName)),
		part("of type", types.any),
		part("in", languages.map(languageName)),
		part("with", words.any.map(quoted)),
		minQuality === 0 ? "" : `of quality ${minQuality} and above`,
		part("without", [...topics.none.map(topicName), ...types.none, ...words.none.map(quoted)]),
		part("not from", providers.none.map(providerName)),
	];
	return parts.filter((text) => text !== "").join(", ");
}

function part(preposition: string, values: readonly string[]): string {
	return values.length === 0 ? "" : `${preposition} ${values.join(" or ")}`;
}

function quoted(words: string): string {
	return termsOf(words)
		.map((term) => `“${term}”`)
		.join(" and ");
}

const languages = once(() => new Intl.DisplayNames("en", { type: "language" }));

/** The English name of a language (BCP 47), such as German; its tag where it has none. */
export function languageName(tag: string): string {
	// Without extensions, which have no names.
	return languages().of(new Intl.Locale(tag).baseName) ?? tag;
}
