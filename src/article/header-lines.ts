import { DATE_NAMES, nameKey } from "./field-names.ts";
import { NOT_PUBLISHED_NAMES } from "./not-published.ts";

const LINE =
	/^([\p{L}\p{Default_Ignorable_Code_Point}][\p{L}\p{N}\p{Default_Ignorable_Code_Point}\u00A0_ -]{0,100}):(?:[ \t]+(.*))?$/u;

/**
 * A header must contain at least one of these fields. Without them, lines that begin with a word and a colon are
 * ordinary text.
 */
const SIGNS = new Set(["title", "status", "draft", "published", "publish", ...DATE_NAMES].map(nameKey));

/** All header fields of Pelican, MultiMarkdown and Bear. */
const KNOWN = new Set([
	...SIGNS,
	...NOT_PUBLISHED_NAMES,
	..."author authors tags category categories slug summary excerpt description modified updated lang language".split(
		" ",
	),
	..."link alias canonicalurl publisheddate metadescription metaimage makediscoverable keywords url saveas image".split(
		" ",
	),
]);

/** Fields that contain a list on a single line. */
const LISTS = new Set(["tags", "authors", "author", "categories", "keywords"]);

/**
 * Reads header lines as in Pelican, MultiMarkdown and Bear: `Title: …` and other fields up to a blank line, or up to a
 * line of `___`. Returns null if other lines come first, or if the lines include neither a title nor a date nor a
 * publication field.
 */
export function readHeaderLines(text: string): { data: Record<string, unknown>; length: number } | null {
	const data: Record<string, string> = {};
	let length = 0;
	let name = "";
	for (const line of text.split("\n", 60)) {
		const written = line.trimEnd();
		if (written === "" || /^_{3,}$/.test(written)) {
			if (name !== "") break;
			return null;
		}
		const field = LINE.exec(written);
		if (field) {
			name = field[1] ?? "";
			data[name] = field[2] ?? "";
		} else if (name !== "" && /^[ \t]/.test(line)) data[name] = `${data[name]} ${written.trim()}`.trim();
		else return null;
		length += line.length + 1;
	}
	const names = Object.keys(data).map(nameKey);
	if (!names.some((one) => SIGNS.has(one)) || !names.some((one) => KNOWN.has(one))) return null;
	const isSure = names.filter((one) => KNOWN.has(one)).length >= 2 || names.some((one) => NOT_PUBLISHED_NAMES.has(one));
	return isSure ? { data: withLists(data), length } : null;
}

function withLists(data: Record<string, string>): Record<string, unknown> {
	return Object.fromEntries(
		Object.entries(data).map(([name, value]) => {
			if (!LISTS.has(nameKey(name))) return [name, value];
			const parts = value.split(value.includes(";") ? ";" : ",").map((part) => part.trim());
			return [name, parts.filter((part) => part !== "")];
		}),
	);
}
