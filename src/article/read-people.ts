import { knownAuthor } from "./bylines.ts";
import type { Keys } from "./field-names.ts";
import type { Fields } from "./fields.ts";
import { type AddressBase, readPictures } from "./media.ts";
import type { Person } from "./podcast.ts";

/** Fields that list people, each with the default role of the people in it. */
const FIELDS: readonly (readonly [name: string, role: string | undefined])[] = [
	["people", undefined],
	["persons", undefined],
	["hosts", "host"],
	["host", "host"],
	["guests", "guest"],
	["guest", "guest"],
];

/** Maximum length of a name. Apps truncate longer names. */
const MAX_NAME = 128;

/**
 * Reads the people who take part in an episode or show. Each is a name, an id from an authors file, or an object with
 * `name`, `role`, `group`, `image` and `url`.
 *
 * @param within the object that contains these fields; absent if they are at the top level
 */
export function readPeople(fields: Fields, base: AddressBase, within: Keys = []): Person[] | undefined {
	const people: Person[] = [];
	for (const [field, role] of FIELDS) {
		const all = within.length === 0 ? fields.named(field) : [...within, field];
		for (const keys of fields.list(all)) {
			const person = readPerson(fields, keys, base);
			if (person && !people.some(({ name }) => name === person.name))
				people.push({ ...person, role: person.role ?? role });
		}
	}
	return people.length === 0 ? undefined : people;
}

function readPerson(fields: Fields, keys: Keys, base: AddressBase): Person | undefined {
	if (typeof fields.value(keys) === "string") {
		const written = fields.line(keys);
		const known = written === undefined ? undefined : knownAuthor(fields.defaults, written);
		const name = known?.name ?? written;
		return name === undefined ? undefined : { name: name.slice(0, MAX_NAME), url: known?.url };
	}
	const name = fields.line([...keys, "name"]);
	if (name === undefined) return fields.warn(keys, "has no name", "Add a line below it: `name: Ada Marsh`.");
	const picture = ["img", "image", "picture"].map((one) => [...keys, one]).find((one) => fields.has(one));
	const link = ["href", "url"].map((one) => [...keys, one]).find((one) => fields.has(one));
	return {
		name: name.slice(0, MAX_NAME),
		role: fields.text([...keys, "role"])?.toLowerCase(),
		group: fields.text([...keys, "group"])?.toLowerCase(),
		picture: picture && readPictures(fields, picture, base)[0]?.url,
		url: link && fields.url(link, "warning"),
	};
}
