/** The result of a part of the bench. */
export interface Part {
	/** As Markdown. */
	text: string;
	/** Broken promises about counts, which are the same on every machine. */
	broken: string[];
}

/** An upper limit: met, or missed by how much. */
export function atMost(value: number, limit: number): string {
	return `≤ ${plain(limit)} ${value <= limit ? "met" : `missed by ${plain(value - limit)}`}`;
}

/** A lower limit: met, or missed by how much. */
export function atLeast(value: number, limit: number): string {
	return `≥ ${plain(limit)} ${value >= limit ? "met" : `missed by ${plain(limit - value)}`}`;
}

/** The number with two significant digits, or rounded if it is 10 or more. */
function plain(value: number): string {
	return Math.abs(value) < 10 ? String(Number(value.toPrecision(2))) : value.toFixed(0);
}

/** The promises that are not kept. */
export function brokenOf(promises: Record<string, boolean>): string[] {
	return Object.entries(promises).flatMap(([promise, isKept]) => (isKept ? [] : [promise]));
}
