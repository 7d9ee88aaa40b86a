import type { Format } from "./feed-document.ts";
import { error, type Fault } from "./finding.ts";

/** RFC 822 with years of four digits; the zone as GMT or in numbers, since readers know few of the others. */
const RFC_822 =
	/^(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d(?::\d\d)? (?:GMT|[+-]\d{4})$/;
const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/i;

/** Clocks differ: what is dated so much later than now, in milliseconds, is of the future. */
const LEEWAY = 3_600_000;

/** Whether a date is one, in the form that the format asks for. */
export function isDate(text: string, format: Format): boolean {
	return (format === "rss" ? RFC_822 : RFC_3339).test(text) && !Number.isNaN(Date.parse(text));
}

/** Whether a date is still to come. */
export function isFuture(text: string): boolean {
	return Date.parse(text) > Date.now() + LEEWAY;
}

export function dateHint(format: Format): string {
	const example = format === "rss" ? "Mon, 04 May 2026 09:30:00 GMT" : "2026-05-04T09:30:00Z";
	return `Write dates like this: ${example}`;
}

/** What is wrong with a date of a feed, if anything is. */
export function dateFault(name: string, text: string, format: Format): Fault[] {
	if (!isDate(text, format)) return [error(`${name} is not one that readers know: ${text}.`, dateHint(format))];
	return isFuture(text) ? [error(`${name} is in the future: ${text}.`, "Write when it happened.")] : [];
}
