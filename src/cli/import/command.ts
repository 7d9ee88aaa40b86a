import { open, stat } from "node:fs/promises";
import { resolve } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { markupOf } from "../../article/body/markup.ts";
import { argumentFault, type CommandContext, NetworkError } from "../command.ts";
import { codeOf, reasonOf } from "../content/folders.ts";
import { didYouMean, usageOf } from "../help.ts";
import { printable } from "../terminal.ts";
import { openFeed } from "./feed.ts";
import { openGhost } from "./ghost/ghost.ts";
import { Media } from "./media.ts";
import { type Export, ExportError } from "./post.ts";
import { runImport } from "./run.ts";
import { TargetFolder } from "./target-folder.ts";
import { openWordpress } from "./wordpress/wordpress.ts";

const SOURCES = ["wordpress", "ghost", "feed"];

const OPTIONS = {
	media: { type: "boolean" },
	pages: { type: "boolean" },
	site: { type: "string" },
	"dry-run": { type: "boolean" },
} as const;

interface Given {
	media?: boolean;
	pages?: boolean;
	site?: string;
	"dry-run"?: boolean;
}

/** The `import` command: turns another program's export into articles. Returns 1 if something could not be imported. */
export async function importCommand(args: string[], context: CommandContext): Promise<number> {
	const former = await formerCommand(args, context);
	if (former !== null) return former;
	const { cwd, terminal } = context;
	const fail = (failure: string): number => {
		terminal.error(printable(failure));
		return 1;
	};
	let given: { values: Given; positionals: string[] };
	try {
		given = parseArgs({ args, options: OPTIONS, allowPositionals: true });
	} catch (error) {
		return fail(argumentFault(error, "import"));
	}
	const [source = "", ...names] = given.positionals;
	if (!SOURCES.includes(source)) {
		const meant = didYouMean(source, SOURCES);
		return fail(`Specify what to import: wordpress, ghost or feed.${meant} ${usageOf("import")}`);
	}
	const into = names.pop() ?? "";
	if (names.length === 0) return fail(`Specify the export and the folder for the articles. ${usageOf("import")}`);
	// Large WordPress sites are exported in several files.
	if (names.length > 1 && source !== "wordpress")
		return fail(`Specify one export and one folder. ${usageOf("import")}`);
	const siteUrl = given.values.site ?? "";
	if (siteUrl !== "" && (!/^https?:/i.test(siteUrl) || !URL.canParse(siteUrl))) {
		return fail(`${siteUrl} is not a site's address. Use one such as https://blog.example.org.`);
	}
	if (siteUrl !== "" && source !== "ghost")
		return fail(`--site works only with Ghost exports: all others contain the site's address.`);
	if (given.values.pages && source === "feed")
		return fail("--pages works only with WordPress and Ghost exports: a feed contains only posts.");
	const { media = false, pages = false, "dry-run": isDry = false } = given.values;
	const stopping = new AbortController();
	const { signal } = stopping;
	const stop = (): void => stopping.abort();
	let folder: TargetFolder | undefined;
	try {
		const exported = await openExport(source, names, context, { pages, siteUrl });
		folder = await TargetFolder.open(resolve(cwd, into), { isDry });
		// The first Ctrl-C stops after the current post. A second Ctrl-C ends the program at once.
		process.once("SIGINT", stop);
		const files = new Media(folder, exported.site.url, { isFetching: media && !isDry, signal });
		return await runImport(exported, { folder, media: files, terminal, isDry, signal, name: into });
	} catch (error) {
		if (error instanceof ExportError || error instanceof NetworkError)
			return fail(`${error.message}`.replace(/\.?$/, "."));
		throw error;
	} finally {
		process.removeListener("SIGINT", stop);
		await folder?.close();
	}
}

async function openExport(
	source: string,
	names: readonly string[],
	{ cwd, terminal }: CommandContext,
	given: { pages: boolean; siteUrl: string },
): Promise<Export> {
	const [from = ""] = names;
	if (source === "feed") return openFeed(from, cwd, (text) => terminal.progress(text));
	const progress = (share: number): void => terminal.progress(`Reading ${from}: ${Math.floor(share * 100)} %`);
	for (const name of names) await insistOnFile(name, resolve(cwd, name));
	const options = { ...given, now: Date.now() };
	const files = names.map((name) => resolve(cwd, name));
	try {
		return await (source === "ghost"
			? openGhost(resolve(cwd, from), options, progress)
			: openWordpress(files, options, progress));
	} catch (error) {
		throw error instanceof ExportError ? new ExportError(`${names.join(", ")}: ${error.message}`) : error;
	}
}

async function insistOnFile(name: string, file: string): Promise<void> {
	let isFile = false;
	const start = Buffer.alloc(2);
	try {
		isFile = (await stat(file)).isFile();
		if (isFile) {
			const handle = await open(file);
			await handle.read(start).finally(() => handle.close());
		}
	} catch (error) {
		if (codeOf(error) === "") throw error;
		throw new ExportError(`${name}: The file cannot be read: ${reasonOf(error)}.`);
	}
	if (!isFile) throw new ExportError(`${name}: This is a folder. Use the export file in it.`);
	if (start.toString("latin1") === "PK") {
		throw new ExportError(`${name}: This is a zip archive. Unpack it, and use the export files in it.`);
	}
}

/**
 * Runs the two former `import` commands under their new names, and prints a note: `restore` for a backup, `draft` for
 * text files. Returns null if the arguments match neither command.
 */
async function formerCommand(args: string[], context: CommandContext): Promise<number | null> {
	const { terminal } = context;
	if (args.some((arg) => /^--(to|give-up)(=|$)/.test(arg))) {
		terminal.line("`import` now reads exports of other programs. To restore a backup, use `newsstand restore`.");
		return (await import("../backup/restore.ts")).restore(args, context);
	}
	const names = args.filter((arg) => !arg.startsWith("-"));
	const isOut = args.some((arg) => /^--out(=|$)/.test(arg));
	const [first = ""] = names;
	if (!isOut && (SOURCES.includes(first) || markupOf(first) === null)) return null;
	terminal.line(
		"`import` now reads exports of other programs. To draft articles from text files, use `newsstand draft`.",
	);
	return (await import("../draft.ts")).draftFiles(args, context);
}
