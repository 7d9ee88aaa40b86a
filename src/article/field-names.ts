/**
 * Names of fields that contain the publication date, which may be in the future. The first field that has a value is
 * used.
 */
export const DATE_NAMES = [
	...["publishedDateTime", "date", "pubDate", "publishDate", "publishedAt", "publishedDate", "datePublished"],
];

/**
 * Names of fields that contain the creation date, which is used if neither the fields in `DATE_NAMES` nor the file name
 * provide a date.
 */
export const CREATION_NAMES = ["created", "createdAt", "dateCreated"];

/**
 * Names of fields that contain the time at which a scheduled article is published, regardless of its `date`: Hugo's
 * `publishDate` and its aliases.
 */
export const NOT_BEFORE_NAMES = ["publishDate", "pubDate", "publishedAt", "publishedDate", "datePublished"];

/** Names of fields that contain the time at which an article expires. */
export const EXPIRY_NAMES = ["expires", "expiryDate", "unpublishDate"];

const INVISIBLE = /[-_\s\p{C}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * Normalizes a field name for comparison. People and generators write `pubDate`, `pub_date` and `PubDate`, and editors
 * leave invisible characters behind.
 */
export function nameKey(name: string): string {
	return (/^[A-Za-z0-9]*$/.test(name) ? name : name.normalize("NFKC").replace(INVISIBLE, "")).toLowerCase();
}

/** Caches the field names of each object. They are looked up often, mostly for fields that the object does not have. */
const known = new WeakMap<object, Map<string, string[]>>();

/**
 * Returns the names in `node` that are spellings of a field's name: first the exact name, then other spellings in file
 * order.
 */
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

/**
 * Returns a member of an object or list. If the name is present in several spellings, the first one that has a value is
 * used.
 */
export function member(node: unknown, key: string | number): unknown {
	if (typeof node !== "object" || node === null) return undefined;
	if (typeof key === "number") return Object.hasOwn(node, key) ? Reflect.get(node, key) : undefined;
	const names = spellingsOf(node, key);
	const name = names.find((written) => isPresent(Reflect.get(node, written))) ?? names[0];
	return name === undefined ? undefined : Reflect.get(node, name);
}

export function isPresent(value: unknown): boolean {
	return value !== undefined && value !== null && value !== "" && value !== "~" && value !== "null";
}

/** The path to a value in the front matter, such as `["provider", "images", 0, "url"]`. */
export type Keys = readonly (string | number)[];
