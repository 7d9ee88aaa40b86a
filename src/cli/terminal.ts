import { stripVTControlCharacters } from "node:util";

/** What a command may say. */
export interface Terminal {
	/** A line for whoever asked. */
	line(text: string): void;
	/** A line about what went wrong. */
	error(text: string): void;
	/** The line that shows how far things are: each replaces the last, and the next real line replaces it. */
	progress(text: string): void;
}

/** The part of a stream that a terminal needs; `process.stdout` is one. */
interface Output {
	write(text: string): unknown;
	isTTY?: boolean;
	columns?: number;
}

/** A terminal made of two streams. Progress is shown only where there is a terminal to overwrite it in. */
export function terminalOn(stdout: Output, stderr: Output): Terminal {
	let showing = "";
	const clear = (): void => {
		if (showing !== "") stdout.write("\r\x1b[K");
		showing = "";
	};
	const say = (stream: Output, text: string): void => {
		clear();
		stream.write(`${text}\n`);
	};
	return {
		line: (text) => say(stdout, text),
		error: (text) => say(stderr, text),
		progress(text) {
			if (stdout.isTTY !== true || text === showing) return;
			clear();
			// A line longer than the terminal is wide would wrap, and could not be cleared again.
			showing = text.slice(0, (stdout.columns || 80) - 1);
			stdout.write(showing);
		},
	};
}

/** Text from outside (file names, messages) without what a terminal would obey. */
export function printable(text: string): string {
	// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
	return stripVTControlCharacters(text).replaceAll(/[\x00-\x1f\x7f-\x9f]/g, "�");
}

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
