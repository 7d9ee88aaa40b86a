/** The names that say when an article was, or will be, published; the first that has a value counts. */
export const DATE_NAMES = [
	...["publishedDateTime", "date", "pubDate", "publishDate", "publishedAt", "publishedDate", "datePublished"],
];

/** The same of articles whose file's name has no date either. */
export const CREATION_NAMES = ["created", "createdAt", "dateCreated"];

/** Until this time an article is scheduled, whatever its `date` says: Hugo's `publishDate` and its other names. */
export const NOT_BEFORE_NAMES = ["publishDate", "pubDate", "publishedAt", "publishedDate", "datePublished"];

/** From this time on an article is no longer published. */
export const EXPIRY_NAMES = ["expires", "expiryDate", "unpublishDate"];

const INVISIBLE = /[-_\s\p{C}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * A field's name as names are compared: generators and people write `pubDate`, `pub_date` and `PubDate`, and editors
 * leave invisible characters behind.
 */
export function nameKey(name: string): string {
	return (/^[A-Za-z0-9]*$/.test(name) ? name : name.normalize("NFKC").replace(INVISIBLE, "")).toLowerCase();
}

/** The names within each value, looked up many times, mostly for fields that it does not have. */
const known = new WeakMap<object, Map<string, string[]>>();

/** The names in `node` that mean the same as a field's name: the exact one first, then in the order of the file. */
export function spellingsOf(node: object, name: string): readonly string[] {
	let names = known.get(node);
	if (names === undefined) {
		names = new Map();
		for (const written of Object.keys(node)) {
			const key = nameKey(written);
			const same = names.get(key);
			if (same) same.push(written);
			else names.set(key, [written]);
		}
		known.set(node, names);
	}
	const found = names.get(nameKey(name)) ?? [];
	return found.length > 1 && found.includes(name) ? [name, ...found.filter((other) => other !== name)] : found;
}

/** Where a value stands in the front matter: `["provider", "images", 0, "url"]`. */
export type Keys = readonly (string | number)[];
