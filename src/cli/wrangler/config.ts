import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import type * as Wrangler from "wrangler";
import type { CliError } from "../command.ts";
import { reasonOf } from "../content/folders.ts";

/** `wrangler.toml` as wrangler reads it, with its defaults. */
export type ProjectConfig = Wrangler.Unstable_Config;

/** Reads the `wrangler.toml` of the project in `root`, using the installed wrangler. */
export async function readConfig(root: string): Promise<ProjectConfig | CliError> {
	const file = join(root, "wrangler.toml");
	try {
		await readFile(file);
	} catch (error) {
		return { failure: `${file} cannot be read: ${reasonOf(error)}. Run the command in your site's folder.` };
	}
	const wrangler: typeof Wrangler = createRequire(import.meta.url)("wrangler");
	try {
		return wrangler.unstable_readConfig({ config: file }, { hideWarnings: true });
	} catch (error) {
		const why = (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, " ").trim();
		return { failure: `wrangler.toml is invalid: ${why}` };
	}
}

/**
 * Changes the value of one setting in `wrangler.toml`. Returns false if the file does not contain the setting with a
 * quoted value.
 */
export function writeSetting(root: string, name: string, value: string): Promise<boolean> {
	const line = new RegExp(`^([ \\t]*${name}[ \\t]*=[ \\t]*)(?:"[^"\\n]*"|'[^'\\n]*')`, "m");
	return edit(root, line, (start) => start + JSON.stringify(value));
}

/** Writes the KV namespace's id below its binding in `wrangler.toml`. Returns false if there is no such binding. */
export function writeNamespace(root: string, id: string): Promise<boolean> {
	return edit(
		root,
		/^([ \t]*binding[ \t]*=[ \t]*["']KV["'][^\n]*\n)/m,
		(line) => `${line}id = ${JSON.stringify(id)}\n`,
	);
}

async function edit(root: string, place: RegExp, put: (found: string) => string): Promise<boolean> {
	const file = join(root, "wrangler.toml");
	const text = await readFile(file, "utf8");
	if (!place.test(text)) return false;
	await writeFile(
		file,
		text.replace(place, (_, found: string) => put(found)),
	);
	return true;
}
