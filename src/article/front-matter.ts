import matter from "gray-matter";
import { FAILSAFE_SCHEMA, load, YAMLException } from "js-yaml";

/** A source split into its front matter and its body. */
export interface FrontMatter {
	/** Every scalar is the string that the author wrote: `012` stays `012`, and `2026-02-30` is not yet a date. */
	data: Record<string, unknown>;
	body: string;
	/** The YAML with a line per line of the source, so that a line number in it is one in the source. */
	yaml: string;
}

/** Why a source cannot be split; `line` is 1-based. */
export interface FrontMatterFault {
	line: number;
	message: string;
	hint: string;
}

const FENCE_HINT = "Begin and end the front matter with a line of three hyphens and nothing else.";

/**
 * Splits a source into YAML front matter and body. A source that does not begin with `---` is all body.
 * gray-matter would execute what follows `---js`, so only a bare `---` reaches it, and only our YAML engine exists.
 */
export function splitFrontMatter(text: string): FrontMatter | FrontMatterFault {
	const source = text.startsWith("\uFEFF") ? text.slice(1) : text;
	// Up to the line feed: to gray-matter a carriage return alone, or U+2028, does not end the line.
	const [first = ""] = source.split("\n", 1);
	if (first.trimEnd() === "+++") {
		const hint = "Write it as YAML: `name: value` on each line, between two lines `---`.";
		return { line: 1, message: "Front matter in TOML is not read.", hint };
	}
	if (!first.startsWith("---") || first.startsWith("----")) return { data: {}, body: source, yaml: "" };
	if (first.trimEnd() !== "---") {
		return { line: 1, message: "The first line has more than `---`.", hint: FENCE_HINT };
	}
	const end = source.indexOf("\n---", 3);
	if (end === -1) return { line: 1, message: "The front matter has no end.", hint: FENCE_HINT };
	const fence = /^\n(.*)/.exec(source.slice(end))?.[1] ?? "";
	if (fence.trimEnd() !== "---") {
		return {
			line: lineAt(source, end + 1),
			message: "A line within the front matter begins with `---`.",
			hint: `Indent that line if it belongs to a text. ${FENCE_HINT}`,
		};
	}
	try {
		// An options object of our own each time: without one, gray-matter caches and shares its results.
		const parsed = matter(`---${source.slice(first.length)}`, {
			language: "yaml",
			engines: { yaml: { parse: parseYaml, stringify: refuse }, json: refuse, javascript: refuse, js: refuse },
		});
		return { data: parsed.data, body: parsed.content, yaml: source.slice(0, end).replace("---", "") };
	} catch (error) {
		if (error instanceof YamlFault) return { line: error.line, message: error.message, hint: error.hint };
		throw error;
	}
}

/** Whether a source begins with front matter, by the look of it. */
export function hasFrontMatter(text: string): boolean {
	return /^\uFEFF?---\s/.test(text);
}

/** Parses a whole YAML document (a file that is nothing but front matter, its fences optional). */
export function readYaml(text: string): FrontMatter | FrontMatterFault {
	const source = text.replace(/^\uFEFF/, "").replace(/^---[ \t]*(?=\r?\n)/, "");
	const yaml = source.replace(/\n---\s*$/, "\n");
	try {
		return { data: parseYaml(yaml), body: "", yaml };
	} catch (error) {
		if (error instanceof YamlFault) return { line: error.line, message: error.message, hint: error.hint };
		throw error;
	}
}

class YamlFault extends Error {
	readonly line: number;
	readonly hint: string;
	constructor(line: number, message: string, hint: string) {
		super(message);
		this.line = line;
		this.hint = hint;
	}
}

function parseYaml(yaml: string): Record<string, unknown> {
	let data: unknown;
	try {
		data = load(yaml, { schema: FAILSAFE_SCHEMA, maxDepth: 20 });
	} catch (error) {
		if (!(error instanceof YAMLException)) throw error;
		if (/document/.test(error.reason) && yaml.trim() === "") return {};
		const hint = "Put texts with a colon, a hash or quotes in quotation marks, and indent with spaces.";
		// What the parser quotes is the author's text, and may be unpublished.
		const reason = error.reason.replace(/\s*[:"'!<`].*/s, "");
		const line = error.mark ? error.mark.line + 1 : secondDocument(yaml);
		throw new YamlFault(line, `The YAML cannot be read: ${reason}.`, hint);
	}
	if (data === undefined || data === null || data === "") return {};
	if (typeof data !== "object" || Array.isArray(data)) {
		const line = yaml.slice(0, yaml.search(/\S/)).split("\n").length;
		throw new YamlFault(line, "The front matter is not a list of fields.", "Write `name: value` on each line.");
	}
	return { ...data };
}

/** The line on which a second YAML document begins. */
function secondDocument(yaml: string): number {
	const start = /\n(?:\.\.\.[^\n]*\n|(?=---))/.exec(yaml);
	return start ? lineAt(yaml, start.index + start[0].length) : 1;
}

function lineAt(text: string, offset: number): number {
	return text.slice(0, offset).split("\n").length;
}

function refuse(): never {
	throw new Error("only YAML front matter is read");
}
