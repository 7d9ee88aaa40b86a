/** The result of a part of the bench. */
export interface Part {
	/** The result as Markdown. */
	text: string;
	/** Broken promises about counts, which are the same on every machine. */
	broken: string[];
}

/** An upper limit, and whether it is met or by how much it is missed. */
export function atMost(value: number, limit: number): string {
	return `≤ ${plain(limit)} ${value <= limit ? "met" : `missed by ${plain(value - limit)}`}`;
}

/** A lower limit, and whether it is met or by how much it is missed. */
export function atLeast(value: number, limit: number): string {
	return `≥ ${plain(limit)} ${value >= limit ? "met" : `missed by ${plain(limit - value)}`}`;
}

/** The number with two significant digits, or rounded if it is 10 or more. */
function plain(value: number): string {
	return Math.abs(value) < 10 ? String(Number(value.toPrecision(2))) : value.toFixed(0);
}

/** The broken promises. */
export function brokenOf(promises: Record<string, boolean>): string[] {
	return Object.entries(promises).flatMap(([promise, isKept]) => (isKept ? [] : [promise]));
}
