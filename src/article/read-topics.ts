import type { Keys } from "./field-names.ts";
import type { Fields } from "./fields.ts";
import { slugOf } from "./slug.ts";
import { type GeneratorData, JEKYLL } from "./source.ts";

/** Maximum length of a topic's name, which becomes part of a URL. */
const TOPIC_LENGTH = 100;

/** Fields that contain topics. In Zola, topics are in a separate field for taxonomies. */
const TOPIC_KEYS: Keys[] = [
	...[["tags"], ["taxonomies", "tags"], ["tag"], ["topics"], ["categories"], ["taxonomies", "categories"]],
	...[["series"], ["taxonomies", "series"]],
];

/** Tags that do not describe an article's subject. Eleventy also uses tags to put articles in collections. */
const COLLECTIONS = new Set(["post", "posts", "all", "blogpost", "blogposts", "blog-post", "blog-posts"]);

/**
 * Reads topics from lists of names, or from strings in which names are separated by commas (in Jekyll, by spaces).
 * Names that lead to the same feed count as one topic.
 */
export function readTopics(fields: Fields, path = ""): string[] {
	const found = TOPIC_KEYS.filter((keys) => fields.has(keys));
	// `category` is the kind of article, and counts as a topic only if the field `topics` is missing.
	if (!found.some(([name]) => name === "topics") && fields.has(["category"])) found.push(["category"]);
	const own = found.filter((keys) => fields.isOwn(String(keys[0])));
	const topics = new Map<string, string>();
	const add = (keys: Keys, text: string): void => {
		const name = text.trim();
		const slug = slugOf(name);
		if (name.length > TOPIC_LENGTH) fields.warn(keys, "is too long for a topic", "Use a name of a few words.");
		else if (slug !== "" && !topics.has(slug)) topics.set(slug, name);
	};
	for (const all of own.length > 0 ? own : found) {
		for (const { keys, name } of namesIn(fields, all)) {
			if (!(all.includes("tags") && COLLECTIONS.has(name.trim().toLowerCase()))) add(keys, name);
		}
	}
	for (const folder of jekyllCategories(fields, path)) add(["categories"], folder);
	return [...topics.values()];
}

/** Returns the names in a field, including those in nested lists, which Hexo uses for category paths. */
function namesIn(fields: Fields, all: Keys): { keys: Keys; name: string }[] {
	return fields.list(all).flatMap((keys) => {
		if (all[0] === "categories" && keys.length > 1 && Array.isArray(fields.value(keys))) return namesIn(fields, keys);
		const text = fields.prose(topicName(fields, keys)) ?? "";
		const isOne = keys.length > all.length || all[0] === "category";
		return (isOne ? [text] : split(fields, all, text)).map((name) => ({ keys, name }));
	});
}

function split(fields: Fields, [name]: Keys, text: string): string[] {
	if (text.includes(",") || name === "tag" || jekyllFolder(fields) === undefined) return text.split(",");
	return text.split(" ");
}

function jekyllFolder(fields: Fields): string | undefined {
	const { [JEKYLL]: folder }: GeneratorData = fields.defaults;
	return folder;
}

/** Returns Jekyll's categories: the names of the folders above `_posts`. */
function jekyllCategories(fields: Fields, path: string): string[] {
	const folder = jekyllFolder(fields);
	if (folder === undefined) return [];
	const within = folder === "" ? path : path.slice(folder.length + 1);
	const above = /^(.+)\/_posts\//.exec(within)?.[1] ?? "";
	return above.split("/").filter((name) => name !== "");
}

/**
 * Returns the path to a topic's name. Docusaurus tags have `label` and `permalink`; Ghost and WordPress exports have
 * `name` and `slug`.
 */
function topicName(fields: Fields, keys: Keys): Keys {
	return ["label", "name", "title"].map((name) => [...keys, name]).find((one) => fields.has(one)) ?? keys;
}
