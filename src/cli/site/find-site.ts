import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as z from "zod";

/** The name of the npm package. */
export const PACKAGE = "newsstand";

const manifest = z.object({ name: z.literal(PACKAGE), version: z.string() });

/**
 * Newsstand's own folder: a clone of its repository, or the installed package. The code runs from `src`, or as a bundle
 * from `dist`.
 */
export const PROGRAM = programAbove(import.meta.dirname);

function programAbove(folder: string): string {
	return existsSync(join(folder, "package.json")) || dirname(folder) === folder
		? folder
		: programAbove(dirname(folder));
}

/** Returns the version of Newsstand that runs this command. */
export function programVersion(): string {
	return manifest.parse(JSON.parse(readFileSync(join(PROGRAM, "package.json"), "utf8"))).version;
}

/**
 * Finds the folder of the site that a command works on: the nearest folder at or above `cwd` whose `wrangler.toml` is
 * for Newsstand's Worker or, if there is none, the clone that Newsstand runs from. Returns null if there is none.
 *
 * @param program Newsstand's folder: a clone, or the installed package
 */
export function findSite(cwd: string, program: string): string | null {
	for (let folder = cwd; ; folder = dirname(folder)) {
		if (isSite(folder)) return folder;
		if (dirname(folder) === folder) return isClone(program) ? program : null;
	}
}

const settings = z.object({ newsstand: z.object({ content: z.array(z.string().min(1)).min(1) }) });

/** Returns the absolute paths of a site's content: `newsstand.content` in its `package.json`, otherwise `content`. */
export function contentFolders(root: string): string[] {
	try {
		const { newsstand } = settings.parse(JSON.parse(readFileSync(join(root, "package.json"), "utf8")));
		return newsstand.content.map((folder) => join(root, folder));
	} catch {
		return [join(root, "content")];
	}
}

/** Whether a folder contains a site. The `wrangler.toml` of a site names the Publisher's class. */
export function isSite(folder: string): boolean {
	try {
		return /^\s*class_name\s*=\s*["']Publisher["']/m.test(readFileSync(join(folder, "wrangler.toml"), "utf8"));
	} catch {
		return false;
	}
}

/** Whether Newsstand's folder contains the source code, as a clone of the repository does. */
export function isClone(program: string): boolean {
	return existsSync(join(program, "src/worker.ts"));
}
