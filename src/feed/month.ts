/** The number of a month (`2026-05`) in the order of time, without gaps. */
export function ordinalOf(month: string): number {
	return Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1;
}
