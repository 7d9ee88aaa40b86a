/** What a part of the bench found out. */
export interface Part {
	/** As Markdown. */
	text: string;
	/** Promises about what is counted, not timed, that were not kept: they would not be on any machine. */
	broken: string[];
}

/** A promise that something is no more than it may be, and by how much it is not kept. */
export function atMost(value: number, limit: number): string {
	return `≤ ${plain(limit)} ${value <= limit ? "met" : `missed by ${plain(value - limit)}`}`;
}

/** A promise that something is no less than it has to be, and by how much it is not kept. */
export function atLeast(value: number, limit: number): string {
	return `≥ ${plain(limit)} ${value >= limit ? "met" : `missed by ${plain(limit - value)}`}`;
}

/** With two significant digits, or without a fraction. */
function plain(value: number): string {
	return Math.abs(value) < 10 ? String(Number(value.toPrecision(2))) : value.toFixed(0);
}

/** What is not true, out of what should be. */
export function brokenOf(promises: Record<string, boolean>): string[] {
	return Object.entries(promises).flatMap(([promise, isKept]) => (isKept ? [] : [promise]));
}
