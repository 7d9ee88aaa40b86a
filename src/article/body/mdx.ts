import { fileKind } from "../file-kinds.ts";
import type { Call } from "./template-calls.ts";

/** A tag in HTML, JSX or a template. */
export interface Tag {
	name: string;
	isEnd: boolean;
	/** Whether the tag is self-closing: `<Name … />`. */
	isWhole: boolean;
	/**
	 * The attributes. The value is null if it could only be determined by running code. The third element is the
	 * expression as the author wrote it.
	 */
	attributes: [name: string, value: string | null, expression?: string][];
	/** Whether any attribute uses syntax that HTML does not have. */
	isProgram: boolean;
	/** The index after the tag. */
	end: number;
}

/** Maximum length of a tag, in characters. Longer tags are treated as text. */
const MAX_TAG = 2000;

const NAME = /<(\/?)([A-Za-z][\w.:-]*)/y;
const SPACE = /\s*/y;
const ATTRIBUTE = /([A-Za-z_:@#][\w:.-]*)(\s*=\s*)?/y;
const TEMPLATE = /\{\{[^{}]*\}\}|\{%[^%{}]*%\}/y;
const VALUE = /"((?:\{\{[<%][^{}"]*(?:"[^{}"]*"[^{}"]*)*\}\}|[^"])*)"|'([^']*)'|([^\s"'{}<>=`]+)/y;

/**
 * Reads the tag that begins at `start`; null if no tag begins there.
 *
 * @param steps called with the cost of reading the tag
 */
export function readTag(text: string, start: number, steps: (count: number) => void): Tag | null {
	const source = text.slice(start, start + MAX_TAG);
	NAME.lastIndex = 0;
	const [open, slash, name = ""] = NAME.exec(source) ?? [];
	if (open === undefined) return null;
	const tag: Tag = { name, isEnd: slash === "/", isWhole: false, attributes: [], isProgram: false, end: 0 };
	let at = open.length;
	for (;;) {
		at = behind(SPACE, source, at) ?? at;
		const mark = source[at];
		if (mark === ">" || (mark === "/" && source[at + 1] === ">")) {
			tag.isWhole = mark === "/";
			tag.end = start + at + (tag.isWhole ? 2 : 1);
			steps(at / 4 + 1);
			return tag;
		}
		const next = mark === "{" ? programEnd(source, at, tag, steps) : attributeEnd(source, at, tag, steps);
		if (next === undefined) break;
		at = next;
	}
	steps(at / 4 + MAX_TAG / 64);
	return null;
}

/** Returns the index after program code in a tag. Examples of such code are `{% if x %}` and JSX spread attributes. */
function programEnd(source: string, at: number, tag: Tag, steps: (count: number) => void): number | undefined {
	tag.isProgram = true;
	return behind(TEMPLATE, source, at) ?? braceEnd(source, at, steps);
}

function attributeEnd(source: string, at: number, tag: Tag, steps: (count: number) => void): number | undefined {
	ATTRIBUTE.lastIndex = at;
	const [all, name = "", equals] = ATTRIBUTE.exec(source) ?? [];
	if (all === undefined) return undefined;
	const from = at + all.length;
	if (equals === undefined) {
		tag.attributes.push([name, ""]);
		return from;
	}
	if (source[from] === "{" && source[from + 1] !== "%" && !/^\{\{[^{}:]*\}\}/.test(source.slice(from, from + 200))) {
		const end = braceEnd(source, from, steps);
		if (end === undefined) return undefined;
		tag.isProgram = true;
		const expression = source.slice(from + 1, end - 1);
		tag.attributes.push([name, constantOf(expression), expression]);
		return end;
	}
	VALUE.lastIndex = from;
	const value = VALUE.exec(source);
	const end = value ? VALUE.lastIndex : behind(TEMPLATE, source, from);
	if (end === undefined) return undefined;
	const written = value ? (value[1] ?? value[2] ?? value[3] ?? "") : source.slice(from, end);
	if (/\{[{%]/.test(written)) tag.isProgram = true;
	tag.attributes.push([name, written]);
	return end;
}

function behind(pattern: RegExp, source: string, at: number): number | undefined {
	pattern.lastIndex = at;
	return pattern.test(source) ? pattern.lastIndex : undefined;
}

/** Returns the index after the `}` that matches the `{` at `start`; undefined if the brace is never closed. */
export function braceEnd(source: string, start: number, steps: (count: number) => void): number | undefined {
	let depth = 0;
	let pieces = 0;
	const part = /[{}]|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\[\s\S])*`|[^{}"'`]+|["'`]/y;
	part.lastIndex = start;
	while (part.lastIndex < source.length) {
		const [piece] = part.exec(source) ?? [];
		pieces++;
		if (piece === "{") depth++;
		else if (piece === "}" && --depth === 0) break;
	}
	steps(pieces + source.length / 64);
	return depth === 0 && pieces > 0 ? part.lastIndex : undefined;
}

/**
 * Returns the value of an expression that is a string, a number or the path of a required file; null if it could only
 * be evaluated by running code.
 */
export function constantOf(expression: string): string | null {
	const written = expression.trim();
	const [, double, single, ticked] = /^(?:"([^"\\]*)"|'([^'\\]*)'|`([^`\\$]*)`)$/.exec(written) ?? [];
	const text = double ?? single ?? ticked;
	if (text !== undefined) return text;
	if (/^-?\d+(?:\.\d+)?$/.test(written)) return written;
	const required = /^require\(\s*["']([^"']+)["']\s*\)(?:\.default)?$/.exec(written)?.[1];
	if (required !== undefined && fileKind(required)) return required;
	return written === "" || /^\/\*[\s\S]*\*\/$/.test(written) ? "" : null;
}

/** Returns the files that a module statement imports, each with the name by which expressions refer to it. */
export function importedFiles(statement: string): [name: string, path: string][] {
	const imports = statement.matchAll(/\bimport\s+([\w$]+)\s+from\s*["']([^"'\n]+)["']/g);
	return [...imports].flatMap(([, name = "", path = ""]): [string, string][] => (fileKind(path) ? [[name, path]] : []));
}

/** Fills in attributes, such as `src={tide}` or `src={tide.src}`, that refer to an imported file. */
export function withImports(tag: Tag, files: ReadonlyMap<string, string>): void {
	if (files.size === 0) return;
	tag.attributes = tag.attributes.map(([name, value, expression = ""]) => {
		const used = /^\s*([\w$]+)(?:\.src)?\s*$/.exec(expression)?.[1];
		return [name, value ?? files.get(used ?? "") ?? null, expression];
	});
}

const HTML_NAMES: Record<string, string> = { classname: "class", htmlfor: "for" };

/** Converts a JSX tag to HTML. */
export function htmlTag({ name, isEnd, isWhole, attributes }: Tag): string {
	const written = attributes
		.filter(([, value]) => value !== null)
		.map(([key, value]) => ` ${HTML_NAMES[key.toLowerCase()] ?? key}="${(value ?? "").replaceAll('"', "&quot;")}"`);
	return `<${isEnd ? "/" : ""}${name}${written.join("")}${isWhole ? " /" : ""}>`;
}

/** HTML elements that some authors capitalize. Any other name with a capital letter is a component. */
const ELEMENTS =
	/^(?:a|abbr|article|aside|audio|b|base|blockquote|body|br|button|canvas|caption|center|cite|code|col|dd|del|details|div|dl|dt|em|embed|fieldset|figcaption|font|footer|form|frame|frameset|h[1-6]|head|header|hr|html|i|iframe|img|input|ins|kbd|label|legend|li|link|main|map|mark|marquee|menu|meta|nav|noscript|object|ol|option|p|param|pre|q|s|samp|script|section|select|small|source|span|strike|strong|style|sub|summary|sup|svg|table|tbody|td|template|textarea|tfoot|th|thead|time|title|tr|tt|u|ul|var|xmp)$/;

export function isComponent(name: string): boolean {
	return /^[A-Z][\w.]*$/.test(name) && /[a-z]/.test(name) && !ELEMENTS.test(name.toLowerCase());
}

/** Converts a component's tag to a call. */
export function callOfTag({ name, attributes }: Tag): Call {
	const named = new Map(
		attributes.flatMap(([key, value]) => (value === null ? [] : [[key.toLowerCase(), value] as const])),
	);
	return { name: (name.split(".").at(-1) ?? name).toLowerCase(), list: [], named };
}

/** Matches the beginning of a module statement, outside code. */
const STATEMENT =
	/^(?:import\s+(?:type\s+)?(?:["'][^"'\n]+["']|(?:[\w$]+\s*,?\s*)?(?:\{[^{}]*\}|\*\s+as\s+[\w$]+)?\s*from\s*["'][^"'\n]+["'])|export\s+(?:const|let|var|function|async|class|default|type|interface)\s+[\w${(]|export\s+(?:\{[^{}]*\}|\*)\s*(?:from\b|;|$|\n))/y;

/**
 * Returns the end of the module statement at `start`: the end of the line for an import, or the next blank line for an
 * export. Undefined if there is no such statement.
 */
export function statementEnd(text: string, start: number): number | undefined {
	const source = text.slice(start, start + MAX_TAG);
	STATEMENT.lastIndex = 0;
	const found = STATEMENT.exec(source);
	if (found === null) return undefined;
	const blank = /\n[ \t]*(?=\n|$)/.exec(source.slice(found[0].length));
	if (found[0].startsWith("import")) {
		const line = source.indexOf("\n", found[0].length);
		return line === -1 ? start + source.length : start + line;
	}
	return blank ? start + found[0].length + blank.index : text.length > start + MAX_TAG ? undefined : text.length;
}
