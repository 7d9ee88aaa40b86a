/**
 * Formats a Markdown table with aligned columns. The first column contains text, and all other columns contain figures.
 */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
	const widths = head.map((title, column) =>
		Math.max(...[title, ...rows.map((row) => row[column] ?? "")].map((cell) => cell.length)),
	);
	const line = (cells: readonly string[]) =>
		`| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(" | ")} |`;
	const rule = `|${widths.map((width, column) => (column === 0 ? ` ${"-".repeat(width)} ` : ` ${"-".repeat(width)}:`)).join("|")}|`;
	return [line(head), rule, ...rows.map(line)].join("\n");
}

/** Formats the median and quartiles as, for example, `1.04 (1.02–1.07)`. */
export function figure({ low, median, high }: { low: number; median: number; high: number }, digits = 2): string {
	return `${median.toFixed(digits)} (${low.toFixed(digits)}–${high.toFixed(digits)})`;
}
