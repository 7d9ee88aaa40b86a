import type { Dirent } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { CREATION_NAMES, DATE_NAMES, isPresent, member } from "../../article/field-names.ts";
import { type FrontMatter, splitFrontMatter } from "../../article/front-matter.ts";
import { isAboutFolder } from "../../article/source.ts";
import { type CliError, NetworkError } from "../command.ts";
import { codeOf, readSourceFile, reasonOf } from "../content/folders.ts";

/** A file of the repository that could be an article. */
export interface Draft {
	/** Relative to the repository, with `/` as the separator. */
	path: string;
	isDated: boolean;
	fields: Record<string, unknown>;
	body: string;
}

/** The files of a blog's repository. */
export interface Repository {
	/** An absolute path. */
	root: string;
	/**
	 * Sorted paths relative to the root, with `/` as the separator. Excludes the output of generators, and files that
	 * ship with generators.
	 */
	files: string[];
	drafts: Draft[];
}

/** Names of folders that never contain the owner's articles: packages, built sites, examples. */
const OTHERS = /^(?:node_modules|_site|exampleSite|__tests__|archetypes|scaffolds)$/;

/** Names of folders assumed not to hold articles, unless they are nested inside an article folder. */
const OTHERS_OUTSIDE = /^(?:vendor|themes|dist|build|output|resources|fixtures?|tests?|specs?)$/;
const ARTICLES = /(?:^|\/)(?:content|_?posts?|blog|articles|notes)\//;

/**
 * Names of generators' own files and folders that begin with a dot. All other files and folders whose names begin with
 * a dot are skipped.
 */
const DOT_NAMES = /^\.(?:vitepress|vuepress|obsidian|eleventy\.[cm]?[jt]s)$/;

/** Maximum number of files. A folder with more files is assumed not to be a blog. */
const MAX_FILES = 100_000;

/** Lists all files in a folder, and reads the front matter of those that could be articles. */
export async function readRepository(root: string): Promise<Repository | CliError> {
	try {
		if (!(await stat(root)).isDirectory()) return { failure: `${root} is a file. Use the folder that contains it.` };
	} catch (error) {
		if (codeOf(error) !== "ENOENT") return { failure: `${root} cannot be opened: ${reasonOf(error)}.` };
		return { failure: `The folder ${root} does not exist. Check its name.` };
	}
	const files = (await filesIn(root, "")).sort();
	const drafts: Draft[] = [];
	for (const path of files) {
		if (!/\.(?:md|mdx|markdown|mdown|mkd|html?)$/i.test(path) || isAboutFolder(path)) continue;
		const read = await readSourceFile(join(root, path));
		if ("fault" in read) continue;
		const matter = splitFrontMatter(read.text);
		if ("message" in matter || (/html?$/i.test(path) && matter.yaml === "")) continue;
		const { data: fields, body } = matter;
		drafts.push({ path, isDated: isDated(path, fields), fields, body });
	}
	return { root, files, drafts };
}

async function filesIn(root: string, prefix: string): Promise<string[]> {
	let entries: Dirent[];
	try {
		entries = await readdir(join(root, prefix), { withFileTypes: true });
	} catch (error) {
		throw new NetworkError(`The folder ${join(root, prefix)} cannot be read: ${reasonOf(error)}`);
	}
	const files: string[] = [];
	for (const entry of entries) {
		const { name } = entry;
		if (OTHERS.test(name) || (OTHERS_OUTSIDE.test(name) && !ARTICLES.test(prefix))) continue;
		if (name.startsWith(".") && !DOT_NAMES.test(name)) continue;
		if (entry.isDirectory()) files.push(...(await filesIn(root, `${prefix}${name}/`)));
		else files.push(prefix + name);
		if (files.length > MAX_FILES) {
			throw new NetworkError(
				`${root} has more than ${MAX_FILES.toLocaleString("en")} files. Use a folder that contains only one blog`,
			);
		}
	}
	return files;
}

/** Names with a date, such as `2024-1-2-tide.md` and `2024/01/02/tide/index.md`. */
const DATED_NAME = /(?:^|\/)(?:\d{4}|\d{2})-\d{1,2}-\d{1,2}(?:[-_ /]|\.)|(?:^|\/)\d{4}\/\d{1,2}\/\d{1,2}(?:\/|-)/;

const DATE_FIELDS = [...DATE_NAMES, ...CREATION_NAMES, "published"];

function isDated(path: string, fields: FrontMatter["data"]): boolean {
	if (/(^|\/)_index\.[a-z.]+$/i.test(path)) return false;
	if (DATED_NAME.test(path)) return true;
	return DATE_FIELDS.some((name) => {
		const value = member(fields, name);
		return isPresent(value) && /\d/.test(String(value));
	});
}

/** Makes a path relative to a folder; null if the path is outside it. The root folder is "". */
export function within(folder: string, path: string): string | null {
	if (folder === "") return path;
	return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : null;
}

/** Joins two paths: `content` and `posts` → `content/posts`. Either may be empty. */
export function below(folder: string, name: string): string {
	const parts = [folder, name].flatMap((part) => part.split("/")).filter((part) => part !== "" && part !== ".");
	const path: string[] = [];
	for (const part of parts) {
		if (part === "..") path.pop();
		else path.push(part);
	}
	return path.join("/");
}
