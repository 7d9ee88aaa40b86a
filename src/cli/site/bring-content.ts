import { execFile } from "node:child_process";
import { cp, mkdir, open, rm, stat } from "node:fs/promises";
import { basename, join, relative, resolve } from "node:path";
import { promisify } from "node:util";
import { adoptCopy } from "../adopt/command.ts";
import { type CommandContext, NetworkError } from "../command.ts";
import { codeOf, reasonOf } from "../content/folders.ts";
import { importCommand } from "../import/command.ts";

/** The source of a new site's articles. */
export type ContentSource =
	| { kind: "folder"; folder: string }
	| { kind: "repository"; url: string }
	| { kind: "wordpress" | "ghost" | "feed"; source: string };

/** Names of files and folders in a blog's folder that are not the author's work: packages, caches, built sites. */
const NOT_COPIED = new Set([
	".git",
	"node_modules",
	".wrangler",
	".jekyll-cache",
	"_site",
	".astro",
	".next",
	".nuxt",
	".docusaurus",
]);

/** Determines what kind of source `--from` refers to. Throws a `NetworkError` if the source cannot be read. */
export async function contentSource(named: string, cwd: string): Promise<ContentSource> {
	if (
		/^(git@|ssh:|git:|file:)|^https?:\/\/\S+\.git$|^https?:\/\/(github\.com|gitlab\.com|codeberg\.org)\/[^/]+\/[^/]+\/?$/.test(
			named,
		)
	)
		return { kind: "repository", url: named };
	if (/^https?:/i.test(named)) return { kind: "feed", source: named };
	const path = resolve(cwd, named);
	try {
		if ((await stat(path)).isDirectory()) return { kind: "folder", folder: path };
		const start = Buffer.alloc(64 * 1024);
		const file = await open(path);
		const { bytesRead } = await file.read(start).finally(() => file.close());
		const text = start.toString("utf8", 0, bytesRead);
		if (/wordpress\.org\/export\//.test(text)) return { kind: "wordpress", source: path };
		if (/^\s*\{\s*"db"\s*:/.test(text)) return { kind: "ghost", source: path };
		return { kind: "feed", source: path };
	} catch (error) {
		if (codeOf(error) === "") throw error;
		throw new NetworkError(`${named} cannot be read: ${reasonOf(error)}`);
	}
}

/**
 * Copies or imports the articles into a new site's folder, and adopts the rules of the generator that they were written
 * for. Returns the content folders, relative to the site. If that fails, prints the reason and throws.
 *
 * @param site the new site's folder, with its `wrangler.toml`
 */
export async function bringContent(source: ContentSource, site: string, context: CommandContext): Promise<string[]> {
	const inside = { ...context, root: site };
	if (source.kind === "folder" || source.kind === "repository") {
		const blog = join(site, "blog");
		if (source.kind === "repository") await clone(source.url, blog, context);
		else await copy(source.folder, blog);
		await rm(join(blog, ".git"), { recursive: true, force: true });
		const folders = await adoptCopy(blog, { ...inside, cwd: site });
		if (folders === null)
			throw new NetworkError("The blog could not be adopted. docs/moving.md describes the options of adopt");
		return folders.map((folder) => relative(site, folder).replaceAll("\\", "/"));
	}
	await mkdir(join(site, "content"), { recursive: true });
	if ((await importCommand([source.kind, source.source, join(site, "content")], inside)) !== 0) {
		throw new NetworkError("Not everything could be imported. docs/importing.md describes how to continue");
	}
	return ["content"];
}

async function clone(url: string, into: string, { terminal }: CommandContext): Promise<void> {
	terminal.progress(`Cloning ${url}…`);
	try {
		// Git must not ask questions, because a progress line would hide them.
		const env = { ...process.env, GIT_TERMINAL_PROMPT: "0" };
		await promisify(execFile)("git", ["clone", "--quiet", "--", url, into], { env, timeout: 600_000 });
	} catch (error) {
		const said = error instanceof Error && "stderr" in error ? String(error.stderr) : String(error);
		const why = said.trim().split("\n").at(-1) ?? "";
		throw new NetworkError(`${url} could not be cloned: ${why.replace(/^fatal: /, "").replace(/\.$/, "")}`);
	}
}

async function copy(from: string, to: string): Promise<void> {
	const filter = (path: string): boolean => path === from || !NOT_COPIED.has(basename(path));
	await cp(from, to, { recursive: true, preserveTimestamps: true, filter });
}
