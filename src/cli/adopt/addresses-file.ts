import { join } from "node:path";
import { readYaml } from "../../article/front-matter.ts";
import { type ArticleAddress, MAX_SOURCE_BYTES } from "../../article/source.ts";
import type { CliError } from "../command.ts";
import { type PlannedFile, textOf } from "./write-files.ts";

const HEAD = "# Guids and addresses that no rule explains, copied from the old feed by newsstand adopt.\n";

/**
 * Plans `_addresses.yaml` for a content folder. Keeps the existing entries for articles that are not among the
 * exceptions.
 *
 * @param folder an absolute path
 * @param exceptions keyed by path, relative to the folder
 */
export async function planAddresses(
	folder: string,
	exceptions: ReadonlyMap<string, ArticleAddress>,
): Promise<PlannedFile | CliError> {
	const file = join(folder, "_addresses.yaml");
	const before = await textOf(file);
	const read = readYaml(before ?? "");
	if ("message" in read) return { failure: `${file}, line ${read.line}: ${read.message} Fix it, then run this again.` };
	const known = new Map<string, object>(
		Object.entries(read.data).flatMap(([path, value]) =>
			typeof value === "object" && value !== null ? [[path, value] as const] : [],
		),
	);
	for (const [path, exception] of exceptions) known.set(path, { ...known.get(path), ...exception });
	if (exceptions.size === 0) return { file, before, after: before ?? "" };
	const lines = [...known]
		.toSorted(([a], [b]) => (a < b ? -1 : 1))
		.map(([path, fields]) => {
			const values = Object.entries(fields).map(([name, value]) => `  ${name}: ${JSON.stringify(value)}\n`);
			return `${JSON.stringify(path)}:\n${values.join("")}`;
		});
	const after = HEAD + lines.join("");
	if (Buffer.byteLength(after) <= MAX_SOURCE_BYTES) return { file, before, after };
	const what = `${file} would be larger than 1 MiB: ${exceptions.size} articles have an id or address that no rule explains.`;
	return { failure: `${what} Use --permalink or --guid to set a rule that explains more of them.` };
}
