/** The result of a part of the benchmark. */
export interface Part {
	/** The result as Markdown. */
	text: string;
	/** The exceeded limits on counts. Unlike timings, counts are the same on every machine. */
	broken: string[];
}

/** States an upper limit, and whether it is met or by how much it is missed. */
export function atMost(value: number, limit: number): string {
	return `≤ ${plain(limit)} ${value <= limit ? "met" : `missed by ${plain(value - limit)}`}`;
}

/** States a lower limit, and whether it is met or by how much it is missed. */
export function atLeast(value: number, limit: number): string {
	return `≥ ${plain(limit)} ${value >= limit ? "met" : `missed by ${plain(limit - value)}`}`;
}

/** Formats a number with two significant digits, or rounds it if it is 10 or more. */
function plain(value: number): string {
	return Math.abs(value) < 10 ? String(Number(value.toPrecision(2))) : value.toFixed(0);
}

/** Returns the names of the promises that are not kept. */
export function brokenOf(promises: Record<string, boolean>): string[] {
	return Object.entries(promises).flatMap(([promise, isKept]) => (isKept ? [] : [promise]));
}
