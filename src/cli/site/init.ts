import { access, chmod, cp, mkdir, mkdtemp, readdir, readFile, rename, rm, rmdir, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative, resolve } from "node:path";
import process from "node:process";
import { createInterface } from "node:readline/promises";
import { parseArgs } from "node:util";
import { languageTag } from "../../article/language.ts";
import { DEPLOYED_VARS } from "../api/site.ts";
import { argumentFault, type CliError, type CommandContext, NetworkError } from "../command.ts";
import { codeOf, reasonOf } from "../content/folders.ts";
import { usageOf } from "../help.ts";
import { defaultState, lockState } from "../local/state-lock.ts";
import { printable } from "../terminal.ts";
import { bringContent, contentSource } from "./bring-content.ts";
import { isClone, isSite, PROGRAM } from "./find-site.ts";
import { installPackages, packageManager, packageSource } from "./packages.ts";
import { newSiteConfig, type SiteChoices, siteConfigOf } from "./site-config.ts";
import { type SiteFiles, siteFiles, starterArticles } from "./starter.ts";

/** Asks a question in the terminal. Returns the answer, or the default if the answer is empty. */
type Ask = (question: string, otherwise: string) => Promise<string>;

/** The arguments of `init`. */
interface InitOptions {
	/** The absolute path of the new site's folder. */
	folder: string;
	/** The absolute path of the clone from which to move the site, if any. */
	clone?: string | undefined;
	/** The source of the articles, as the user typed it. */
	from?: string | undefined;
	/** Whether to use the defaults without asking. */
	yes: boolean;
}

/**
 * The `init` command: creates a folder for a new site, or for a site that has been running from a clone. Creates either
 * the complete folder or nothing. Returns 1 if it fails.
 */
export async function init(args: string[], context: CommandContext): Promise<number> {
	const { terminal, cwd } = context;
	const options = readInitOptions(args, cwd);
	const failure = "failure" in options ? options.failure : await folderFault(options.folder);
	if ("failure" in options || failure !== null) {
		terminal.error(failure ?? "");
		return 1;
	}
	const { folder, clone, from, yes } = options;
	const manager = packageManager(process.env);
	try {
		await mkdir(dirname(folder), { recursive: true });
		const draft = await mkdtemp(join(dirname(folder), `.${basename(folder)}-`));
		try {
			await chmod(draft, 0o755);
			const choices = await choose(folder, clone, yes || !process.stdin.isTTY ? defaults : askInTerminal);
			const own = await readFile(join(PROGRAM, "wrangler.toml"), "utf8");
			let content = ["content"];
			if (clone !== undefined) await takeOver(clone, draft);
			else {
				await writeFiles(draft, { "wrangler.toml": newSiteConfig(own, choices) });
				if (from === undefined)
					await writeFiles(draft, starterArticles(choices, new Date().toISOString().slice(0, 10)));
				else content = await bringContent(await contentSource(from, cwd), draft, context);
				await rm(join(draft, ".adopted"), { recursive: true, force: true });
			}
			const source = await packageSource(PROGRAM, draft, terminal);
			await writeFiles(draft, siteFiles(choices, source, manager, content));
			await rmdir(folder).catch(() => undefined);
			await rename(draft, folder);
		} finally {
			await rm(draft, { recursive: true, force: true });
		}
	} catch (error) {
		if (!(error instanceof NetworkError)) throw error;
		terminal.error(`${printable(error.message)}. Nothing was created.`);
		return 1;
	}
	const shown = relative(cwd, folder) || ".";
	terminal.line(`Created ${shown}`);
	const isInstalled = await installPackages(folder, manager, terminal);
	terminal.line(["", ...nextSteps(shown, manager, isInstalled, clone)].join("\n"));
	return isInstalled ? 0 : 1;
}

function readInitOptions(args: string[], cwd: string): InitOptions | CliError {
	const options = {
		yes: { type: "boolean", short: "y" },
		from: { type: "string" },
		"from-clone": { type: "string" },
	} as const;
	try {
		const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
		const [folder = "", ...more] = positionals;
		if (folder === "" || more.length > 0) {
			return { failure: `Specify one folder for the new site. ${usageOf("init")}` };
		}
		const { from, "from-clone": clone } = values;
		if (from !== undefined && clone !== undefined) {
			return { failure: `Use either --from or --from-clone. ${usageOf("init")}` };
		}
		return {
			folder: resolve(cwd, folder),
			clone: clone === undefined ? undefined : resolve(cwd, clone),
			from,
			yes: values.yes ?? false,
		};
	} catch (error) {
		return { failure: argumentFault(error, "init") };
	}
}

async function folderFault(folder: string): Promise<string | null> {
	try {
		const names = await readdir(folder);
		return names.length === 0 ? null : `${folder} is not empty. Choose another folder: nothing is ever overwritten.`;
	} catch (error) {
		if (codeOf(error) === "ENOENT") return null;
		return `${folder} cannot be used: ${reasonOf(error)}. Choose another folder.`;
	}
}

/**
 * Asks the owner three questions. If the site comes from a clone, asks nothing: the clone's settings are kept, and only
 * the name in the result is used.
 */
async function choose(folder: string, clone: string | undefined, ask: Ask): Promise<SiteChoices> {
	const name = workerName(basename(folder));
	const title = basename(folder)
		.replaceAll(/[-_]+/g, " ")
		.replace(/^./, (first) => first.toUpperCase());
	const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
	if (clone !== undefined) return { name, title, description: "", language: "en", timeZone };
	const choices = {
		title: await ask("What is the site called?", title),
		description: await ask("What is it about, in one sentence?", `News from ${title}.`),
	};
	for (;;) {
		const language = await ask("Which language are most articles in (en, de, pt-BR …)?", systemLanguage());
		const tag = languageTag(language);
		if (tag !== null) return { name, ...choices, language: tag, timeZone };
		if (ask === defaults) return { name, ...choices, language: "en", timeZone };
	}
}

/**
 * Derives the Worker's name from the folder's name. Truncates it to 40 characters, because the names of its queues,
 * which add a suffix to this name, are limited to 63 characters.
 */
function workerName(folder: string): string {
	const ascii = folder.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();
	return (
		ascii
			.replaceAll(/[^a-z0-9]+/g, "-")
			.slice(0, 40)
			.replaceAll(/^-|-$/g, "") || "newsroom"
	);
}

function systemLanguage(): string {
	return languageTag(Intl.DateTimeFormat().resolvedOptions().locale) ?? "en";
}

const defaults: Ask = async (_, otherwise) => otherwise;

async function askInTerminal(question: string, otherwise: string): Promise<string> {
	const lines = createInterface({ input: process.stdin, output: process.stdout });
	try {
		return (await lines.question(`${question} [${otherwise}] `)).trim() || otherwise;
	} finally {
		lines.close();
	}
}

async function writeFiles(folder: string, files: SiteFiles): Promise<void> {
	for (const [path, text] of Object.entries(files)) {
		await mkdir(dirname(join(folder, path)), { recursive: true });
		await writeFile(join(folder, path), text, { flag: "wx" });
	}
}

/** Copies the owner's files from a clone: settings, secrets, articles and the data of the local site. */
async function takeOver(clone: string, folder: string): Promise<void> {
	if (!isSite(clone) || !isClone(clone)) {
		throw new NetworkError(`${clone} is not a clone of Newsstand. Use the folder where you run \`npm start\``);
	}
	const state = defaultState(clone);
	const unlock = await lockState(state, 0);
	if (typeof unlock !== "function") throw new NetworkError(unlock.failure.replace(/\.$/, ""));
	try {
		await writeFile(join(folder, "wrangler.toml"), siteConfigOf(await readFile(join(clone, "wrangler.toml"), "utf8")));
		for (const name of [".dev.vars", DEPLOYED_VARS]) {
			if (await exists(join(clone, name))) await cp(join(clone, name), join(folder, name));
		}
		await cp(state, defaultState(folder), { recursive: true });
	} finally {
		await unlock();
	}
	await copyArticles(join(clone, "content"), join(folder, "content"), join(PROGRAM, "content"));
}

/** Copies articles, except for unchanged articles of the sample newsroom. */
async function copyArticles(from: string, to: string, sample: string): Promise<void> {
	await mkdir(to, { recursive: true });
	const entries = await readdir(from, { recursive: true, withFileTypes: true }).catch(() => []);
	for (const entry of entries.filter((one) => one.isFile())) {
		const path = relative(from, join(entry.parentPath, entry.name));
		const [own, theirs] = [await readFile(join(from, path)), await readFile(join(sample, path)).catch(() => null)];
		if (theirs !== null && own.equals(theirs)) continue;
		await mkdir(dirname(join(to, path)), { recursive: true });
		await cp(join(from, path), join(to, path), { preserveTimestamps: true });
	}
}

function exists(path: string): Promise<boolean> {
	return access(path).then(
		() => true,
		() => false,
	);
}

function nextSteps(folder: string, manager: string, isInstalled: boolean, clone: string | undefined): string[] {
	const steps = [
		...(folder === "." ? [] : [`  cd ${/\s/.test(folder) ? JSON.stringify(folder) : folder}`]),
		...(isInstalled ? [] : [`  ${manager} install`]),
		`  ${manager} start            (serves the site on this machine)`,
		`  ${manager} run deploy       (puts it online)`,
	];
	if (clone === undefined) return ["Next:", ...steps, "", "README.md describes the rest."];
	return [
		"Next:",
		...steps,
		"",
		`Settings, secrets, articles and local data were copied; ${clone} is unchanged. Keep that folder until the site works from the new`,
		"one, then delete it. Do not use both folders: they would write to the same site.",
	];
}
