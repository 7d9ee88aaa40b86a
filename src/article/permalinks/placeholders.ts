import type { Generator } from "./generators.ts";
import { SLUG_RULES, type SlugRule } from "./slug-rules.ts";
import type { SourceName } from "./source-name.ts";

/** The data about an article from which placeholders get their values. */
export interface Subject {
	source: SourceName;
	title: string;
	/** The last part of the address, as the author wrote it. */
	slug: string | undefined;
	/** The local day and time to use in addresses, in milliseconds as if they were UTC; undefined if there is no date. */
	shown: number | undefined;
	/** The actual time, in milliseconds since 1970. */
	time: number | undefined;
	/** From the broadest category to the narrowest. */
	categories: readonly string[];
	/** The path of the article's page, percent-encoded. Used for guids. */
	page: string;
	/** Returns a field of the front matter. */
	field: (name: string) => string | undefined;
	names: SlugRule;
	titles: SlugRule;
	generator: Generator;
}

type Value = string | readonly string[] | undefined;

const two = (number: number) => String(number).padStart(2, "0");
const shownDate = ({ shown = 0 }: Subject) => new Date(shown);
const word = (subject: Subject, options: Intl.DateTimeFormatOptions) =>
	shownDate(subject).toLocaleDateString("en-US", { ...options, timeZone: "UTC" });

/** Placeholders for a date and for parts of a date. */
const DATES: Readonly<Record<string, (subject: Subject) => string>> = {
	year: (subject) => String(shownDate(subject).getUTCFullYear()),
	short_year: (subject) => two(shownDate(subject).getUTCFullYear() % 100),
	month: (subject) => two(shownDate(subject).getUTCMonth() + 1),
	i_month: (subject) => String(shownDate(subject).getUTCMonth() + 1),
	short_month: (subject) => word(subject, { month: "short" }),
	long_month: (subject) => word(subject, { month: "long" }),
	monthname: (subject) => word(subject, { month: "long" }),
	jan: (subject) => word(subject, { month: "short" }),
	day: (subject) => two(shownDate(subject).getUTCDate()),
	i_day: (subject) => String(shownDate(subject).getUTCDate()),
	y_day: (subject) => String(yearDay(shownDate(subject))).padStart(3, "0"),
	yearday: (subject) => String(yearDay(shownDate(subject))),
	week: (subject) => two(isoWeek(shownDate(subject)).week),
	w_year: (subject) => String(isoWeek(shownDate(subject)).year),
	w_day: (subject) => String(shownDate(subject).getUTCDay() || 7),
	weekday: (subject) => String(shownDate(subject).getUTCDay()),
	short_day: (subject) => word(subject, { weekday: "short" }),
	long_day: (subject) => word(subject, { weekday: "long" }),
	weekdayname: (subject) => word(subject, { weekday: "long" }),
	hour: (subject) => two(shownDate(subject).getUTCHours()),
	minute: (subject) => two(shownDate(subject).getUTCMinutes()),
	second: (subject) => two(shownDate(subject).getUTCSeconds()),
	timestamp: ({ time = 0 }) => String(Math.floor(time / 1000)),
	milliseconds: ({ time = 0 }) => String(time),
};

/**
 * Placeholders that may be the same for several articles in a folder. All other placeholders are assumed to have a
 * different value in each article.
 */
const SHARED = new Set([
	...Object.keys(DATES).filter((name) => !["timestamp", "milliseconds", "second"].includes(name)),
	...["categories", "slugified_categories", "category", "category_path", "section", "sections", "folders"],
	...["collection", "output_ext", "lang", "language", "page_folder"],
]);

/** Whether a rule that contains only these placeholders produces a different address for each article in a folder. */
export function tellsApart(names: readonly string[]): boolean {
	return names.some((name) => !SHARED.has(name));
}

const slugOr = (name: string) => (subject: Subject) =>
	subject.slug === undefined ? subject.names(name) : subject.names(subject.slug);

const OTHERS: Readonly<Record<string, (subject: Subject) => Value>> = {
	title: (subject) => slugOr(subject.source.undated)(subject),
	slug: (subject) => slugOr(subject.source.undated)(subject),
	slug_or_title: (subject) =>
		subject.slug === undefined ? subject.titles(subject.title) : subject.names(subject.slug),
	title_text: (subject) => subject.titles(subject.title),
	post_title: (subject) => subject.titles(subject.title).toLowerCase(),
	jekyll_slug: (subject) => jekyllSlug(subject.slug ?? subject.source.undated),
	jekyll_name: (subject) => jekyllSlug(subject.source.name),
	raw: ({ slug, source }) => slug ?? source.undated,
	name: ({ names, source }) => names(source.name),
	filename: ({ names, source }) => names(source.name),
	contentbasename: ({ names, source }) => names(source.name),
	slugorfilename: (subject) => slugOr(subject.source.name)(subject),
	slugorfileslug: (subject) => slugOr(subject.source.undated)(subject),
	slugorcontentbasename: (subject) => slugOr(subject.source.name)(subject),
	fileslug: ({ names, source }) => names(source.undated),
	path: (subject) => [...subject.source.folders.map(subject.names), lastOf(subject)],
	folders: ({ names, source }) => source.folders.map(names),
	folder: ({ names, source }) => names(source.folders.at(-1) ?? ""),
	section: ({ names, source }) => names(source.folders[0] ?? ""),
	sections: ({ names, source }) => source.folders.map(names),
	collection: () => "posts",
	categories: ({ categories, titles, generator }) =>
		// Jekyll keeps spaces in the names of categories.
		categories.map((name) => (generator.keepsCategories ? name.toLowerCase() : titles(name))),
	slugified_categories: ({ categories, titles }) => categories.map((name) => titles(name).toLowerCase()),
	category: ({ categories, titles, field, source }) =>
		titles(categories[0] ?? field("category") ?? source.folders[0] ?? "uncategorized"),
	category_path: ({ categories, titles }) => (categories.length > 0 ? categories : ["uncategorized"]).map(titles),
	output_ext: () => ".html",
	lang: ({ field, source }) => field("lang") ?? field("language") ?? source.language ?? "",
	language: ({ field, source }) => field("language") ?? field("lang") ?? source.language ?? "",
	page: ({ page }) => page,
	page_folder: ({ page }) => page.replace(/\/[^/]*\/?$/, ""),
};

/** The names of all known placeholders. */
export const PLACEHOLDERS: readonly string[] = [...Object.keys(DATES), ...Object.keys(OTHERS)];

/**
 * Returns the value of a placeholder, or of the field with this name; undefined if the article does not have such a
 * value.
 */
export function placeholderValue(name: string, subject: Subject): Value {
	const date = DATES[name];
	if (date && subject.generator.day === "name") return nameDate(name, subject);
	if (date) return subject.shown === undefined ? undefined : date(subject);
	const other = OTHERS[subject.generator.means?.[name] ?? name];
	return other ? other(subject) : subject.field(name);
}

/**
 * For Docusaurus: returns a part of the date in the file's name, as written there; empty if the name does not contain a
 * date.
 */
function nameDate(name: string, { source }: Subject): string {
	return source.date[["year", "month", "day"].indexOf(name)] ?? "";
}

function lastOf({ source, slug, names, generator }: Subject): string {
	return names(slug !== undefined && generator.last !== null ? slug : source.name);
}

function jekyllSlug(text: string): string {
	return SLUG_RULES["jekyll-slug"]?.(text) ?? text;
}

function yearDay(date: Date): number {
	return Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000) + 1;
}

/** Returns the ISO 8601 week of a date. The week belongs to the year that contains the week's Thursday. */
function isoWeek(date: Date): { year: number; week: number } {
	const thursday = new Date(date.getTime() + (4 - (date.getUTCDay() || 7)) * 86_400_000);
	return { year: thursday.getUTCFullYear(), week: Math.ceil(yearDay(thursday) / 7) };
}
