import type { Work } from "./work.ts";

/**
 * A place where template code may begin. If a code span or block begins there instead, `codeEnd` is the end of that
 * code, which is skipped.
 */
export interface SourceToken {
	start: number;
	mark: string;
	codeEnd?: number;
}

interface Place {
	start: number;
	end: number;
}

const FENCE = String.raw`^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*(?:${"`"}{3,}|~{3,})`;

const MARKDOWN = new RegExp(
	[
		FENCE,
		"`+",
		"<!--",
		String.raw`^<<<(?=\s)|^--8<--`,
		String.raw`<\/?[A-Za-z]`,
		String.raw`^[ \t]*<\/?>(?=[ \t]*$)`,
		String.raw`\n[ \t]*\n(?=(?: {4}| {0,3}\t)[ \t]*\S)`,
		String.raw`\{[{%/]?`,
		"%%|==",
		String.raw`!?\[\[`,
		String.raw`\[(?=[^[\]\n]{1,200}\]\{)`,
		String.raw`\$\$?`,
		String.raw`\\[^]`,
		String.raw`(?<![:\w]):[a-z][\w-]*(?=[[{])`,
		String.raw`^(?:import|export)(?=\s)`,
		String.raw` \^(?=[\w-]{6,}$)`,
	].join("|"),
	"gm",
);

const HTML = /<!--|<[A-Za-z]|\{\{|\{%|\{#(?=[^{}]*#\})/g;

/** Matches elements that contain code, or text that is not meant for people. */
const CODE = /<(pre|code|samp|kbd|tt|script|style|textarea|xmp|math|svg)(?=[\s>/])/iy;

const END_TAGS = /\{%-?\s*(end[\w-]+)[^%{}]*%\}|\{\{[<%]\s*\/\s*([\w/.-]+)\s*[>%]\}\}/g;

/**
 * Scans a body once for the characters with which template code begins, and finds where code that must be skipped ends.
 */
export class SourceScanner {
	readonly text: string;
	readonly isMarkdown: boolean;
	readonly work: Work;
	readonly #token: RegExp;
	readonly #found = new Map<string, { from: number; at: number }>();
	#endTags: Map<string, Place[]> | undefined;
	#backticks: Map<number, number[]> | undefined;
	/** The line up to which lists were tracked, and how far the text of the current item is indented. */
	#listLine = 0;
	#listIndent = 0;
	#isAfterBlank = true;

	constructor(text: string, isMarkdown: boolean, work: Work) {
		this.text = text;
		this.isMarkdown = isMarkdown;
		this.work = work;
		this.#token = new RegExp(isMarkdown ? MARKDOWN : HTML);
	}

	next(from: number): SourceToken | null {
		this.work.spend(1);
		this.#token.lastIndex = from;
		const match = this.#token.exec(this.text);
		if (match === null) return null;
		const { index: start, 0: mark } = match;
		const codeEnd = this.#codeEnd(start, mark);
		return codeEnd === undefined ? { start, mark } : { start, mark, codeEnd };
	}

	/** Returns the index of the next `needle`; undefined if the rest of the text does not contain it. */
	find(needle: string, from: number): number | undefined {
		const known = this.#found.get(needle);
		let at = known?.at ?? -1;
		if (known === undefined || from < known.from || from > known.at) {
			at = this.text.indexOf(needle, from);
			if (at === -1) at = Number.POSITIVE_INFINITY;
			this.#found.set(needle, { from, at });
		}
		return at === Number.POSITIVE_INFINITY ? undefined : at;
	}

	/** Returns the next `{% name %}` with this name, which must begin with `end`. */
	findTag(name: string, from: number): Place | undefined {
		return this.#endTag(name, from);
	}

	findShortcodeEnd(name: string, from: number): Place | undefined {
		return this.#endTag(`/${name}`, from);
	}

	/** Returns the start of the line that contains `at`, or an index 300 characters before `at` if the line is longer. */
	lineStart(at: number): number {
		const from = Math.max(0, at - 300);
		const newline = this.text.slice(from, at).lastIndexOf("\n");
		return newline === -1 ? from : from + newline + 1;
	}

	lineEnd(at: number): number {
		return this.find("\n", at) ?? this.text.length;
	}

	/**
	 * Surrounds text with blank lines, and gives it the indentation and quote marks of the line that it replaces. Within
	 * a table row or heading, the text is made inline instead.
	 */
	asBlock(start: number, end: number, block: string): string {
		if (!this.isMarkdown || block === "") return block;
		const line = this.lineStart(start);
		const before = this.text.slice(Math.max(line, start - 200), start);
		if (/^\s*[|#]/.test(before)) return block.replace(/\n+/g, " ");
		const margin = (/^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*/.exec(before)?.[0] ?? "").replace(/[^\s>]/g, " ");
		const isFirst = before.trim() === "" || before.replace(/[\s>]|^\s*(?:[-*+]|\d{1,9}[.)])\s/g, "") === "";
		const inner = block.split("\n").join(`\n${margin}`);
		const isLast = this.text[end] === "\n" || end >= this.text.length;
		const gap = `\n${margin.trimEnd()}\n${margin}`;
		// A blank line would end the surrounding HTML block and turn the text that follows into indented code.
		const isWithinHtml = /^(?: {4}|\t)[ \t]*$/.test(margin);
		return `${isFirst ? "" : gap}${inner}${isLast ? (isWithinHtml ? "" : `\n${margin.trimEnd()}`) : gap}`;
	}

	/** Whether this range is alone on its lines. */
	isAlone(start: number, end: number): boolean {
		return (
			this.text.slice(this.lineStart(start), start).trim() === "" &&
			/^[ \t]*(?:\n|$)/.test(this.text.slice(end, end + 40))
		);
	}

	#endTag(name: string, from: number): Place | undefined {
		this.#endTags ??= Map.groupBy(
			Array.from(this.text.matchAll(END_TAGS), ({ index, 0: all, 1: tag, 2: shortcode }) => ({
				name: tag ?? `/${shortcode}`,
				start: index,
				end: index + all.length,
			})),
			(place) => place.name,
		);
		const places = this.#endTags.get(name) ?? [];
		let [low, high] = [0, places.length];
		while (low < high) {
			const middle = (low + high) >> 1;
			if ((places[middle]?.start ?? 0) < from) low = middle + 1;
			else high = middle;
		}
		return places[low];
	}

	#codeEnd(start: number, mark: string): number | undefined {
		const { text } = this;
		if (mark.startsWith("<")) {
			CODE.lastIndex = start;
			const name = CODE.exec(text)?.[1]?.toLowerCase();
			return name === undefined ? undefined : this.#elementEnd(name, start);
		}
		if (!this.isMarkdown) return undefined;
		if (mark.startsWith("\n")) return this.#indentedEnd(start + mark.length);
		if (mark.endsWith("```") || mark.endsWith("~~~")) {
			if (/[`~]{3,}$/.test(mark) && this.#isFence(start, mark)) return this.#fenceEnd(start, mark);
		}
		return mark.startsWith("`") ? this.#spanEnd(start, mark.length) : undefined;
	}

	#elementEnd(name: string, start: number): number | undefined {
		const end = this.find(`</${name}`, start) ?? this.find(`</${name.toUpperCase()}`, start);
		return end === undefined ? undefined : end + name.length + 2;
	}

	/**
	 * Whether a mark opens a code block. If there are more backticks later on the line, the mark opens inline code
	 * instead.
	 */
	#isFence(start: number, mark: string): boolean {
		if (!mark.endsWith("`")) return true;
		return !this.text.slice(start + mark.length, this.lineEnd(start + mark.length)).includes("`");
	}

	#fenceEnd(start: number, mark: string): number {
		const fence = /[`~]+$/.exec(mark)?.[0] ?? mark;
		const isQuoted = mark.includes(">");
		const close = /[ \t>]*([`~]{3,})[ \t]*(?=\n|$)/y;
		for (let line = this.lineEnd(start) + 1; line <= this.text.length; line = this.lineEnd(line) + 1) {
			this.work.spend(1);
			if (isQuoted && !/^[ \t]*>/.test(this.text.slice(line, line + 20))) return line - 1;
			close.lastIndex = line;
			const run = close.exec(this.text)?.[1] ?? "";
			if (run.length >= fence.length && run.startsWith(fence)) return this.lineEnd(line);
		}
		return this.text.length;
	}

	/** Returns the end of inline code: the next run of equally many backticks in the same paragraph. */
	#spanEnd(start: number, length: number): number | undefined {
		if (this.#backticks === undefined) {
			this.#backticks = new Map();
			for (const { index, 0: run } of this.text.matchAll(/`+/g)) {
				const starts = this.#backticks.get(run.length);
				if (starts) starts.push(index);
				else this.#backticks.set(run.length, [index]);
			}
			// The positions are reversed so that the next one can be popped off the end.
			for (const starts of this.#backticks.values()) starts.reverse();
		}
		const starts = this.#backticks.get(length) ?? [];
		while ((starts.at(-1) ?? Number.POSITIVE_INFINITY) <= start) starts.pop();
		const end = starts.at(-1);
		if (end === undefined || end > (this.find("\n\n", start) ?? this.text.length)) return undefined;
		return end + length;
	}

	/** Returns the end of indented code that begins on a line; undefined if the line is merely part of a list. */
	#indentedEnd(lineStart: number): number | undefined {
		this.#followLists(lineStart);
		const indent = /(?:[ \t]*)/y;
		indent.lastIndex = lineStart;
		const [margin = ""] = indent.exec(this.text) ?? [];
		if (widthOf(margin) < this.#listIndent + 4) return undefined;
		let end = lineStart;
		for (let line = lineStart; line < this.text.length; line = this.lineEnd(line) + 1) {
			this.work.spend(1);
			indent.lastIndex = line;
			const [space = ""] = indent.exec(this.text) ?? [];
			const isBlank = (this.text[line + space.length] ?? "\n") === "\n";
			if (!isBlank && widthOf(space) < this.#listIndent + 4) break;
			if (!isBlank) end = this.lineEnd(line);
		}
		return end;
	}

	#followLists(to: number): void {
		const item = /([ \t]*)(?:(?:[-*+]|\d{1,9}[.)])[ \t]+|\[\^[^\]\n]+\]:|(?:!!!|\?\?\?)\+?[ \t])/y;
		while (this.#listLine < to) {
			this.work.spend(1);
			const line = this.#listLine;
			const end = this.lineEnd(line);
			item.lastIndex = line;
			const [all, margin = ""] = item.exec(this.text) ?? [];
			if (this.text.slice(line, Math.min(end, line + 200)).trim() === "") this.#isAfterBlank = true;
			else {
				if (all !== undefined)
					this.#listIndent = widthOf(margin) + (/[[!?]/.test(all) ? 4 : all.length - margin.length);
				else if (this.#isAfterBlank && !/^[ \t]/.test(this.text.slice(line, line + 1))) this.#listIndent = 0;
				this.#isAfterBlank = false;
			}
			this.#listLine = end + 1;
		}
	}
}

function widthOf(margin: string): number {
	let width = 0;
	for (const mark of margin) width = mark === "\t" ? width + 4 - (width % 4) : width + 1;
	return width;
}
