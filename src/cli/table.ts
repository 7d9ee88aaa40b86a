import { printable } from "./screen.ts";

/**
 * Rows of cells as lines of a table, two spaces between the columns. Cells may come from outside.
 *
 * @param right the columns that are aligned to the right, such as numbers
 */
export function tableOf(rows: string[][], right: number[] = []): string[] {
	const cells = rows.map((row) => row.map(printable));
	const widths: number[] = [];
	for (const row of cells) {
		for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, widthOf(cell));
	}
	return cells.map((row) => {
		const padded = row.map((cell, column) => {
			const space = " ".repeat((widths[column] ?? 0) - widthOf(cell));
			return right.includes(column) ? space + cell : cell + space;
		});
		return padded.join("  ").trimEnd();
	});
}

/** `2026-11-22 14:03:07`, in the time zone of whoever looks. */
export function localTime(iso: string): string {
	return new Date(iso).toLocaleString("sv-SE");
}

const graphemes = new Intl.Segmenter();
const WIDE =
	/[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\p{Script=Han}\p{Emoji_Presentation}]/u;

/** The columns that a text takes in a terminal: two for what East Asian writing and emoji show wide, else one. */
export function widthOf(text: string): number {
	return [...graphemes.segment(text)].reduce((sum, { segment }) => sum + (WIDE.test(segment) ? 2 : 1), 0);
}
