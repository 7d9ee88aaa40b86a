import type { Keys } from "./field-names.ts";
import type { Fields } from "./fields.ts";
import { knownLanguage } from "./language.ts";
import { type AddressBase, readPictures } from "./media.ts";
import { type Category, SHOW_TYPES, type Show } from "./podcast.ts";
import { categoryOf, similarCategory } from "./podcast-categories.ts";
import { readExplicit } from "./read-episode.ts";
import { readPeople } from "./read-people.ts";

/**
 * Reads the podcast data of a topic, a provider or the site from the field `podcast` in its description. Warns if
 * something that apps require is missing; the feed is still a podcast.
 */
export function readShow(fields: Fields, base: AddressBase): Show | undefined {
	const [name = "podcast"] = fields.named("podcast");
	if (!fields.has([name]) || fields.value([name]) === "false") return undefined;
	const at = (...names: string[]): Keys => {
		const all = names.map((one) => [name, one]);
		return all.find((one) => fields.has(one)) ?? all[0] ?? [name];
	};
	const missing = (field: string, why: string, hint: string) => {
		if (!fields.has([name, field])) fields.warn([name, field], `is missing: ${why}`, hint);
	};
	const show: Show = {
		author: fields.line(at("author")),
		owner: readOwner(fields, at("owner"), at("email", "ownerEmail")),
		categories: readCategories(fields, at("category", "categories")),
		artwork: readPictures(fields, at("artwork", "image", "cover"), base, "artwork")[0],
		explicit: readExplicit(fields, at("explicit")) ?? false,
		type: readType(fields, at("type")),
		language: readLanguage(fields, at("language")),
		funding: readFunding(fields, at("funding")),
		locked: readExplicit(fields, at("locked")),
		medium: readMedium(fields, at("medium")),
		license: readLicense(fields, at("license")),
		people: readPeople(fields, base, [name]),
		guid: readGuid(fields, at("guid")),
		appleId: readAppleId(fields, at("apple", "appleId")),
	};
	if (show.categories.length === 0 && !fields.has(at("category", "categories"))) {
		missing("category", "Apple and Spotify require one", "Add a category from Apple's list, such as `category: News`.");
	}
	if (show.owner === undefined && !fields.has(at("owner")) && !fields.has(at("email", "ownerEmail"))) {
		const hint =
			"Add `owner:` with `name:` and `email:`. The address is public, and directories send a verification code to it.";
		missing("owner", "YouTube and Spotify verify shows by e-mail", hint);
	}
	if (show.artwork === undefined && !fields.has(at("artwork", "image", "cover"))) {
		const hint = "Add a square picture of 1400 to 3000 pixels, JPEG or PNG: `artwork: cover.jpg`.";
		missing("artwork", "Apple and Spotify require a cover", hint);
	}
	// The site already has a description: it is one of the site's settings.
	if (fields.has(fields.named("name", "title")) && !fields.has(["description"])) {
		fields.warn(
			["description"],
			"is missing: directories require one",
			"Describe in a few sentences what the podcast is about.",
		);
	}
	missing(
		"author",
		"apps show it below the title",
		"Add the name of the podcast's author, such as `author: Harbour Post`.",
	);
	return show;
}

const EMAIL = /^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/;

/** Reads `owner: { name, email }`, `owner: Ada <ada@example.org>`, or only an e-mail address. */
function readOwner(fields: Fields, owner: Keys, alone: Keys): Show["owner"] {
	const isText = typeof fields.value(owner) === "string";
	const place = isText ? owner : fields.has([...owner, "email"]) ? [...owner, "email"] : alone;
	const text = fields.text(place);
	if (text === undefined) {
		if (!fields.has(owner)) return undefined;
		return fields.warn(
			[...owner, "email"],
			"is missing: directories need it to send a verification code",
			"Add `email:` below `owner:`.",
		);
	}
	const [, before = "", address = text] = /^(.*?)\s*<([^<>]*)>$/.exec(text) ?? [];
	if (!EMAIL.test(address)) {
		return fields.warn(place, "is not an e-mail address", "Use an address such as podcast@example.org.");
	}
	const name = isText ? before || undefined : fields.line([...owner, "name"]);
	return { name, email: address };
}

function readCategories(fields: Fields, keys: Keys): Category[] {
	const found: Category[] = [];
	for (const one of fields.list(keys)) {
		const written = categoryText(fields, one);
		const category = written === undefined ? undefined : categoryOf(written);
		if (category) found.push(category);
		else {
			const near = similarCategory(written ?? "");
			const hint = near === undefined ? "Use one such as `News > Daily News`." : `Did you mean \`${near}\`?`;
			fields.warn(one, `${JSON.stringify(written ?? "")} is not in Apple's list of categories`, hint);
		}
	}
	return found.filter(({ name, sub }, index) => {
		return found.findIndex((other) => other.name === name && other.sub === sub) === index;
	});
}

/**
 * Returns the category as text. The value may be a string, an object with `name` and `sub`, or an object whose key is
 * the category and whose value is the subcategory.
 */
function categoryText(fields: Fields, keys: Keys): string | undefined {
	const value = fields.value(keys);
	if (typeof value === "string") return fields.prose(keys);
	if (typeof value !== "object" || value === null) return undefined;
	const [main, sub] = [
		["name", "text", "category", "title"],
		["sub", "subcategory", "subcategories"],
	].map((names) => names.map((name) => [...keys, name]).find((one) => fields.has(one)));
	if (main === undefined) {
		const [name = ""] = Object.keys(value);
		const below = fields.list([...keys, name])[0];
		const inside = below && fields.prose(below);
		return inside === undefined ? name : `${name} > ${inside}`;
	}
	const below = sub && fields.list(sub)[0];
	const inside = below && fields.prose(below);
	return inside === undefined ? fields.prose(main) : `${fields.prose(main)} > ${inside}`;
}

function readType(fields: Fields, keys: Keys): Show["type"] {
	const text = fields.text(keys)?.toLowerCase();
	if (text === undefined) return "episodic";
	const type = SHOW_TYPES.find((one) => one === text);
	if (type === undefined) fields.warn(keys, "is unknown", "Use episodic (newest first) or serial (oldest first).");
	return type ?? "episodic";
}

function readLanguage(fields: Fields, keys: Keys): string | undefined {
	const text = fields.text(keys);
	const language = text === undefined ? undefined : knownLanguage(text);
	if (text !== undefined && language === undefined)
		fields.warn(keys, "is not a language", "Use a code such as en or de.");
	return language?.tag;
}

function readFunding(fields: Fields, keys: Keys): Show["funding"] {
	return fields.list(keys).flatMap((one) => {
		const isText = typeof fields.value(one) === "string";
		const url = fields.url(isText ? one : [...one, "url"], "warning");
		const text = isText ? undefined : (fields.line([...one, "text"]) ?? fields.line([...one, "title"]));
		return url === undefined ? [] : [{ url, text: (text ?? "Support the show").slice(0, 128) }];
	});
}

/** The values of `medium` in the Podcasting 2.0 namespace. The suffix L stands for a list of items of that medium. */
const MEDIA = /^(podcast|music|video|film|audiobook|newsletter|blog|publisher|course)L?$|^mixed$/;

function readMedium(fields: Fields, keys: Keys): string | undefined {
	const text = fields.text(keys);
	if (text === undefined || MEDIA.test(text)) return text;
	return fields.warn(keys, "is unknown", "Use podcast, music, video, film, audiobook, newsletter, blog or course.");
}

function readLicense(fields: Fields, keys: Keys): Show["license"] {
	const isObject = typeof fields.value(keys) === "object";
	const named = fields.has([...keys, "name"]) ? "name" : "id";
	const name = fields.text(isObject ? [...keys, named] : keys);
	if (name === undefined) return undefined;
	const url = isObject ? fields.url([...keys, "url"], "warning") : undefined;
	return { name: name.slice(0, 128).toLowerCase(), url };
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

function readGuid(fields: Fields, keys: Keys): string | undefined {
	const text = fields.text(keys)?.toLowerCase();
	if (text === undefined || UUID.test(text)) return text;
	return fields.warn(
		keys,
		"is not a UUID",
		"Copy `podcast:guid` from the old feed, or omit it: the site then generates one.",
	);
}

/** Reads the id from the show's Apple Podcasts URL: `https://podcasts.apple.com/podcast/id1234567890`. */
function readAppleId(fields: Fields, keys: Keys): string | undefined {
	const text = fields.text(keys);
	const [, id] = /(?:^|\/id)(\d{6,12})(?:[?#].*)?$/.exec(text ?? "") ?? [];
	if (text === undefined || id !== undefined) return id;
	return fields.warn(
		keys,
		"is not the URL or id of a show on Apple Podcasts",
		"Copy the show's URL: https://podcasts.apple.com/podcast/id…",
	);
}
