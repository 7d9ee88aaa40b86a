import { CREATION_NAMES, DATE_NAMES, isPresent, nameKey, spellingsOf } from "./field-names.ts";
import { Fields } from "./fields.ts";
import type { FrontMatter } from "./front-matter.ts";
import type { Problem } from "./problem.ts";
import { ADDRESSES, type ArticleAddress, type GeneratorData } from "./source.ts";

/** Maximum number of articles that one `_addresses.yaml` may list. */
const MAX_ARTICLES = 10_000;
/**
 * Maximum number of characters in a single value, and in all values of a file combined. The total has a limit of its
 * own, because YAML aliases can expand to far more text than the file contains.
 */
const TEXT_LENGTH = 2000;
const FILE_LENGTH = 1_000_000;
/** Maximum number of problems reported for one file. */
const MAX_PROBLEMS = 50;

/**
 * Reads `_addresses.yaml`. For articles whose guid, path or date in the old feed cannot be derived by a rule, the file
 * lists these values, keyed by the path of the article file. Never throws.
 *
 * @param folder the folder that contains the file
 */
export function readAddresses(
	path: string,
	folder: string,
	matter: FrontMatter,
): { kind: "defaults"; defaults: Record<string, unknown>; problems: Problem[] } {
	const fields = new Fields(path, matter, { siteUrl: "", timeZone: "UTC", defaults: {} });
	const warn = (keys: string[], message: string, hint: string) => {
		if (fields.problems.length < MAX_PROBLEMS) fields.warn(keys, message, hint);
	};
	const articles: Record<string, ArticleAddress> = {};
	let length = 0;
	for (const [index, [name, value]] of Object.entries(matter.data).entries()) {
		if (index === MAX_ARTICLES || length > FILE_LENGTH) {
			warn(
				[name],
				"and the lines below it are ignored, because the file is too large",
				"Use a rule in `_defaults.yaml`.",
			);
			break;
		}
		if (typeof value !== "object" || value === null || Array.isArray(value)) {
			warn([name], "does not set any fields", `Add at least one of these below it: ${NAMES.join(", ")}.`);
			continue;
		}
		const known: ArticleAddress = {};
		for (const [field, written] of Object.entries(value)) {
			const own = NAMES.find((one) => nameKey(one) === nameKey(field));
			if (own === undefined) warn([name, field], "cannot be set here", `Use ${NAMES.join(", ")}.`);
			else if (own === "permalink" && !/^\/(?!\/)[^\\?#]*$/.test(String(written))) {
				warn([name, field], "is not a path", "Use a path such as /2026/tide/.");
			} else if (typeof written === "string" && written.length > TEXT_LENGTH) {
				warn([name, field], `is longer than ${TEXT_LENGTH} characters`, "Shorten it.");
			} else if (typeof written === "string" && isPresent(written)) {
				known[own] = written;
				length += name.length + written.length;
			}
		}
		const date = known.date === undefined ? undefined : fields.date([name, "date"], "warning");
		if (date === undefined) delete known.date;
		articles[name.normalize("NFC")] = known;
	}
	const defaults: GeneratorData = { [ADDRESSES]: [{ folder, articles }] };
	return { kind: "defaults", defaults: { ...defaults }, problems: fields.problems };
}

const NAMES = ["guid", "permalink", "date"] as const;

/**
 * Returns the address data listed for an article. If several files list the article, the nearest `_addresses.yaml`
 * applies.
 */
export function knownAddress(path: string, defaults: Record<string, unknown>): ArticleAddress | undefined {
	const { [ADDRESSES]: files = [] }: GeneratorData = defaults;
	for (const { folder, articles } of files.toReversed()) {
		const within = folder === "" ? path : path.slice(folder.length + 1);
		if (Object.hasOwn(articles, within)) return articles[within];
	}
	return undefined;
}

/**
 * Warns about entries that do not match any article file: if the file was renamed, its article may get a new guid.
 *
 * @param path the path of `_addresses.yaml`
 * @param paths the paths of all sources
 */
export function missingArticles(
	path: string,
	defaults: Record<string, unknown>,
	paths: { has: (path: string) => boolean },
): Problem[] {
	const { [ADDRESSES]: files = [] }: GeneratorData = defaults;
	const names = files.flatMap(({ folder, articles }) =>
		Object.keys(articles).filter((name) => !paths.has(folder === "" ? name : `${folder}/${name}`)),
	);
	const hint = "If the file was renamed, correct the path. If it was deleted, delete the line.";
	return names
		.slice(0, MAX_PROBLEMS)
		.map((name) => ({ severity: "warning", path, line: null, message: `There is no \`${name}\`.`, hint }));
}

/**
 * Adds the listed guid and date to front matter. If the front matter already has a date, that date is kept for now,
 * because rules derive addresses from it; the caller replaces it with the listed date afterwards.
 */
export function withAddress(matter: FrontMatter, { guid, date }: ArticleAddress): FrontMatter {
	const data = { ...matter.data };
	if (guid !== undefined) {
		for (const spelling of spellingsOf(matter.data, "guid")) delete data[spelling];
		data["guid"] = guid;
	}
	const isDated = [...DATE_NAMES, ...CREATION_NAMES].some((name) =>
		spellingsOf(matter.data, name).some((spelling) => isPresent(matter.data[spelling])),
	);
	return { ...matter, data: date === undefined || isDated ? data : { ...data, date } };
}
