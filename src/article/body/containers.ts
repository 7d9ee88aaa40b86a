import { bold, type Call, callOf, callout, capital, type Shown, shownOf } from "./template-calls.ts";
import type { Work } from "./work.ts";

/** Matches lines that have a special meaning only in some Markdown dialects. */
const SIGNS =
	/^[ \t>]*(?::{2,}[ \t]*(?:[\w{[]|$)|!{3}[ \t]|\?{3}\+?[ \t]|>[ \t]*\[!)|^ {0,3}:[ \t]+\S|^[ \t]*\[toc\]|^ {0,3}#{1,6}[ \t].*\}[ \t#]*$/im;

const FENCE = /^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*(`{3,}|~{3,})/;
const RAW_ELEMENT = /^[ \t>]*<(pre|script|style|textarea)(?=[\s>])/i;
const OPENING =
	/^([ \t>]*)(:{2,})[ \t]*([A-Za-z][\w-]*)?(?:\[([^\]]{0,300})\])?[ \t]*(?:\{([^{}]{0,1000})\})?[ \t]*(.{0,300})$/;
const CLOSING = /^[ \t>]*(:{2,})[ \t]*$/;
const ADMONITION = /^([ \t]*)(?:!!!|\?\?\?\+?)[ \t]+([A-Za-z][\w-]*)(?:[ \t]+[\w-]+)*(?:[ \t]+"([^"]*)")?[ \t]*$/;
const CALLOUT = /^([ \t]*(?:>[ \t]?)+)\[!([\w-]{1,40})(?:\|[^\]]*)?\][+-]?[ \t]*(.*)$/;
const HEADING = /^( {0,3}#{1,6}[ \t]+)([^{}]*?)[ \t]*\{:?[ \t]*(?=[#.]|[\w-]+=)([^{}]*)\}[ \t#]*$/;
const ITEM = /^([ \t]*)(?:[-*+]|\d{1,9}[.)])[ \t]+/;
const TERM = /^ {0,3}(?![ \t#>|<:]|[-*+][ \t]|\d{1,9}[.)][ \t]|`{3}|~{3}|\[\^)\S/;
const DEFINITION = /^ {0,3}:[ \t]+(?=\S)/;

interface Open {
	/** Number of colons that opened the container; 0 if the container is marked by indentation. */
	colons: number;
	/** Indentation of the container's opening line. */
	indent: number;
	/** Index of the container's opening line in the input. */
	at: number;
	/** Index of the output line that `shown` replaces. */
	index: number;
	margin: string;
	shown: Shown;
	name: string;
}

/** Called for each piece of code that is left out, with the index of its line. */
type LeaveOut = (code: string, at: number) => void;

/**
 * Translates blocks that only some generators support: colon containers, admonitions, alerts, definition lists, heading
 * ids and table-of-contents markers. Each becomes a quotation or HTML, or is reduced to its content.
 */
export function translateContainers(text: string, work: Work, leaveOut: LeaveOut): string {
	if (!SIGNS.test(text)) return text;
	const containers = new Containers(text.split("\n"), work, leaveOut);
	return containers.run();
}

/**
 * Returns a function that maps the index of a line in a translated text to the number of the same line (counted from 1)
 * in the original.
 */
export function sameLines(text: string, translated: string): (at: number) => number {
	const own = Map.groupBy(text.split("\n").entries(), ([, line]) => line);
	const seen = new Map<string, number>();
	const found = translated.split("\n").map((line) => {
		const place = seen.get(line) ?? 0;
		seen.set(line, place + 1);
		return (own.get(line)?.[place]?.[0] ?? 0) + 1;
	});
	return (at) => found[at] ?? 1;
}

class Containers {
	readonly #lines: string[];
	readonly #out: string[] = [];
	readonly #open: Open[] = [];
	readonly #work: Work;
	readonly #leaveOut: LeaveOut;
	#fence = "";
	#rawEnd = "";
	#listIndent = 0;
	#isCode = false;

	constructor(lines: string[], work: Work, leaveOut: LeaveOut) {
		this.#lines = lines;
		this.#work = work;
		this.#leaveOut = leaveOut;
	}

	run(): string {
		for (let at = 0; at < this.#lines.length; at++) {
			this.#work.spend(2);
			const line = this.#inContainer(this.#lines[at] ?? "");
			if (this.#keepsCode(line)) this.#out.push(line);
			else at = this.#line(line, at);
		}
		for (const open of this.#open.reverse()) this.#end(open, open.colons === 0);
		return this.#out.join("\n");
	}

	/**
	 * Removes from a line the indentation of the surrounding admonitions. A line without that indentation ends the
	 * admonitions.
	 */
	#inContainer(line: string): string {
		for (;;) {
			const open = this.#open.at(-1);
			if (open?.colons !== 0 || line.trim() === "" || indentOf(line) >= open.indent + 4) break;
			this.#open.pop();
			this.#end(open, true);
		}
		const depth = this.#open.filter(({ colons }) => colons === 0).length;
		return depth === 0 ? line : line.replace(new RegExp(`^(?: {4}|\\t){0,${depth}}`), "");
	}

	/** Whether a line is code, which must not be changed. Keeps track of fences and raw elements. */
	#keepsCode(line: string): boolean {
		if (this.#rawEnd !== "") {
			if (line.toLowerCase().includes(this.#rawEnd)) this.#rawEnd = "";
			return true;
		}
		const [, run = ""] = FENCE.exec(line) ?? [];
		if (this.#fence !== "") {
			const isEnd = run.startsWith(this.#fence) && /^[ \t>]*[`~]+[ \t]*$/.test(line);
			if (isEnd) this.#fence = "";
			return true;
		}
		if (run !== "" && !(run.startsWith("`") && line.slice(line.indexOf(run) + run.length).includes("`"))) {
			this.#fence = run;
			return true;
		}
		const [, raw] = RAW_ELEMENT.exec(line) ?? [];
		if (raw !== undefined) {
			if (!line.toLowerCase().includes(`</${raw.toLowerCase()}`)) this.#rawEnd = `</${raw.toLowerCase()}`;
			return true;
		}
		return this.#isIndented(line);
	}

	#isIndented(line: string): boolean {
		if (line.trim() === "") return this.#isCode;
		const indent = indentOf(line);
		const isAfterBlank = (this.#out.at(-1) ?? "").trim() === "";
		this.#isCode = indent >= this.#listIndent + 4 && (isAfterBlank || this.#isCode);
		const [item] = ITEM.exec(line) ?? [];
		if (item !== undefined && !this.#isCode) this.#listIndent = item.length;
		else if (indent === 0 && isAfterBlank) this.#listIndent = 0;
		return this.#isCode;
	}

	/** @returns the index of the last line that was read */
	#line(line: string, at: number): number {
		const [text, closing] = /^(.*\S)[ \t]+(:{3,})[ \t]*$/.exec(line.length < 2000 ? line : "")?.slice(1) ?? [];
		if (text !== undefined && closing !== undefined && this.#open.some(({ colons }) => colons === closing.length)) {
			this.#out.push(text);
			return this.#colons(closing, at);
		}
		if (/^[ \t>]*::/.test(line)) return this.#colons(line, at);
		const admonition = ADMONITION.exec(line);
		if (admonition) {
			const [, margin = "", name = "", title] = admonition;
			const call: Call = { name: name.toLowerCase(), list: [], named: new Map() };
			if (title !== undefined) call.named.set("title", title);
			const shown = line.trim().startsWith("?") ? details(title ?? capital(name)) : callout(call);
			this.#begin({ colons: 0, indent: indentOf(line), at, index: this.#out.length, margin, shown, name });
			return at;
		}
		const alert = CALLOUT.exec(line);
		if (alert && !isQuote(this.#out.at(-1) ?? "", alert[1] ?? "")) {
			const [, quote = "", kind = "", title = ""] = alert;
			this.#out.push(`${quote}${bold(title) || bold(capital(kind))}`, quote.trimEnd());
			return at;
		}
		if (/^[ \t]*\[toc\][ \t]*$/i.test(line)) return at;
		if (this.#open.length > 0 && /^[ \t]*#[a-z][\w-]*[ \t]*$/.test(line)) return at;
		if (DEFINITION.test(line)) return this.#definitions(line, at);
		const [, marks, title, attributes = ""] =
			line.startsWith("#") || line.startsWith(" ") ? (HEADING.exec(line) ?? []) : [];
		if (marks === undefined) this.#out.push(line);
		else {
			const [, id] = /(?:^|\s)#([\w:.-]+)/.exec(attributes) ?? [];
			this.#out.push(`${marks}${id === undefined ? "" : `<a id="${id}"></a>`}${title}`);
		}
		return at;
	}

	#colons(line: string, at: number): number {
		const [, closing] = CLOSING.exec(line) ?? [];
		if (closing !== undefined) {
			const fits = this.#open.findLastIndex(({ colons }) => colons === closing.length);
			const index =
				fits === -1 ? this.#open.findLastIndex(({ colons }) => colons > 0 && colons <= closing.length) : fits;
			for (const open of index === -1 ? [] : this.#open.splice(index).reverse()) this.#end(open, true);
			return at;
		}
		const [all, margin = "", colons = "", name, label, attributes = "", rest = ""] = OPENING.exec(line) ?? [];
		// A line that begins with two colons may also be an ordinary sentence.
		if (all === undefined || (colons.length === 2 && (name === undefined || rest !== ""))) {
			this.#out.push(line);
			return at;
		}
		const call = callOf(name ?? /\.([\w-]+)/.exec(attributes)?.[1] ?? "", attributes.replace(/[#.]([\w-]+)/g, ""));
		const [, id] = /(?:^|\s)#([\w-]+)/.exec(attributes) ?? [];
		if (id !== undefined && !call.named.has("id")) call.named.set("id", id);
		const title = label || (rest.startsWith("{") ? "" : rest.replace(/^"(.*)"$/, "$1"));
		if (title !== "") call.named.set("title", title);
		// A bold title at the start of the content replaces the default title.
		else if (/^[ \t>]*(?:\*\*|__)\w/.test(this.#lines[at + 1] ?? "")) call.named.set("title", " ");
		const next = this.#properties(at, call);
		const shown = shownOf(call) ?? { before: "", after: "" };
		const index = this.#out.length;
		this.#begin({ colons: colons.length, indent: indentOf(line), at, index, margin, shown, name: call.name });
		if (label && rest !== "") this.#out.push(margin + rest);
		return next;
	}

	/** Reads the properties between `---` lines at the top of a component. */
	#properties(at: number, call: Call): number {
		if (this.#lines[at + 1]?.trim() !== "---") return at;
		for (let line = at + 2; line < Math.min(this.#lines.length, at + 60); line++) {
			const text = this.#lines[line] ?? "";
			if (text.trim() === "---") return line;
			const [, key = "", value = ""] = /^\s*([\w-]+):\s*["']?(.*?)["']?\s*$/.exec(text) ?? [];
			if (key !== "" && value !== "") call.named.set(key.toLowerCase(), value);
		}
		return at;
	}

	#begin(open: Open): void {
		this.#open.push(open);
		this.#out.push("");
	}

	#end({ at, index, margin, shown, colons, name }: Open, isClosed: boolean): void {
		const gap = margin.trimEnd();
		const block = (text: string) => [gap, ...text.split("\n").map((line) => (line === "" ? gap : margin + line)), gap];
		if ("text" in shown) this.#out[index] = block(shown.text).join("\n");
		else if (isClosed) {
			this.#out[index] = shown.before === "" ? gap : block(shown.before).join("\n");
			if (shown.after !== "") this.#out.push(...block(shown.after));
		} else {
			// A container that is never closed consists of its opening line only: it is a component if it has two colons,
			// otherwise a callout.
			const isComponent = colons === 2 && (shown.before === "" || shown.before.startsWith("<blockquote"));
			if (isComponent) this.#leaveOut(`::${name}`, at);
			this.#out[index] = shown.before.replace(/<\/?(?:blockquote|details|summary)>/g, "");
		}
	}

	/** Reads a definition list. The lines above `line` are terms. Definitions begin with a colon and are indented. */
	#definitions(line: string, at: number): number {
		const terms = this.#terms();
		if (terms.length === 0) {
			this.#out.push(line);
			return at;
		}
		const html = ["", "<dl>", ...terms.flatMap(termOf)];
		let next = at;
		for (;;) {
			next = this.#definition(next, html);
			const after = this.#skipBlank(next);
			if (DEFINITION.test(this.#lines[after] ?? "")) next = after;
			else {
				const behind = this.#skipBlank(after + 1);
				const isTerm = TERM.test(this.#lines[after] ?? "") && after > next;
				if (!isTerm || !DEFINITION.test(this.#lines[behind] ?? "")) break;
				html.push(...termOf(this.#lines[after] ?? ""));
				next = behind;
			}
		}
		this.#out.push(...html, "</dl>", "");
		return next - 1;
	}

	/** Removes the terms from the end of the output and returns them. */
	#terms(): string[] {
		const last = this.#out.at(-1)?.trim() === "" ? -2 : -1;
		const end = this.#out.length + last + 1;
		let start = end;
		while (start > 0 && end - start < 4 && TERM.test(this.#out[start - 1] ?? "")) start--;
		const isParagraph = start === 0 || (this.#out[start - 1] ?? "").trim() === "";
		if (!isParagraph || start === end || (last === -2 && end - start > 1)) return [];
		return this.#out.splice(start).filter((term) => term.trim() !== "");
	}

	/** @returns the index of the line after the definition */
	#definition(at: number, html: string[]): number {
		html.push("<dd>", "", (this.#lines[at] ?? "").replace(DEFINITION, ""));
		let next = at + 1;
		for (; next < this.#lines.length; next++) {
			this.#work.spend(2);
			const line = this.#lines[next] ?? "";
			if (line.trim() === "") {
				if (indentOf(this.#lines[this.#skipBlank(next)] ?? "") < 2) break;
				html.push("");
			} else if (DEFINITION.test(line)) break;
			else html.push(line.replace(/^(?: {1,4}|\t)/, ""));
		}
		html.push("", "</dd>");
		return next;
	}

	#skipBlank(at: number): number {
		let next = at;
		while (next < this.#lines.length && (this.#lines[next] ?? "").trim() === "" && next < at + 3) next++;
		return next;
	}
}

function termOf(term: string): string[] {
	return ["<dt>", "", term, "", "</dt>"];
}

function details(title: string): Shown {
	return shownOf({ name: "details", list: [], named: new Map([["title", title]]) }) ?? { before: "", after: "" };
}

/** Whether a line is in a quotation at least as deep as `quote`, and is not empty. */
function isQuote(line: string, quote: string): boolean {
	const depth = quote.split(">").length - 1;
	const [marks = ""] = /^[ \t>]*/.exec(line) ?? [];
	return marks.split(">").length - 1 >= depth && line.trim() !== ">".repeat(depth) && line.includes(">");
}

function indentOf(line: string): number {
	let width = 0;
	for (const mark of line) {
		if (mark === "\t") width += 4 - (width % 4);
		else if (mark === " ") width++;
		else break;
	}
	return width;
}
