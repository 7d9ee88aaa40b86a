import { fill } from "./grammar.ts";
import type { Words } from "./words.ts";

/** Formatters by kind, language and options. Creating one takes too long to repeat it for each page. */
const formats = new Map<string, unknown>();

/** Maximum number of cached formatters, since articles may be in many languages. */
const REMEMBERED = 300;

function remembered<Format>(kind: string, language: string, options: string, make: () => Format): Format {
	const key = `${kind} ${language} ${options}`;
	const known = formats.get(key);
	// The kind is part of the key, so the type is right.
	if (known !== undefined) return known as Format;
	const made = make();
	if (formats.size < REMEMBERED) formats.set(key, made);
	return made;
}

/** A number: `1,234`, `1.234`. */
export function numberIn(language: string, number: number): string {
	return remembered("number", language, "", () => new Intl.NumberFormat(language)).format(number);
}

/** The day of a time (milliseconds since 1970) in a time zone (IANA): `17. November 2026`; with a short month: `17. Nov. 2026`. */
export function dayIn(language: string, time: number, timeZone = "UTC", month: "long" | "short" = "long"): string {
	const make = () => new Intl.DateTimeFormat(language, { year: "numeric", month, day: "numeric", timeZone });
	return remembered("day", language, `${month} ${timeZone}`, make).format(time);
}

/** Day and time (milliseconds since 1970): `November 22, 2026 at 2:03 PM UTC`, `Nov 22, 2026, 2:03 PM UTC`. */
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

/** A relative time (milliseconds since 1970): `3 minutes ago`, `in 40 seconds`, `now`. */
export function agoIn(language: string, time: number, now: number): string {
	const [unit, length] = UNITS.find(([, one]) => Math.abs(time - now) >= one) ?? ["second", 1000];
	const count = Math.trunc((time - now) / length);
	const numeric = count === 0 ? "auto" : "always";
	const make = () => new Intl.RelativeTimeFormat(language, { numeric });
	return remembered("ago", language, numeric, make).format(count, unit);
}

/** A duration (ms): `0.4 seconds`, `12 seconds`. */
export function secondsIn(language: string, milliseconds: number): string {
	const seconds = milliseconds / 1000;
	const maximumFractionDigits = seconds < 10 ? 1 : 0;
	const options = { style: "unit", unit: "second", unitDisplay: "long", maximumFractionDigits } as const;
	const make = () => new Intl.NumberFormat(language, options);
	return remembered("seconds", language, String(maximumFractionDigits), make).format(seconds);
}

/** The day of a time without its year: `May 17`, `17. Mai`. */
export function dayOfYearIn(language: string, time: number, timeZone: string): string {
	const make = () => new Intl.DateTimeFormat(language, { month: "long", day: "numeric", timeZone });
	return remembered("day of year", language, timeZone, make).format(time);
}

/** The time of day: `2:03 PM`, `14:03`. */
export function clockIn(language: string, time: number, timeZone: string): string {
	const make = () => new Intl.DateTimeFormat(language, { timeStyle: "short", timeZone });
	return remembered("clock", language, timeZone, make).format(time);
}

/** The day of a time for programs: `2026-05-17`. */
export function isoDay(time: number, timeZone: string): string {
	if (timeZone === "UTC") return new Date(time).toISOString().slice(0, 10);
	const make = () => new Intl.DateTimeFormat("sv", { dateStyle: "short", timeZone });
	return remembered("ISO day", "sv", timeZone, make).format(time);
}

/** The period of an archive: `2026-05` is May 2026, `2026-05-17-2` is May 17, 2026, part 2. */
export function periodIn(language: string, period: string, { archive }: Pick<Words, "archive">): string {
	const [year, month, day, part] = period.split("-");
	if (day === undefined) return monthIn(language, period);
	const name = dayIn(language, Date.parse(`${year}-${month}-${day}T00:00:00Z`));
	return part === undefined ? name : fill(archive.part, { day: name, part });
}

/** The name of a month such as `2026-05`: `May`, `Mai`. */
export function monthNameIn(language: string, month: string): string {
	const make = () => new Intl.DateTimeFormat(language, { month: "long", timeZone: "UTC" });
	return remembered("month name", language, "", make).format(Date.parse(`${month}-01T00:00:00Z`));
}

/** A month such as `2026-05`: `May 2026`, `Mai 2026`; in short form without the year: `May`. */
function monthIn(language: string, month: string, style: "long" | "short" = "long"): string {
	const time = Date.parse(`${month}-01T00:00:00Z`);
	const options =
		style === "short" ? { month: "short" as const } : { year: "numeric" as const, month: "long" as const };
	const make = () => new Intl.DateTimeFormat(language, { ...options, timeZone: "UTC" });
	return remembered("month", language, style, make).format(time);
}

/** The names of a list, with the words between them, for names that are elements. */
export function listPartsIn<Name>(language: string, names: readonly Name[], type: ListType = "and"): (string | Name)[] {
	const places = names.map((_, index) => String(index));
	return listFormat(language, type)
		.formatToParts(places)
		.map((part) => (part.type === "element" ? (names[Number(part.value)] ?? "") : part.value));
}

/** `a, b and c`; `a, b or c`; `a, b, c`. */
type ListType = "and" | "or" | "comma";

const LIST_TYPES = { and: "conjunction", or: "disjunction", comma: "unit" } as const;

/** A list of names as text. */
export function listIn(language: string, names: readonly string[], type: ListType): string {
	return listFormat(language, type).format(names);
}

function listFormat(language: string, type: ListType): Intl.ListFormat {
	const make = () => new Intl.ListFormat(language, { type: LIST_TYPES[type] });
	return remembered("list", language, type, make);
}

/** The name of a language (BCP 47): `German`, `Deutsch`; the tag itself if it has no name. */
export function languageNameIn(language: string, tag: string): string {
	// Ignore the extensions of a tag (`-u-nu-latn`), which have no names.
	const make = () => new Intl.DisplayNames(language, { type: "language" });
	return remembered("language", language, "", make).of(new Intl.Locale(tag).baseName) ?? tag;
}

/** A size in bytes: `1.4 MB`. */
export function sizeIn(language: string, bytes: number): string {
	const unit = bytes < 1_000_000 ? "kilobyte" : "megabyte";
	const make = () => new Intl.NumberFormat(language, { style: "unit", unit, maximumFractionDigits: 1 });
	return remembered("size", language, unit, make).format(bytes / (unit === "kilobyte" ? 1e3 : 1e6));
}
