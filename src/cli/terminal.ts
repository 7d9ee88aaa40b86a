import { createInterface } from "node:readline/promises";
import type { ReadStream } from "node:tty";
import { stripVTControlCharacters } from "node:util";

/** Where a command writes its output. */
export interface Terminal {
	/** Writes a line of output. */
	line(text: string): void;
	/** Writes a line of an error message. */
	error(text: string): void;
	/** Shows a progress line. It replaces the previous progress line, and is replaced by the next line of output. */
	progress(text: string): void;
	/** Whether progress lines are visible. */
	isInteractive?: boolean;
	/** Asks a question, and returns the line that the user types. Absent if there is no user to ask. */
	ask?(question: string): Promise<string>;
}

/** The part of `process.stdout` that `terminalOn` needs. */
interface Output {
	write(text: string): unknown;
	isTTY?: boolean;
	columns?: number;
}

/**
 * Creates a terminal that writes to two streams. It shows progress only on a TTY, where a line can be overwritten, and
 * asks questions only if the input stream is a TTY, too.
 */
export function terminalOn(stdout: Output, stderr: Output, stdin?: ReadStream): Terminal {
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
		isInteractive: stdout.isTTY === true,
		line: (text) => say(stdout, text),
		error: (text) => say(stderr, text),
		progress(text) {
			if (stdout.isTTY !== true || text === showing) return;
			clear();
			// A line wider than the terminal would wrap, and could not be cleared completely.
			showing = text.slice(0, (stdout.columns || 80) - 1);
			stdout.write(showing);
		},
		...(stdin?.isTTY && stdout.isTTY ? { ask: asking(stdin, (text) => stdout.write(text)) } : {}),
	};
}

/** Returns a function that asks a question and reads a line from a stream. If the stream has ended, returns "". */
function asking(stdin: ReadStream, write: (text: string) => void): (question: string) => Promise<string> {
	return async (question) => {
		write(question);
		const lines = createInterface({ input: stdin });
		try {
			for await (const line of lines) return line.trim();
			return "";
		} finally {
			lines.close();
		}
	};
}

/**
 * Makes untrusted text such as file names safe to print: a terminal would execute the control characters in such text.
 */
export function printable(text: string): string {
	// biome-ignore lint/suspicious/noControlCharactersInRegex: matches control characters in order to remove them
	return stripVTControlCharacters(text).replaceAll(/[\x00-\x1f\x7f-\x9f]/g, "�");
}

/**
 * Formats rows as a table, with two spaces between columns. Cells may contain untrusted text.
 *
 * @param right indexes of columns to align right, such as numbers
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

/** Formats a time in the local time zone, for example as `2026-11-22 14:03:07`. */
export function localTime(iso: string): string {
	return new Date(iso).toLocaleString("sv-SE");
}

const graphemes = new Intl.Segmenter();
const WIDE =
	/[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\p{Script=Han}\p{Emoji_Presentation}]/u;

/** Returns the width of a string in terminal columns. Emoji and most East Asian characters are two columns wide. */
export function widthOf(text: string): number {
	return [...graphemes.segment(text)].reduce((sum, { segment }) => sum + (WIDE.test(segment) ? 2 : 1), 0);
}
