import type { Keys } from "./field-names.ts";
import type { Fields } from "./fields.ts";
import { slugOf } from "./slug.ts";

/** The name of a topic becomes part of a URL: at most so many characters. */
const TOPIC_LENGTH = 100;

/** Where topics stand, the most telling first: Zola has its tags below `taxonomies`. */
const TOPIC_KEYS: Keys[] = [
	...["topics", "tags"].map((name) => [name]),
	...[["taxonomies", "tags"], ["categories"], ["taxonomies", "categories"], ["tag"]],
];

/** A list of names, or one text with commas. Names that mean one feed are one topic. */
export function readTopics(fields: Fields): string[] {
	const given = TOPIC_KEYS.find((keys) => fields.has(keys) && fields.isOwn(String(keys[0])));
	const all = given ?? TOPIC_KEYS.find((keys) => fields.has(keys)) ?? ["topics"];
	const topics = new Map<string, string>();
	for (const keys of fields.list(all)) {
		const text = fields.prose(topicName(fields, keys)) ?? "";
		for (const part of keys.length > all.length ? [text] : text.split(",")) {
			const name = part.trim();
			const slug = slugOf(name);
			if (name.length > TOPIC_LENGTH) fields.warn(keys, "is too long for a topic", "Use a name of a few words.");
			else if (slug !== "" && !topics.has(slug)) topics.set(slug, name);
		}
	}
	return [...topics.values()];
}

/** Docusaurus has tags of `label` and `permalink`, exports of Ghost and WordPress of `name` and `slug`. */
function topicName(fields: Fields, keys: Keys): Keys {
	return ["label", "name"].map((name) => [...keys, name]).find((one) => fields.has(one)) ?? keys;
}
