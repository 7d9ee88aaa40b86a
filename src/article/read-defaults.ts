import { readAuthors, readProvider } from "./bylines.ts";
import { Fields } from "./fields.ts";
import type { FrontMatter } from "./front-matter.ts";
import type { Problem } from "./problem.ts";
import { readAudience, readLanguage, readTopics } from "./read-article.ts";
import type { Context } from "./source.ts";

/** What a folder can give to its articles, under all the names that an article may use. */
const NAMES = [
	...["provider", "language", "lang", "topics", "tags", "type", "category", "authors", "author", "date"],
	"audience",
];

type ReadDefaults = { kind: "defaults"; defaults: Record<string, unknown>; problems: Problem[] };

/** Reads `_defaults.yaml`. What is wrong in it is said once, here, and not of each article. Never throws. */
export function readDefaults(path: string, matter: FrontMatter, context: Context): ReadDefaults {
	const fields = new Fields(path, matter, { ...context, defaults: {} });
	readProvider(fields, context);
	readLanguage(fields);
	readTopics(fields);
	readAuthors(fields);
	readAudience(fields);
	fields.text(["type"]);
	fields.text(["category"]);
	fields.date(["date"], "warning");
	const wrong = new Set(fields.problems.map((problem) => /`([^`.]+)/.exec(problem.message)?.[1]));
	// A folder that may be for members gives what it says all the same: its articles are set aside, not published.
	wrong.delete("audience");
	for (const name of Object.keys(matter.data)) {
		if (NAMES.includes(name)) continue;
		fields.warn([name], "is nothing that a folder gives to its articles", `A folder gives: ${NAMES.join(", ")}.`);
	}
	const kept = Object.entries(matter.data).filter(([name]) => NAMES.includes(name) && !wrong.has(name));
	const defaults = Object.fromEntries(kept.map(([name, value]) => [name, bounded(value, 4)]));
	return { kind: "defaults", defaults, problems: fields.problems };
}

/** What a provider or an author may say of itself. */
const MEMBERS = ["name", "domain", "url", "images", "width", "height"];

/** The value without what is not read anyway: YAML's aliases make much of little when they are written out. */
function bounded(value: unknown, depth: number): unknown {
	if (typeof value === "string") return value.slice(0, 300);
	if (typeof value !== "object" || value === null || depth === 0) return undefined;
	if (Array.isArray(value)) return value.slice(0, 20).map((member) => bounded(member, depth - 1));
	const members = Object.entries(value).filter(([name]) => MEMBERS.includes(name));
	return Object.fromEntries(members.map(([name, member]) => [name, bounded(member, depth - 1)]));
}
