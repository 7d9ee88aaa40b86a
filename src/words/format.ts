import { fill } from "./grammar.ts";
import type { Words } from "./words.ts";

/** Cached formatters, by kind, language and options. Creating a new formatter for every page would take too long. */
const formats = new Map<string, unknown>();

/** Maximum number of cached formatters. The number is limited because articles may be in any number of languages. */
const REMEMBERED = 300;

function remembered<Format>(kind: string, language: string, options: string, make: () => Format): Format {
	const key = `${kind} ${language} ${options}`;
	const known = formats.get(key);
	// The key contains the kind of formatter, so this type assertion is correct.
	if (known !== undefined) return known as Format;
	const made = make();
	if (formats.size < REMEMBERED) formats.set(key, made);
	return made;
}

/** Formats a number as, for example, `1,234` or `1.234`. */
export function numberIn(language: string, number: number): string {
	return remembered("number", language, "", () => new Intl.NumberFormat(language)).format(number);
}

/**
 * Formats the day of a time (milliseconds since 1970) in an IANA time zone as, for example, `17. November 2026` or,
 * with a short month, `17. Nov. 2026`.
 */
export function dayIn(language: string, time: number, timeZone = "UTC", month: "long" | "short" = "long"): string {
	const make = () => new Intl.DateTimeFormat(language, { year: "numeric", month, day: "numeric", timeZone });
	return remembered("day", language, `${month} ${timeZone}`, make).format(time);
}

/**
 * Formats a time (milliseconds since 1970) as, for example, `November 22, 2026 at 2:03 PM UTC` or, with a short month,
 * `Nov 22, 2026, 2:03 PM UTC`.
 */
export function momentIn(language: string, time: number, timeZone = "UTC", month: "long" | "short" = "long"): string {
	const options: Intl.DateTimeFormatOptions = {
		year: "numeric",
		month,
		day: "numeric",
		hour: "numeric",
		minute: "2-digit",
		timeZoneName: "short",
	};
	const make = () => new Intl.DateTimeFormat(language, { ...options, timeZone });
	return remembered("moment", language, `${month} ${timeZone}`, make).format(time);
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const UNITS = [
	["day", 24 * HOUR],
	["hour", HOUR],
	["minute", MINUTE],
	["second", 1000],
] as const;

/**
 * Formats a time (milliseconds since 1970) relative to now: for example, as `3 minutes ago`, `in 40 seconds` or `now`.
 */
export function agoIn(language: string, time: number, now: number): string {
	const [unit, length] = UNITS.find(([, one]) => Math.abs(time - now) >= one) ?? ["second", 1000];
	const count = Math.trunc((time - now) / length);
	const numeric = count === 0 ? "auto" : "always";
	const make = () => new Intl.RelativeTimeFormat(language, { numeric });
	return remembered("ago", language, numeric, make).format(count, unit);
}

/** Formats a duration, given in milliseconds, as, for example, `0.4 seconds` or `12 seconds`. */
export function secondsIn(language: string, milliseconds: number): string {
	const seconds = milliseconds / 1000;
	const maximumFractionDigits = seconds < 10 ? 1 : 0;
	const options = { style: "unit", unit: "second", unitDisplay: "long", maximumFractionDigits } as const;
	const make = () => new Intl.NumberFormat(language, options);
	return remembered("seconds", language, String(maximumFractionDigits), make).format(seconds);
}

/** Formats the day of a time, without the year, as, for example, `May 17` or `17. Mai`. */
export function dayOfYearIn(language: string, time: number, timeZone: string): string {
	const make = () => new Intl.DateTimeFormat(language, { month: "long", day: "numeric", timeZone });
	return remembered("day of year", language, timeZone, make).format(time);
}

/** Formats the time of day as, for example, `2:03 PM` or `14:03`. */
export function clockIn(language: string, time: number, timeZone: string): string {
	const make = () => new Intl.DateTimeFormat(language, { timeStyle: "short", timeZone });
	return remembered("clock", language, timeZone, make).format(time);
}

/** Formats the day of a time for programs, as in `2026-05-17`. */
export function isoDay(time: number, timeZone: string): string {
	if (timeZone === "UTC") return new Date(time).toISOString().slice(0, 10);
	const make = () => new Intl.DateTimeFormat("sv", { dateStyle: "short", timeZone });
	return remembered("ISO day", "sv", timeZone, make).format(time);
}

/** Formats the period of an archive: `2026-05` → `May 2026`, `2026-05-17-2` → `May 17, 2026, part 2`. */
export function periodIn(language: string, period: string, { archive }: Pick<Words, "archive">): string {
	const [year, month, day, part] = period.split("-");
	if (day === undefined) return monthIn(language, period);
	const name = dayIn(language, Date.parse(`${year}-${month}-${day}T00:00:00Z`));
	return part === undefined ? name : fill(archive.part, { day: name, part });
}

/** Returns the name of a month: `2026-05` → `May` or `Mai`. */
export function monthNameIn(language: string, month: string): string {
	const make = () => new Intl.DateTimeFormat(language, { month: "long", timeZone: "UTC" });
	return remembered("month name", language, "", make).format(Date.parse(`${month}-01T00:00:00Z`));
}

/** Formats a month: `2026-05` → `May 2026` or `Mai 2026`. The short style omits the year: `May`. */
function monthIn(language: string, month: string, style: "long" | "short" = "long"): string {
	const time = Date.parse(`${month}-01T00:00:00Z`);
	const options =
		style === "short" ? { month: "short" as const } : { year: "numeric" as const, month: "long" as const };
	const make = () => new Intl.DateTimeFormat(language, { ...options, timeZone: "UTC" });
	return remembered("month", language, style, make).format(time);
}

/** Formats a list as separate parts: the names, and the words between them. Use this for names that are elements. */
export function listPartsIn<Name>(language: string, names: readonly Name[], type: ListType = "and"): (string | Name)[] {
	const places = names.map((_, index) => String(index));
	return listFormat(language, type)
		.formatToParts(places)
		.map((part) => (part.type === "element" ? (names[Number(part.value)] ?? "") : part.value));
}

/** The form of a list: `a, b and c`, `a, b or c`, or `a, b, c`. */
type ListType = "and" | "or" | "comma";

const LIST_TYPES = { and: "conjunction", or: "disjunction", comma: "unit" } as const;

/** Formats a list of names as text. */
export function listIn(language: string, names: readonly string[], type: ListType): string {
	return listFormat(language, type).format(names);
}

function listFormat(language: string, type: ListType): Intl.ListFormat {
	const make = () => new Intl.ListFormat(language, { type: LIST_TYPES[type] });
	return remembered("list", language, type, make);
}

/**
 * Returns the name of a language (BCP 47 tag), such as `German` or `Deutsch`; the tag itself if the language has no
 * name.
 */
export function languageNameIn(language: string, tag: string): string {
	// A tag's extensions (such as `-u-nu-latn`) are removed because they do not have names.
	const make = () => new Intl.DisplayNames(language, { type: "language" });
	return remembered("language", language, "", make).of(new Intl.Locale(tag).baseName) ?? tag;
}

/** Formats a size, given in bytes, as, for example, `1.4 MB`. */
export function sizeIn(language: string, bytes: number): string {
	const unit = bytes < 1_000_000 ? "kilobyte" : "megabyte";
	const make = () => new Intl.NumberFormat(language, { style: "unit", unit, maximumFractionDigits: 1 });
	return remembered("size", language, unit, make).format(bytes / (unit === "kilobyte" ? 1e3 : 1e6));
}
