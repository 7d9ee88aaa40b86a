import { once } from "../once.ts";

const monthFormat = once(() => new Intl.DateTimeFormat("en", { year: "numeric", month: "long", timeZone: "UTC" }));
const dayFormat = once(() => new Intl.DateTimeFormat("en", { dateStyle: "long", timeZone: "UTC" }));

/** What people call the period of an archive: `2026-05` is May 2026, `2026-05-17-2` is May 17, 2026, part 2. */
export function periodName(period: string): string {
	const [year, month, day, part] = period.split("-");
	const time = Date.parse(`${year}-${month}-${day ?? "01"}T00:00:00Z`);
	if (day === undefined) return monthFormat().format(time);
	return part === undefined ? dayFormat().format(time) : `${dayFormat().format(time)}, part ${part}`;
}
