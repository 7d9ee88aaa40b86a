import { basename, join } from "node:path";
import { nameKey } from "../../article/field-names.ts";
import { readYaml } from "../../article/front-matter.ts";
import type { CliError } from "../command.ts";
import type { Found, Proposal, ProposedRedirect } from "./proposal.ts";
import { withSettings } from "./site-settings.ts";
import { type PlannedFile, textOf } from "./write-files.ts";

/**
 * Plans the file changes for a proposal. The owner's own lines are kept: new lines are added below them, and a planned
 * rule that contradicts one of them is an error.
 *
 * @param root Newsstand's folder, which contains `wrangler.toml`
 */
export async function planFiles(root: string, proposal: Proposal): Promise<PlannedFile[] | CliError> {
	const [first = proposal.project] = proposal.content;
	const files: PlannedFile[] = [];
	for (const rules of proposal.rules) {
		const file = await fileIn(rules.folder, "_defaults");
		if (typeof file !== "string") return file;
		const planned = await withLines(file, linesOf(rules.fields), DEFAULTS);
		if ("failure" in planned) return planned;
		files.push(planned);
	}
	for (const [name, ending, lines, purpose] of [
		["_redirects", "yaml", redirectLines(proposal.redirects), REDIRECTS],
		["authors", "yml", linesOf(proposal.authors), AUTHORS],
	] as const) {
		const file = await fileIn(first, name, ending);
		if (typeof file !== "string") return file;
		const planned = await withLines(file, lines, purpose);
		if ("failure" in planned) return planned;
		files.push(planned);
	}
	const settings = await withSettings(join(root, "wrangler.toml"), proposal.settings);
	if ("failure" in settings) return settings;
	return [...files, settings, ...proposal.files].filter(({ before, after }) => (before ?? "") !== after);
}

/** A line to add to a YAML file. */
interface Line {
	name: string;
	value: unknown;
	from: string;
	isUsual?: boolean | undefined;
}

const DEFAULTS = "Rules for the articles in this folder, from the blog's old generator.";
const REDIRECTS = "Redirects from old addresses of the blog.";
const AUTHORS = "Names of authors, by the ids that articles use.";

function linesOf(fields: ReadonlyMap<string, Found<unknown>>): Line[] {
	return [...fields].map(([name, found]) => ({ name, ...found }));
}

function redirectLines(redirects: readonly ProposedRedirect[]): Line[] {
	return redirects.map(({ old, value, from }) => ({ name: old, value, from }));
}

/** Returns the existing file with this name (`.yaml` or `.yml`), or the name for a new file. */
async function fileIn(folder: string, name: string, ending: "yaml" | "yml" = "yaml"): Promise<string | CliError> {
	const usual = join(folder, `${name}.${ending}`);
	const other = join(folder, `${name}.${ending === "yaml" ? "yml" : "yaml"}`);
	if ((await textOf(other)) === null) return usual;
	if ((await textOf(usual)) === null) return other;
	return { failure: `${usual} and ${other} both exist. Delete one of them, then run this again.` };
}

/** Plans a YAML file with these lines added. A file that already has all of these lines stays unchanged. */
async function withLines(file: string, lines: readonly Line[], purpose: string): Promise<PlannedFile | CliError> {
	const before = await textOf(file);
	if (lines.length === 0) return { file, before, after: before ?? "" };
	if (before === null) return { file, before, after: `# ${purpose}\n${lines.map(lineText).join("")}` };
	const read = readYaml(before);
	if ("message" in read) return { failure: `${file}, line ${read.line}: ${read.message} Fix it, then run this again.` };
	const missing: Line[] = [];
	for (const line of lines) {
		const [, value] = Object.entries(read.data).find(([name]) => nameKey(name) === nameKey(line.name)) ?? [];
		if (value === undefined) missing.push(line);
		else if (!line.isUsual && JSON.stringify(value) !== JSON.stringify(line.value))
			return contradiction(file, before, line, value);
	}
	if (missing.length === 0) return { file, before, after: before };
	const added = missing.map(lineText).join("");
	const after = `${before.replace(/\n?$/, "\n")}${added}`;
	const joined = readYaml(after);
	const isWhole =
		!("message" in joined) &&
		JSON.stringify(joined.data) === JSON.stringify({ ...read.data, ...Object.fromEntries(missing.map(pair)) });
	if (isWhole) return { file, before, after };
	return {
		failure: `${file} cannot be edited automatically. Add these lines yourself, then run this again:\n${added.trimEnd()}`,
	};
}

const pair = ({ name, value }: Line) => [name, value] as const;

function contradiction(file: string, text: string, { name, value, from }: Line, own: unknown): CliError {
	const line = text.split("\n").findIndex((one) => nameKey(one).startsWith(nameKey(name))) + 1;
	const place = line === 0 ? file : `${file}, line ${line}`;
	const written = typeof own === "string" ? `is ${own}` : "is not a string";
	return {
		failure:
			`${place}: \`${name}\` ${written}, but adopt would set it to ${inYaml(value)} (${from}). ` +
			`Delete that line from ${basename(file)} to use the new value, or keep the old value by setting it with an option.`,
	};
}

function lineText({ name, value }: Line): string {
	return `${scalar(name)}: ${inYaml(value)}\n`;
}

/** Writes a value as JSON, which is also valid YAML. */
function inYaml(value: unknown): string {
	return typeof value === "string" ? scalar(value) : JSON.stringify(value);
}

/** Writes a YAML string, quoted only if necessary. */
function scalar(text: string): string {
	const isPlain =
		/^[A-Za-z/][\w/:.{}[\]+~%=?&;@-]*$/.test(text) && !/:$|^(?:true|false|null|yes|no|on|off)$/i.test(text);
	return isPlain ? text : JSON.stringify(text);
}
