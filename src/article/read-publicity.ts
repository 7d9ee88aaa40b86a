import { parseDate } from "./dates.ts";
import { type Keys, nameKey } from "./field-names.ts";
import type { Fields } from "./fields.ts";
import { FOLDERS, SECTION_PAGE, SWITCHES, type Switch, WORD_FIELDS, WORDS } from "./not-published.ts";

/** Whether an article may be published, and if not, why. */
interface Publicity {
	outcome: "public" | "members" | "hidden";
	/**
	 * The reason why the article is not published, as a sentence for the author; undefined if nothing prevents
	 * publication.
	 */
	because?: string;
}

/**
 * Reads all fields that can keep an article unpublished. Unclear values are errors. Unknown values of `status` and
 * `visibility` keep the article unpublished, with a warning.
 */
export function readPublicity(fields: Fields, path: string, hasPrivateFeeds: boolean): Publicity {
	const hiding = SWITCHES.flatMap((one) => keysOf(fields, one).filter((keys) => isOff(fields, one, keys)));
	const words = WORD_FIELDS.flatMap((name) => fields.spellings(name).map((written) => [written]));
	const outcomes = words.map((keys) => ({ keys, outcome: outcomeOf(fields, keys, hasPrivateFeeds) }));
	hiding.push(...outcomes.filter(({ outcome }) => outcome === "hidden").map(({ keys }) => keys));
	const gated = outcomes.find(({ outcome }) => outcome === "members");
	if (hiding[0]) return { outcome: "hidden", because: inWords(fields, hiding[0]) };
	if (FOLDERS.test(path))
		return { outcome: "hidden", because: "It is in a folder that generators do not use for articles." };
	if (SECTION_PAGE.test(path)) return { outcome: "hidden", because: "It is a section page, not an article." };
	return gated ? { outcome: "members", because: inWords(fields, gated.keys) } : { outcome: "public" };
}

/** Returns the keys of all spellings of a field that have a value. */
function keysOf(fields: Fields, { keys: [name = "", ...rest] }: Switch): Keys[] {
	return fields
		.spellings(String(name))
		.map((written) => [written, ...rest])
		.filter((keys) => fields.has(keys));
}

function isOff(fields: Fields, { off, isLoose }: Switch, keys: Keys): boolean {
	const value = fields.value(keys);
	const word = typeof value === "string" ? value.trim().toLowerCase() : undefined;
	if (off === "given") return !(word !== undefined && NO.includes(word)) && !isEmpty(value);
	if (typeof off === "object") return word !== undefined && off.includes(word);
	if (isLoose) return word !== undefined && (off === "yes" ? YES : NO).includes(word);
	// Hugo's `published` may be a date.
	if (off === "no" && word !== undefined && parseDate(word, "UTC") !== null) return false;
	return fields.flag(keys) === (off === "yes");
}

const YES = ["true", "yes", "on", "1"];

const NO = ["false", "no", "off", "0"];

function isEmpty(value: unknown): boolean {
	return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

function outcomeOf(fields: Fields, keys: Keys, hasPrivateFeeds: boolean): Publicity["outcome"] {
	const value = fields.value(keys);
	const word = typeof value === "string" ? nameKey(value) : "";
	if (WORDS.public.includes(word)) return "public";
	if (WORDS.members.includes(word)) {
		if (hasPrivateFeeds) return "members";
		const hint = "Set the secret PRIVATE_FEEDS_SECRET, or write `visibility: public`.";
		fields.warn(
			keys,
			"is for members, but private feeds are not enabled on this site, so the article is not published",
			hint,
		);
	} else if (!WORDS.hidden.includes(word)) {
		const hint = `To publish it, use one of: ${WORDS.public.join(", ")}.`;
		fields.warn(keys, "has an unknown value, so the article is not published", hint);
	}
	return "hidden";
}

function inWords(fields: Fields, keys: Keys): string {
	const place = fields.isOwn(String(keys[0])) ? "" : " of the folder's `_defaults.yaml`";
	return `\`${keys.join(".")}\`${place} keeps it unpublished.`;
}
