import type { Keys } from "../../article/field-names.ts";

/**
 * Reads a configuration written in Python without running it. Returns the top-level names that are assigned a string,
 * number, list, tuple or dict. If a name is assigned several times, the last value counts.
 */
export function readPython(text: string): { data: Record<string, unknown>; lineOf(keys: Keys): number | null } {
	const data: Record<string, unknown> = {};
	const lines = new Map<string, number>();
	for (const { 0: start, 1: name = "", index } of text.matchAll(/^([A-Za-z_]\w*)[ \t]*(?::[^=\n]+)?=(?!=)[ \t]*/gm)) {
		data[name] = new Scanner(text, index + start.length).value(data);
		lines.set(name, text.slice(0, index).split("\n").length);
	}
	return { data, lineOf: ([name = ""]) => lines.get(String(name)) ?? null };
}

const STRING = /(?:[rRuUbB]{0,2})("""|'''|"|')/y;
const WORDS = new Map<string, unknown>([
	["True", true],
	["False", false],
	["None", null],
]);

/** Maximum depth of nested brackets. */
const MAX_DEPTH = 20;

class Scanner {
	readonly #text: string;
	#at: number;

	constructor(text: string, at: number) {
		this.#text = text;
		this.#at = at;
	}

	/**
	 * Reads the value at the current position; undefined if only Python could evaluate it. `known` contains the names
	 * assigned so far.
	 */
	value(known: Record<string, unknown>, depth = 0): unknown {
		const first = this.#text[this.#at];
		if (depth > MAX_DEPTH) return undefined;
		if (first === "[" || first === "(") return this.#list(first === "[" ? "]" : ")", known, depth);
		if (first === "{") return this.#dict(known, depth);
		let joined: string | undefined;
		for (let part = this.#string(); part !== undefined; part = this.#string()) {
			joined = (joined ?? "") + part;
			if (depth > 0) this.#space();
			else this.#match(/[ \t]*/y);
		}
		if (joined !== undefined) return /[+%.]/.test(this.#text[this.#at] ?? "") ? undefined : joined;
		const word = this.#match(/[\w.-]+/y) ?? "";
		if (/^-?\d+(\.\d+)?$/.test(word)) return Number(word);
		if (/^[ \t]*[+(%.[]/.test(this.#text.slice(this.#at, this.#at + 10))) return undefined;
		return WORDS.has(word) ? WORDS.get(word) : Object.hasOwn(known, word) ? known[word] : undefined;
	}

	#string(): string | undefined {
		STRING.lastIndex = this.#at;
		const [opening = "", quote = ""] = STRING.exec(this.#text) ?? [];
		if (quote === "") return undefined;
		const start = this.#at + opening.length;
		let end = start;
		while (end < this.#text.length && !this.#text.startsWith(quote, end)) end += this.#text[end] === "\\" ? 2 : 1;
		this.#at = end + quote.length;
		const inner = this.#text.slice(start, end);
		const isRaw = /r/i.test(opening);
		return isRaw ? inner : inner.replaceAll(/\\(['"\\])/g, "$1").replaceAll("\\n", "\n");
	}

	#list(close: string, known: Record<string, unknown>, depth: number): unknown[] | unknown {
		const members: unknown[] = [];
		let commas = 0;
		this.#at++;
		for (;;) {
			this.#space();
			if (this.#at >= this.#text.length || this.#match(close === "]" ? /\]/y : /\)/y) !== undefined) break;
			members.push(this.value(known, depth + 1));
			commas += this.#skipTo(close);
		}
		return close === ")" && members.length === 1 && commas === 0 ? members[0] : members;
	}

	#dict(known: Record<string, unknown>, depth: number): Record<string, unknown> {
		const found: Record<string, unknown> = {};
		this.#at++;
		for (;;) {
			this.#space();
			if (this.#at >= this.#text.length || this.#match(/\}/y) !== undefined) return found;
			const key = this.value(known, depth + 1);
			this.#space();
			if (this.#match(/:/y) !== undefined) {
				this.#space();
				const value = this.value(known, depth + 1);
				if (typeof key === "string" && key !== "__proto__") found[key] = value;
			}
			this.#skipTo("}");
		}
	}

	/**
	 * Skips the rest of an element that cannot be read, and the comma after it, if any. Returns the number of skipped
	 * commas.
	 */
	#skipTo(close: string): number {
		let depth = 0;
		for (; this.#at < this.#text.length; this.#at++) {
			this.#space();
			while (this.#string() !== undefined) this.#space();
			const character = this.#text[this.#at] ?? "";
			if (depth === 0 && character === ",") {
				this.#at++;
				return 1;
			}
			if (depth === 0 && character === close) return 0;
			if ("([{".includes(character)) depth++;
			else if (")]}".includes(character)) depth--;
		}
		return 0;
	}

	/** Skips whitespace and comments. */
	#space(): void {
		this.#match(/(?:\s|\\\n|#[^\n]*)*/y);
	}

	#match(pattern: RegExp): string | undefined {
		pattern.lastIndex = this.#at;
		const found = pattern.exec(this.#text)?.[0];
		if (found !== undefined) this.#at += found.length;
		return found;
	}
}
