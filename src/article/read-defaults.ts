import { readAuthors, readProvider } from "./bylines.ts";
import { nameKey } from "./field-names.ts";
import { Fields } from "./fields.ts";
import { folderOf } from "./folder-defaults.ts";
import type { FrontMatter } from "./front-matter.ts";
import { NOT_PUBLISHED_DEFAULTS } from "./not-published.ts";
import { RULE_NAMES, readRules } from "./permalinks/rules.ts";
import type { Problem } from "./problem.ts";
import { readAudience, readLanguage } from "./read-article.ts";
import { readPublicity } from "./read-publicity.ts";
import { readRights } from "./read-rights.ts";
import { readTopics } from "./read-topics.ts";
import type { Context } from "./source.ts";

/** The fields that a folder can set for its articles, including every name that articles may use for these fields. */
const NAMES = [
	...["provider", "language", "lang", "topics", "tags", "categories", "type", "category", "authors", "author", "date"],
	...["license", "copyright"],
	...["audience", ...NOT_PUBLISHED_DEFAULTS],
];

const ALL_NAMES = [...NAMES, ...RULE_NAMES];

type ReadDefaults = { kind: "defaults"; defaults: Record<string, unknown>; problems: Problem[] };

/** Reads `_defaults.yaml`. Errors are reported here once, rather than for each article. Never throws. */
export function readDefaults(path: string, matter: FrontMatter, context: Context): ReadDefaults {
	const fields = new Fields(path, matter, { ...context, defaults: {} });
	readProvider(fields, context);
	readLanguage(fields);
	readTopics(fields);
	readAuthors(fields);
	readRights(fields);
	readAudience(fields);
	readPublicity(fields, path, context.hasPrivateFeeds ?? true);
	fields.text(["type"]);
	fields.text(["category"]);
	fields.date(["date"], "warning");
	const rules = readRules(fields, folderOf(path));
	const wrong = new Set(fields.problems.map(({ message }) => nameKey(/`([^`.]+)/.exec(message)?.[1] ?? "")));
	const defaults: Record<string, unknown> = {};
	for (const name of NAMES) {
		const [value, ...others] = fields.spellings(name).map((written) => bounded(matter.data[written], 4));
		if (value === undefined) continue;
		if (isSwitch(name) && others.some((other) => JSON.stringify(other) !== JSON.stringify(value))) {
			fields.error([name], "is spelled in two ways with different values", "Delete one of them.");
			// `unclear` is neither yes nor no, so the folder's articles are blocked instead of published.
			defaults["draft"] = "unclear";
		}
		// Invalid switches are kept, so that they block the folder's articles. Other invalid fields are dropped.
		else if (isSwitch(name) || !wrong.has(nameKey(name))) defaults[name] ??= value;
	}
	for (const name of Object.keys(matter.data)) {
		if (ALL_NAMES.some((known) => nameKey(known) === nameKey(name))) continue;
		fields.warn([name], "cannot be set for a folder", `Folders can set these fields: ${ALL_NAMES.join(", ")}.`);
	}
	return { kind: "defaults", defaults: { ...defaults, ...rules }, problems: fields.problems };
}

function isSwitch(name: string): boolean {
	return name === "audience" || NOT_PUBLISHED_DEFAULTS.includes(name);
}

/** Keys within a provider, an author or `build`. */
const MEMBERS = ["name", "domain", "url", "images", "width", "height", "render", "list"];

/**
 * Drops everything in a value that is nested deeper than any field needs, because YAML aliases can expand to far more
 * than the file contains.
 */
function bounded(value: unknown, depth: number): unknown {
	if (typeof value === "string") return value.slice(0, 300);
	if (typeof value !== "object" || value === null || depth === 0) return undefined;
	if (Array.isArray(value)) return value.slice(0, 20).map((member) => bounded(member, depth - 1));
	const members = Object.entries(value).filter(([name]) => MEMBERS.includes(nameKey(name)));
	return Object.fromEntries(members.map(([name, member]) => [name, bounded(member, depth - 1)]));
}
