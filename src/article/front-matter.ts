import matter from "gray-matter";
import {
	CORE_SCHEMA,
	type Document,
	dump,
	EVENT_ID,
	type Event,
	getScalarValue,
	parseEvents,
	SCALAR_STYLE,
	visit,
} from "js-yaml";
import { nameKey } from "./field-names.ts";
import {
	FrontMatterError,
	type FrontMatterFault,
	lineAt,
	parseJson,
	parseToml,
	parseYaml,
	type ReadFields,
} from "./front-matter-formats.ts";
import { readHeaderLines } from "./header-lines.ts";

/** A source, split into its front matter and its body. */
export interface FrontMatter {
	/** Every scalar is the string that the author wrote: `012` is not changed, and `2026-02-30` is not validated yet. */
	data: Record<string, unknown>;
	body: string;
	/** The front matter, padded with blank lines so that its line numbers match the source. */
	yaml: string;
	/** The format of the front matter; absent for YAML. */
	format?: "toml" | "json" | "headers";
	/** Irregularities that did not prevent parsing. */
	warnings?: FrontMatterFault[];
}

export type { FrontMatterFault } from "./front-matter-formats.ts";

const FENCE_HINT = "Start and end the front matter with a line that contains only three hyphens.";

/** Blank lines, a byte order mark and other invisible characters. */
const BLANK = /^[\s\p{Default_Ignorable_Code_Point}]*/u;

/**
 * Matches the first line of front matter. A language after the fence is recognized only if there is a parser for it.
 */
const FENCE = /^(?:(---)[ \t]*(yaml|toml|json)?|(\+\+\+))[ \t]*\r?$/;

/** A field, or a comment above one. */
const FIELD_FIRST = /^(?:[ \t]*(?:#[^\n]*)?\r?\n)*[ \t]*(?:["{]|[^\s:=#<]+[ \t]*[:=])/;

/**
 * Splits a source into front matter and body. Front matter is YAML between `---`, TOML between `+++`, another format
 * whose name follows the first `---`, a JSON object, or header lines. If a source does not begin with any of these, all
 * of it is body. Leading blank lines are ignored. gray-matter would execute code after `---js`, so it is only called
 * with `---` or `+++`, and with our own parsers.
 */
export function splitFrontMatter(text: string): FrontMatter | FrontMatterFault {
	const blank = BLANK.exec(text)?.[0] ?? "";
	const lead = blank.replace(/[^\n]/g, "");
	const source = text.slice(blank.length);
	try {
		// The first line ends at a line feed: as in gray-matter, a lone carriage return or U+2028 does not end it.
		const [first = ""] = source.split("\n", 1);
		const fence = FENCE.exec(first);
		const isIndented = /[^\n\r]$/.test(blank.replace(/^\uFEFF/, ""));
		if (fence) {
			// A `---` below blank lines is a horizontal rule, unless fields follow.
			const isRule = lead !== "" || isIndented;
			if (isRule && !FIELD_FIRST.test(source.slice(first.length + 1))) return allBody(text);
			return betweenFences(source, first, lead, fence[3] ?? "---", fence[2] ?? (fence[3] ? "toml" : "yaml"));
		}
		if (blank.length === 0 || blank === "\uFEFF") {
			if (first.startsWith("---") && !first.startsWith("----")) {
				throw new FrontMatterError(1, "The first line contains more than `---`.", FENCE_HINT);
			}
		}
		if (/^\{\s*(?:"|\}\s*$)/.test(source.slice(0, 2000))) return jsonObject(source, lead);
		const header = readHeaderLines(source);
		if (header === null) return allBody(text);
		const yaml = lead + source.slice(0, header.length);
		return { data: header.data, body: source.slice(header.length), yaml, format: "headers" };
	} catch (error) {
		if (!(error instanceof FrontMatterError)) throw error;
		return { ...error.fault, line: error.fault.line };
	}
}

function allBody(text: string): FrontMatter {
	return { data: {}, body: text.replace(/^\uFEFF/, ""), yaml: "" };
}

function betweenFences(source: string, first: string, lead: string, fence: string, language: string): FrontMatter {
	const end = endOf(source, first.length, lead, fence);
	const inner = source.slice(first.length, end.start).replace(/\r$/, "");
	let read: ReadFields = { data: {}, warnings: [] };
	const parser = (parse: (text: string) => ReadFields) => ({
		parse: () => {
			read = parse(lead + inner);
			return read.data;
		},
		stringify: refuse,
	});
	// Without an options object, gray-matter caches and shares its results. We pass `{}` instead of the actual front matter,
	// because gray-matter's search for comments takes minutes if there is a megabyte of blank lines.
	const { data, content } = matter(`${fence}\n{}\n${fence}\n${source.slice(end.bodyStart)}`, {
		language,
		delimiters: fence,
		engines: {
			yaml: parser(parseYaml),
			toml: parser(parseToml),
			json: parser(parseJson),
			javascript: refuse,
			js: refuse,
		},
	});
	const format = language === "toml" || language === "json" ? ({ format: language } as const) : {};
	return { data, body: content, yaml: read.yaml ?? lead + inner, ...format, warnings: read.warnings };
}

/** Finds the end of the front matter and the start of the body. */
function endOf(source: string, from: number, lead: string, fence: string): { start: number; bodyStart: number } {
	const line = fence === "---" ? /\n(---|\.\.\.[ \t]*\r?(?=\n|$))([^\n]*)/g : /\n(\+\+\+)([^\n]*)/g;
	line.lastIndex = from;
	const found = line.exec(source);
	if (!found) {
		const hint = fence === "---" ? FENCE_HINT : "End it with a line of three plus signs.";
		throw new FrontMatterError(lineAt(lead, lead.length), "The front matter is not closed.", hint);
	}
	if (found[2]?.trim() !== "") {
		throw new FrontMatterError(
			lineAt(lead + source, lead.length + found.index + 1),
			`A line inside the front matter begins with \`${fence}\`.`,
			`If that line belongs to a value, indent it. ${FENCE_HINT}`,
		);
	}
	return { start: found.index, bodyStart: found.index + found[0].length + 1 };
}

/** Splits a source that begins with a JSON object. The text below the object is the body. */
function jsonObject(source: string, lead: string): FrontMatter {
	let depth = 0;
	for (const { 0: token, index } of source.matchAll(/"(?:[^"\\]|\\.)*"|[{}]/gs)) {
		if (token === "{") depth++;
		if (token === "}" && --depth === 0) {
			const json = source.slice(0, index + 1);
			const { data } = parseJson(lead + json);
			return { data, body: source.slice(index + 1), yaml: lead + json, format: "json" };
		}
	}
	throw new FrontMatterError(
		lineAt(lead, lead.length),
		"The JSON object is not closed.",
		"Add the closing brace: `}`.",
	);
}

/** Whether a source appears to begin with front matter. */
export function hasFrontMatter(text: string): boolean {
	const start = text.slice(0, 10_000).replace(BLANK, "");
	return /^(?:---\s|---\w|\+\+\+\s|\{\s*")/.test(start) || readHeaderLines(start) !== null;
}

/** Parses a file that consists only of YAML, with or without fences. */
export function readYaml(text: string): FrontMatter | FrontMatterFault {
	const source = text.replace(/^\uFEFF/, "").replace(/^---[ \t]*(?=\r?\n)/, "");
	const yaml = source.replace(/\n---\s*$/, "\n");
	try {
		const read = parseYaml(yaml);
		return { data: read.data, body: "", yaml: read.yaml ?? yaml, warnings: read.warnings };
	} catch (error) {
		if (error instanceof FrontMatterError) return error.fault;
		throw error;
	}
}

function refuse(): never {
	throw new Error("only YAML, TOML and JSON are read");
}

/** The position of a value in a text, and the positions of the values within it, by key or index. */
interface Place {
	/** Offset in UTF-16 code units. */
	start: number;
	within?: Map<string, Entry> | Place[];
}

/** A field: the position of its key, and its value. */
interface Entry {
	start: number;
	value: Place;
}

/**
 * Returns a function that finds the line (counted from 1) of the value at a path of keys, or of the nearest existing
 * value around it; null if there is neither.
 *
 * @param yaml a document that can be parsed
 */
export function lineFinder(yaml: string): (keys: readonly (string | number)[]) => number | null {
	const [, ...events] = parseEvents(yaml, {});
	const document = placeOf(events.values(), yaml);
	return (keys) => {
		let [place, start]: [Place | undefined, number | null] = [document, null];
		for (const key of keys) {
			const found = place?.within instanceof Map ? entryOf(place.within, String(key)) : place?.within?.[Number(key)];
			if (found === undefined) break;
			start = found.start;
			place = "value" in found ? found.value : found;
		}
		return start === null ? null : yaml.slice(0, start).split("\n").length;
	};
}

/**
 * Like `lineFinder`, but for formats other than YAML: the function finds the first line that begins with the name of
 * the top-level field.
 */
export function nameFinder(text: string): (keys: readonly (string | number)[]) => number | null {
	const names = text.split("\n").map((line) => nameKey(/^[\s{,["']*([\w -]+)["']?\s*[=:]/.exec(line)?.[1] ?? ""));
	return ([key = ""]) => {
		const index = names.indexOf(nameKey(String(key)));
		return index === -1 ? null : index + 1;
	};
}

function entryOf(entries: Map<string, Entry>, name: string): Entry | undefined {
	return entries.get(name) ?? [...entries].find(([written]) => nameKey(written) === nameKey(name))?.[1];
}

/**
 * Returns the position of the value that the next parser events describe; undefined at the end of the enclosing
 * collection.
 */
function placeOf(events: Iterator<Event>, yaml: string): Place | undefined {
	const { value: event, done } = events.next();
	if (done || event.type === EVENT_ID.POP) return undefined;
	if (event.type === EVENT_ID.SCALAR) return { start: event.valueStart };
	if (event.type === EVENT_ID.ALIAS) return { start: event.anchorStart };
	if (event.type === EVENT_ID.SEQUENCE) return { start: event.start, within: [...placesIn(events, yaml)] };
	if (event.type !== EVENT_ID.MAPPING) return undefined;
	return { start: event.start, within: new Map(entriesIn(events, yaml)) };
}

function* placesIn(events: Iterator<Event>, yaml: string): Generator<Place> {
	for (let place = placeOf(events, yaml); place !== undefined; place = placeOf(events, yaml)) yield place;
}

function* entriesIn(events: Iterator<Event>, yaml: string): Generator<[key: string, Entry]> {
	for (;;) {
		const { value: event, done } = events.next();
		if (done || event.type === EVENT_ID.POP) return;
		const key = event.type === EVENT_ID.SCALAR ? getScalarValue(yaml, event) : "";
		const start = "valueStart" in event ? event.valueStart : 0;
		const value = placeOf(events, yaml);
		if (value !== undefined) yield [key, { start, value }];
	}
}

/** Writes the text of an article file. Omits fields that do not have a value. */
export function writeFrontMatter(fields: Record<string, unknown>, body: string): string {
	const yaml = dump(fields, { schema: CORE_SCHEMA, skipInvalid: true, lineWidth: -1, transform: quoteFences });
	return `---\n${yaml}---\n\n${body.trim()}\n`;
}

/** Quotes a value that could be mistaken for the end of the front matter. */
function quoteFences(documents: Document[]): void {
	visit(documents, (node) => {
		if (node.kind === "scalar" && node.value.startsWith("---")) node.style = SCALAR_STYLE.DOUBLE_QUOTED;
	});
}
