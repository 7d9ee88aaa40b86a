import matter from "gray-matter";
import {
	CORE_SCHEMA,
	type Document,
	dump,
	EVENT_ID,
	type Event,
	FAILSAFE_SCHEMA,
	getScalarValue,
	load,
	parseEvents,
	SCALAR_STYLE,
	visit,
	YAMLException,
} from "js-yaml";

/** A source split into its front matter and its body. */
export interface FrontMatter {
	/** Every scalar is the string that the author wrote: `012` stays `012`, and `2026-02-30` is not yet a date. */
	data: Record<string, unknown>;
	body: string;
	/** The YAML with a line per line of the source, so that a line number in it is one in the source. */
	yaml: string;
}

/** Why a source cannot be split; `line` is 1-based. */
interface FrontMatterFault {
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

/** Where something stands in a text, and where what is within it does: by their keys, or one after another. */
interface Place {
	/** In UTF-16 units. */
	start: number;
	within?: Map<string, Entry> | Place[];
}

/** A field: where its key stands, and its value. */
interface Entry {
	start: number;
	value: Place;
}

/**
 * Tells the 1-based line on which the value at some keys stands, or the nearest thing around it; null if there is none.
 *
 * @param yaml a document that can be read
 */
export function lineFinder(yaml: string): (keys: readonly (string | number)[]) => number | null {
	const [, ...events] = parseEvents(yaml, {});
	const document = placeOf(events.values(), yaml);
	return (keys) => {
		let [place, start]: [Place | undefined, number | null] = [document, null];
		for (const key of keys) {
			const found = place?.within instanceof Map ? place.within.get(String(key)) : place?.within?.[Number(key)];
			if (found === undefined) break;
			start = found.start;
			place = "value" in found ? found.value : found;
		}
		return start === null ? null : yaml.slice(0, start).split("\n").length;
	};
}

/** The place that the next events tell of; undefined if they are the end of what is around it. */
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

/** An article as its author would write it; fields without a value are left out. */
export function writeFrontMatter(fields: Record<string, unknown>, body: string): string {
	const yaml = dump(fields, { schema: CORE_SCHEMA, skipInvalid: true, lineWidth: -1, transform: quoteFences });
	return `---\n${yaml}---\n\n${body.trim()}\n`;
}

/** The name of a field that begins like the end of the front matter must not be taken for it. */
function quoteFences(documents: Document[]): void {
	visit(documents, (node) => {
		if (node.kind === "scalar" && node.value.startsWith("---")) node.style = SCALAR_STYLE.DOUBLE_QUOTED;
	});
}
