import { stripVTControlCharacters } from "node:util";

/** What a command may say. */
export interface Screen {
	/** A line for whoever asked. */
	line(text: string): void;
	/** A line about what went wrong. */
	complain(text: string): void;
	/** The line that shows how far things are: each replaces the last, and the next real line replaces it. */
	progress(text: string): void;
}

/** The part of a stream that a screen needs; `process.stdout` is one. */
export interface Output {
	write(text: string): unknown;
	isTTY?: boolean;
	columns?: number;
}

/** A screen made of two streams. Progress is shown only where there is a terminal to overwrite it in. */
export function screenOn(stdout: Output, stderr: Output): Screen {
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
		complain: (text) => say(stderr, text),
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
