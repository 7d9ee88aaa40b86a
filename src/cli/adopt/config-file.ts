import { join } from "node:path";
import type { Keys } from "../../article/field-names.ts";
import { member } from "../../article/field-names.ts";
import { lineFinder, readYaml } from "../../article/front-matter.ts";
import { FrontMatterError, parseJson, parseToml } from "../../article/front-matter-formats.ts";
import { NetworkError } from "../command.ts";
import { readJavaScript } from "./javascript-literals.ts";
import type { Found } from "./proposal.ts";
import { readPython } from "./python-literals.ts";
import { textOf } from "./write-files.ts";

/** A configuration file, whose values are read without running its code. */
export interface ConfigFile {
	/** Relative to the blog's folder. */
	path: string;
	/** Values that cannot be determined without running the code are undefined. */
	data: Record<string, unknown>;
	/** Returns the 1-based line number of a value; null if the line is unknown. */
	lineOf(keys: Keys): number | null;
}

/**
 * Reads a configuration file. Returns null if the file does not exist. If the file cannot be parsed, throws a
 * `NetworkError` that names the file and line, so that the rules in it are not silently ignored.
 */
export async function readConfigFile(project: string, path: string): Promise<ConfigFile | null> {
	const written = await textOf(join(project, path));
	if (written === null) return null;
	const text = written.replace(/^\uFEFF/, "");
	const read = parse(path, text);
	if (!("message" in read)) return { path, ...read };
	const place = read.line === null ? path : `${path}, line ${read.line}`;
	throw new NetworkError(`${place}: ${read.message.replace(/\.$/, "")}. Fix it, then run this again`);
}

type Parsed = Pick<ConfigFile, "data" | "lineOf"> | { line: number | null; message: string };

function parse(path: string, text: string): Parsed {
	if (/\.ya?ml$/i.test(path)) {
		const read = readYaml(text);
		return "message" in read ? read : { data: read.data, lineOf: lineFinder(read.yaml) };
	}
	if (/\.py$/i.test(path)) return readPython(text);
	if (!/\.(json|toml)$/i.test(path)) return readJavaScript(text, /\.[jt]sx$/i.test(path));
	try {
		const { data } = /\.toml$/i.test(path) ? parseToml(text) : parseJson(text);
		return { data, lineOf: (keys) => lineIn(text, keys) };
	} catch (error) {
		if (!(error instanceof FrontMatterError)) throw error;
		return error.fault;
	}
}

/** Finds the line that a value in TOML or JSON is on. Searches for each key after the line of its parent key. */
function lineIn(text: string, keys: Keys): number | null {
	const lines = text.split("\n");
	let at = -1;
	for (const key of keys.filter((one) => typeof one === "string")) {
		const name = key.replaceAll(/[^A-Za-z0-9_]/g, "\\$&");
		const field = new RegExp(`(?:^|[\\s{,.[])["']?${name}["']?\\s*[=:.\\]]`, "i");
		const next = lines.findIndex((line, index) => index >= Math.max(at, 0) && field.test(line));
		if (next === -1) break;
		at = next;
	}
	return at === -1 ? null : at + 1;
}

/** Returns where a value is in the file, for example `_config.yml, line 12`. */
export function placeIn(file: ConfigFile, keys: Keys): string {
	const line = file.lineOf(keys);
	return line === null ? file.path : `${file.path}, line ${line}`;
}

/** Returns the value at a path of keys; undefined if there is none. Ignores case and hyphens in keys. */
export function valueIn(file: ConfigFile | null | undefined, ...keys: Keys): unknown {
	return keys.reduce<unknown>(member, file?.data);
}

/** Returns a string, number or boolean as a string, with its location; undefined if the value is missing or empty. */
export function textIn(file: ConfigFile | null | undefined, ...keys: Keys): Found | undefined {
	const value = valueIn(file, ...keys);
	if (!file || !["string", "number", "boolean"].includes(typeof value)) return undefined;
	const text = String(value).trim();
	return text === "" ? undefined : { value: text, from: placeIn(file, keys) };
}

/** Returns the keys and values of an object in a configuration file; empty if there is no such object. */
export function entriesIn(file: ConfigFile | null | undefined, ...keys: Keys): [name: string, value: unknown][] {
	const value = valueIn(file, ...keys);
	return typeof value === "object" && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
}
