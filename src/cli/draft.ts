import { mkdir, stat, writeFile } from "node:fs/promises";
import { basename, dirname, extname, join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { markupOf } from "../article/body/markup.ts";
import { providerOfFolder } from "../article/bylines.ts";
import { splitFrontMatter, writeFrontMatter } from "../article/front-matter.ts";
import { repairMojibake } from "../article/mojibake.ts";
import { detectLanguage } from "../article/plain-text/detect-language.ts";
import { blocksToMarkdown, markdownTitle, readBareText } from "../article/plain-text/parse.ts";
import { isLfsPointer, LFS_POINTER } from "../article/source.ts";
import { argumentFault, type CommandContext } from "./command.ts";
import { createDating, type DateOf, readWrittenDate } from "./content/dates.ts";
import { codeOf, readSourceFile, reasonOf } from "./content/folders.ts";
import { usageOf } from "./help.ts";

/**
 * The `draft` command: turns text files without front matter into articles for the author to correct. Never overwrites
 * a file. Returns 1 if a file could not be converted.
 */
export async function draftFiles(args: string[], { cwd, terminal }: CommandContext): Promise<number> {
	let given: { values: { out?: string }; positionals: string[] };
	try {
		given = parseArgs({ args, options: { out: { type: "string" } }, allowPositionals: true });
	} catch (error) {
		terminal.error(argumentFault(error, "draft"));
		return 1;
	}
	if (given.positionals.length === 0) terminal.error(`Specify the files to convert. ${usageOf("draft")}`);
	let failed = given.positionals.length === 0;
	const dateOf = createDating();
	for (const name of given.positionals) {
		const file = resolve(cwd, name);
		const drafted = await draftFile(file, dateOf);
		const target = join(resolve(cwd, given.values.out ?? dirname(file)), `${basename(file, extname(file))}.md`);
		const problem = "failure" in drafted ? drafted.failure : await writeNew(target, file, drafted.article);
		if (problem !== null) terminal.error(`${name}  ${problem}`);
		else
			terminal.line(
				`${name} → ${relative(cwd, target)}${isBeside(file, target) ? `; delete ${name} once the article is right` : ""}`,
			);
		if (problem === null && !("failure" in drafted)) for (const note of drafted.notes) terminal.line(`    ${note}`);
		failed ||= problem !== null;
	}
	return failed ? 1 : 0;
}

type Drafted = { article: string; notes: string[] } | { failure: string };

async function draftFile(file: string, dateOf: DateOf): Promise<Drafted> {
	const markup = markupOf(file);
	if (markup === null || markup === "html") return { failure: "Only .txt and .md files can be converted." };
	const read = await readSourceFile(file);
	if ("fault" in read) return { failure: `${read.fault.message} ${read.fault.hint}` };
	if (isLfsPointer(read.text)) return { failure: `${LFS_POINTER.message} ${LFS_POINTER.hint}` };
	const matter = splitFrontMatter(repairMojibake(read.text));
	if ("message" in matter) return { failure: `${matter.message} ${matter.hint}` };
	if (matter.yaml !== "") return { failure: "The file already has front matter. Publish it as it is." };

	const headed = markup !== "text" ? markdownTitle(matter.body) : null;
	const bare = headed ? null : readBareText(matter.body);
	const dated = await dateOf(file, read.text, (await stat(file)).mtimeMs);
	const line = bare?.dateLine ?? null;
	const written = line && readWrittenDate(line.text);
	const named = /^\d{4}-\d{2}-\d{2}/.exec(basename(file))?.[0];
	const date = named ?? written ?? (dated && new Date(dated).toISOString());
	const fields = {
		title: headed?.title ?? bare?.title ?? "",
		date,
		language: detectLanguage(matter.body) ?? undefined,
		provider: providerOfFolder(file)?.domain,
		authors: bare && bare.authors.length > 0 ? bare.authors : undefined,
		topics: bare && bare.topics.length > 0 ? bare.topics : undefined,
	};
	const body = headed?.body ?? blocksToMarkdown(bare?.blocks ?? []);
	const notes = (bare?.notes ?? []).map(({ line, message }) => `line ${line}: ${message}`);
	if (line && named === undefined) {
		const outcome =
			written === null
				? "The date on this line could not be read and was left out. Set `date`."
				: "Date taken from this line.";
		notes.push(`line ${line.line}: ${outcome}`);
	}
	return { article: writeFrontMatter(fields, body), notes };
}

async function writeNew(target: string, file: string, article: string): Promise<string | null> {
	if (target === file) return `The article would overwrite ${basename(file)}. Choose another folder with --out DIR.`;
	try {
		await mkdir(dirname(target), { recursive: true });
		await writeFile(target, article, { flag: "wx" });
		return null;
	} catch (error) {
		if (codeOf(error) === "EEXIST")
			return `${target} already exists. Delete it, or choose another folder with --out DIR.`;
		return `${target} cannot be written: ${reasonOf(error)}.`;
	}
}

function isBeside(file: string, target: string): boolean {
	return dirname(file) === dirname(target);
}
