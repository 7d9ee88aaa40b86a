/** A time of day. Seconds, fraction, am/pm and time zone are optional. */
const TIME =
	/^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?: *([ap])\.?m\.?)?(?: *(Z|UTC?|GMT|[ECMP][SD]T|(?:UTC|GMT)?[+-]\d{1,2}(?::\d{2})?|(?:UTC|GMT)?[+-]\d{4})(?: \([^()]*\))?)?$/i;

/** Dates as in RFC 3339, in Hexo (`2014/5/28`) and in file names (`2014-1-25`), optionally followed by other text. */
const NUMBERS = /^(\d{4})([-/])(\d{1,2})\2(\d{1,2})(?:(?:T| +)(?=\d)(.*))?$/i;

/** Dates as in RFC 822, with or without a weekday: `Wed, 02 Oct 2002 13:00:00 GMT`. */
const DAY_FIRST =
	/^(?:[a-z]{3,9},? +)?(\d{1,2})(?:st|nd|rd|th)?[ -]([a-z]{3,9})\.?,?[ -](\d{4})(?:,? +(?:at +)?(?=\d)(.*))?$/i;

/** Dates as JavaScript and Americans write them: `Fri Jul 08 2022 10:00:00 GMT+0200 (CEST)`, `July 8, 2022`. */
const MONTH_FIRST =
	/^(?:[a-z]{3,9},? +)?([a-z]{3,9})\.? +(\d{1,2})(?:st|nd|rd|th)?,? +(\d{4})(?:,? +(?:at +)?(?=\d)(.*))?$/i;

const MONTHS = "january february march april may june july august september october november december".split(" ");

/** Abbreviations of time zones in RFC 822 (section 5.1), in hours ahead of UTC. */
const NAMED_ZONES: Record<string, number> = { EST: -5, EDT: -4, CST: -6, CDT: -5, MST: -7, MDT: -6, PST: -8, PDT: -7 };

/**
 * Parses a date as people and generators write it, and returns milliseconds since 1970. Returns null if the text is not
 * a date, if the date does not exist (`2026-02-30`), or if it is not in the range of years that all three feed formats
 * support (1900 to 2999).
 *
 * @param timeZone the time zone for dates that do not include one (IANA, such as `Europe/Berlin`)
 */
export function parseDate(text: string, timeZone: string): number | null {
	return parseZonedDate(text, timeZone)?.time ?? null;
}

/** A time, and the offset of its time zone from UTC, both in milliseconds. */
interface ZonedDate {
	time: number;
	offset: number;
	/** Whether the text includes a time zone. */
	isZoned: boolean;
}

/**
 * Like `parseDate`, but also returns the offset of the time zone: the one in the text, otherwise that of `timeZone`.
 */
export function parseZonedDate(text: string, timeZone: string): ZonedDate | null {
	const trimmed = text.trim();
	// Milliseconds since 1970, as in Ghost's oldest exports and in the output of `Date.now()`.
	if (/^\d{13}$/.test(trimmed)) {
		const time = withinYears(Number(trimmed));
		return time === null ? null : { time, offset: 0, isZoned: true };
	}
	const day = dayOf(trimmed);
	if (day === null) return null;
	const time = day.rest === "" ? MIDNIGHT : TIME.exec(day.rest);
	if (!time) return null;
	const [, hour = "", minute = "", second = "00", fraction = "", half, zone] = time;
	const hours = half === undefined ? Number(hour) : hourOfHalf(Number(hour), half.toLowerCase());
	const written = [day.year, day.month, day.day, hours, Number(minute), Number(second)];
	const [year = 0, month = 0, date = 0] = written;
	const shown = new Date(Date.UTC(year, month - 1, date, hours, Number(minute), Number(second)));
	const read = [shown.getUTCFullYear(), shown.getUTCMonth() + 1, shown.getUTCDate()];
	read.push(shown.getUTCHours(), shown.getUTCMinutes(), shown.getUTCSeconds());
	if (read.join() !== written.join() || withinYears(shown.getTime()) === null) return null;
	const local = shown.getTime() + Number(fraction.padEnd(3, "0").slice(0, 3));
	const offset = zone === undefined ? offsetIn(timeZone, local) : offsetOf(zone.toUpperCase());
	return offset === null ? null : { time: local - offset, offset, isZoned: zone !== undefined };
}

const MIDNIGHT = ["", "0", "00"];

/** Splits a text into the date at its beginning and the rest. */
function dayOf(text: string): { year: number; month: number; day: number; rest: string } | null {
	const numbers = NUMBERS.exec(text);
	if (numbers) {
		const [, year, , month, day, rest = ""] = numbers;
		return { year: Number(year), month: Number(month), day: Number(day), rest };
	}
	const [, day, name = "", year, rest = ""] = DAY_FIRST.exec(text) ?? swapped(MONTH_FIRST.exec(text)) ?? [];
	if (year === undefined) return null;
	const word = name.toLowerCase();
	const month = word === "sept" ? 9 : MONTHS.findIndex((one) => one === word || one.slice(0, 3) === word) + 1;
	return month === 0 ? null : { year: Number(year), month, day: Number(day), rest };
}

/** Reorders the groups of a match in which the month comes before the day. */
function swapped(match: RegExpExecArray | null): (string | undefined)[] | null {
	if (!match) return null;
	const [all, month, day, ...rest] = match;
	return [all, day, month, ...rest];
}

/** Converts an hour of a 12-hour clock: `12:30 am` is half past midnight. */
function hourOfHalf(hour: number, half: string): number {
	if (hour < 1 || hour > 12) return Number.NaN;
	return (hour % 12) + (half === "p" ? 12 : 0);
}

function withinYears(time: number): number | null {
	const year = new Date(time).getUTCFullYear();
	return year >= 1900 && year <= 2999 ? time : null;
}

/** @param zone a time zone or offset in upper case, such as `EST` or `GMT+2` */
function offsetOf(zone: string): number | null {
	const match = /([+-])(\d{1,2}):?(\d{2})?$/.exec(zone);
	if (!match) return (NAMED_ZONES[zone] ?? 0) * 3_600_000;
	const [, sign, hours, minutes = "00"] = match;
	if (Number(hours) > 23 || Number(minutes) > 59) return null;
	return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

/**
 * Returns the offset of a time zone from UTC, in milliseconds.
 *
 * @param local the local time in milliseconds, as if it were UTC
 */
function offsetIn(timeZone: string, local: number): number {
	const guess = local - aheadAt(timeZone, local);
	// Near a clock change, the first guess may have the wrong offset.
	return aheadAt(timeZone, guess);
}

/** Returns the offset of a time zone from UTC at a given time, in milliseconds. */
export function aheadAt(timeZone: string, time: number): number {
	if (timeZone === "UTC") return 0;
	const parts = formatter(timeZone).formatToParts(time);
	const part = (type: string) => Number(parts.find((candidate) => candidate.type === type)?.value);
	const shown = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
	return shown - Math.floor(time / 1000) * 1000;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(timeZone: string): Intl.DateTimeFormat {
	const known = formatters.get(timeZone);
	if (known) return known;
	const numeric = {
		year: "numeric",
		month: "numeric",
		day: "numeric",
		hour: "numeric",
		minute: "numeric",
		second: "numeric",
	} as const;
	const made = new Intl.DateTimeFormat("en-US", {
		timeZone,
		hourCycle: "h23",
		calendar: "gregory",
		numberingSystem: "latn",
		...numeric,
	});
	formatters.set(timeZone, made);
	return made;
}
