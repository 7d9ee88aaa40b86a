import {
	EVENT_ID,
	type Event,
	FAILSAFE_SCHEMA,
	getScalarValue,
	load,
	mergeTag,
	parseEvents,
	YAMLException,
} from "js-yaml";
import { parse, TomlDate, TomlError } from "smol-toml";
import { nameKey } from "./field-names.ts";
import { NOT_PUBLISHED_NAMES } from "./not-published.ts";
import { explainMistake } from "./yaml-mistakes.ts";

/**
 * The reason why front matter cannot be parsed, or an irregularity that does not prevent parsing. Lines are counted
 * from 1.
 */
export interface FrontMatterFault {
	line: number;
	message: string;
	hint: string;
}

export class FrontMatterError extends Error {
	readonly fault: FrontMatterFault;
	constructor(line: number, message: string, hint: string) {
		super(message);
		this.fault = { line, message, hint };
	}
}

/** A schema that keeps all scalars as written, and supports `<<`, which merges in the fields of an anchored mapping. */
const SCHEMA = FAILSAFE_SCHEMA.withTags(mergeTag);

/** The fields of front matter, with all scalars as strings, and warnings about irregularities. */
export interface ReadFields {
	data: Record<string, unknown>;
	warnings: FrontMatterFault[];
	/**
	 * The YAML in which to look up the lines of fields, with the same line numbers as the document; absent if the format
	 * is not YAML.
	 */
	yaml?: string;
}

/**
 * Parses YAML 1.2, plus two things that generators also accept: a quoted string that continues at the left margin (as
 * in libyaml and js-yaml 3), and a duplicate key, of which the last value is used (as in Ruby and PyYAML). Throws a
 * `FrontMatterError`.
 */
export function parseYaml(yaml: string): ReadFields {
	try {
		return { data: fieldsOf(yaml, load(yaml, { schema: SCHEMA, maxDepth: 20 })), yaml, warnings: [] };
	} catch (error) {
		if (!(error instanceof YAMLException)) throw error;
		if (/document/.test(error.reason) && yaml.replace(/^[ \t]*#.*$/gm, "").trim() === "")
			return { data: {}, yaml, warnings: [] };
		return parseLeniently(yaml, error);
	}
}

function parseLeniently(yaml: string, error: YAMLException): ReadFields {
	const indented = indentQuoted(yaml);
	let data: unknown;
	try {
		data = load(indented, { schema: SCHEMA, maxDepth: 20, json: true });
	} catch (second) {
		if (second instanceof YAMLException) throw faultOf(yaml, error);
		throw second;
	}
	const warnings = repeated(indented).map(({ name, line }) => {
		const message = "The field on this line occurs twice.";
		if (NOT_PUBLISHED_NAMES.has(nameKey(name))) throw new FrontMatterError(line, message, "Delete one of the lines.");
		return { line, message, hint: "The last of these lines is used. Delete the others." };
	});
	return { data: fieldsOf(indented, data), yaml: indented, warnings };
}

function fieldsOf(yaml: string, data: unknown): Record<string, unknown> {
	if (data === undefined || data === null || data === "") return {};
	if (typeof data !== "object" || Array.isArray(data)) {
		const line = lineAt(yaml, Math.max(yaml.search(/\S/), 0));
		throw new FrontMatterError(line, "The front matter is not a list of fields.", "Write `name: value` on each line.");
	}
	return { ...data };
}

function faultOf(yaml: string, error: YAMLException): FrontMatterError {
	const bracket = openBracket(yaml, error.mark?.line);
	if (bracket !== undefined) {
		const close = bracket.opens === "[" ? "]" : "}";
		const fix = `Add the \`${close}\`, or put the whole text in quotation marks.`;
		return new FrontMatterError(
			bracket.line,
			`The YAML cannot be read: the \`${bracket.opens}\` on this line is never closed.`,
			fix,
		);
	}
	const line = error.mark ? error.mark.line + 1 : secondDocument(yaml);
	const { message, hint } = explainMistake(yaml.split("\n")[line - 1] ?? "", error.reason);
	return new FrontMatterError(line, message, hint);
}

/** Matches a value with a bracket that is not closed on the same line. */
const OPEN_BRACKET = /^[^\s#"'][^:#"']*:[ \t]+([[{])[^\]}]*$/;

/** Returns the last unclosed bracket above a line. */
function openBracket(yaml: string, before?: number): { line: number; opens: string } | undefined {
	const lines = yaml.split("\n").slice(0, before);
	const index = lines.findLastIndex((line) => /[\]}]/.test(line) || OPEN_BRACKET.test(line));
	const [, opens] = OPEN_BRACKET.exec(lines[index] ?? "") ?? [];
	return opens === undefined ? undefined : { line: index + 1, opens };
}

/** Returns the line on which a second YAML document begins. */
function secondDocument(yaml: string): number {
	const start = /\n(?:\.\.\.[^\n]*\n|(?=---))/.exec(yaml);
	return start ? lineAt(yaml, start.index + start[0].length) : 1;
}

/** Matches a quoted value that does not end on its line, and captures the quotation mark. */
const OPEN_QUOTE = /^[^\s#"'][^:#"']*:[ \t]+(?:"((?:[^"\\]|\\.)*)|'((?:[^']|'')*))$/;

/** Inserts a space before unindented lines that continue a quoted top-level value. */
function indentQuoted(yaml: string): string {
	let end: RegExp | undefined;
	return yaml
		.split("\n")
		.map((line) => {
			if (end === undefined) {
				const open = OPEN_QUOTE.exec(line.trimEnd());
				if (open) end = open[1] === undefined ? /^(?:[^']|'')*'(?!')/ : /^(?:[^"\\]|\\.)*"/;
				return line;
			}
			if (end.test(line)) end = undefined;
			return /^\S/.test(line) ? ` ${line}` : line;
		})
		.join("\n");
}

/** Returns the top-level fields whose names already occurred further up. */
function repeated(yaml: string): { name: string; line: number }[] {
	const seen = new Set<string>();
	const found: { name: string; line: number }[] = [];
	let depth = 0;
	let isKey = true;
	for (const event of parseEvents(yaml, {})) {
		if (event.type === EVENT_ID.POP) {
			depth--;
			continue;
		}
		if (depth === OUTER) {
			if (isKey && event.type === EVENT_ID.SCALAR) {
				const name = getScalarValue(yaml, event);
				if (seen.has(name)) found.push({ name, line: lineAt(yaml, event.valueStart) });
				seen.add(name);
			}
			isKey = !isKey;
		}
		if (opens(event)) depth++;
	}
	return found;
}

/** Nesting depth at which top-level fields occur: inside a mapping that is inside a document. */
const OUTER = 2;

function opens({ type }: Event): boolean {
	return type === EVENT_ID.DOCUMENT || type === EVENT_ID.MAPPING || type === EVENT_ID.SEQUENCE;
}

/** Parses TOML 1.0, which Hugo, Zola and Astro use. Throws a `FrontMatterError`. */
export function parseToml(toml: string): ReadFields {
	try {
		return { data: recordOf(parse(toml, { integersAsBigInt: true, maxDepth: 20 })), warnings: [] };
	} catch (error) {
		if (!(error instanceof TomlError)) throw error;
		// The parser's message is not used, because it may quote unpublished text.
		throw new FrontMatterError(error.line, "The TOML cannot be read.", 'Write `name = "value"` on each line.');
	}
}

/** Parses a JSON object, which Hugo and Eleventy use. Throws a `FrontMatterError`. */
export function parseJson(json: string): ReadFields {
	try {
		return { data: recordOf(JSON.parse(json)), warnings: [] };
	} catch (error) {
		if (!(error instanceof SyntaxError)) throw error;
		const position = Number(/at position (\d+)/.exec(error.message)?.[1] ?? 0);
		const hint = 'Write the fields as `"name": "value"`, separated by commas and enclosed in braces.';
		throw new FrontMatterError(lineAt(json, position), "The JSON cannot be read.", hint);
	}
}

function recordOf(value: unknown): Record<string, unknown> {
	const texts = textsOf(value, 20);
	if (typeof texts !== "object" || texts === null || Array.isArray(texts)) {
		throw new FrontMatterError(1, "The front matter is not a list of fields.", "Use a JSON object.");
	}
	return { ...texts };
}

/** Converts numbers, booleans and dates in a value to strings. Drops deeply nested values. */
function textsOf(value: unknown, depth: number): unknown {
	if (typeof value === "string" || value === null || value === undefined) return value ?? undefined;
	if (value instanceof TomlDate) return value.toISOString();
	if (typeof value !== "object") return String(value);
	if (depth === 0) return undefined;
	if (Array.isArray(value)) return value.map((member) => textsOf(member, depth - 1));
	return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, textsOf(member, depth - 1)]));
}

/** Returns the line of an offset in a text, counted from 1. */
export function lineAt(text: string, offset: number): number {
	return text.slice(0, offset).split("\n").length;
}
