/** RFC 3339 and what people write instead: a date alone, a space for the `T`, no seconds, ` +0200`, no zone. */
const DATE =
	/^(\d{4})-(\d{2})-(\d{2})(?:(?:[Tt]| +)(\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?: *([Zz]|UTC|GMT|[+-]\d{2}:?\d{2}))?)?$/;

/**
 * Milliseconds since 1970 of a date as an author writes it; null if it is none, or none that the calendar knows
 * (`2026-02-30`), or none that all three formats can hold (the years 1900 to 2999).
 *
 * @param timeZone of dates that name none (IANA, such as `Europe/Berlin`)
 */
export function parseDate(text: string, timeZone: string): number | null {
	const match = DATE.exec(text.trim());
	if (!match) return null;
	const [, year = "", month = "", day = "", hour = "00", minute = "00", second = "00", fraction = "", zone] = match;
	const millisecond = fraction.padEnd(3, "0").slice(0, 3);
	const written = `${year}-${month}-${day}T${hour}:${minute}:${second}.${millisecond}Z`;
	const local = Date.parse(written);
	if (Number.isNaN(local) || new Date(local).toISOString() !== written) return null;
	if (Number(year) < 1900 || Number(year) > 2999) return null;
	const offset = zone === undefined ? offsetIn(timeZone, local) : offsetOf(zone);
	return offset === null ? null : local - offset;
}

function offsetOf(zone: string): number | null {
	const match = /^([+-])(\d{2}):?(\d{2})$/.exec(zone);
	if (!match) return 0;
	const [, sign, hours, minutes] = match;
	if (Number(hours) > 23 || Number(minutes) > 59) return null;
	return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

/** How far a zone is ahead of UTC when its clocks show `local` (ms, as if it were UTC), in milliseconds. */
function offsetIn(timeZone: string, local: number): number {
	const guess = local - aheadAt(timeZone, local);
	// Around a change of the clocks the first guess may lie on the other side of it.
	return aheadAt(timeZone, guess);
}

function aheadAt(timeZone: string, time: number): number {
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
