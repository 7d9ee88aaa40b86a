import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Article } from "../../src/article/article.ts";
import { adopt } from "../../src/cli/adopt/command.ts";
import { openFolders } from "../../src/cli/content/folders.ts";
import { readDrafts, readFolders } from "../../src/cli/content/read-sources.ts";
import { recordingTerminal } from "./recording-terminal.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** A short version of the `wrangler.toml` that ships with Newsstand. */
export const WRANGLER = [
	'name = "newsstand"',
	"# Settings of the site.",
	"[vars]",
	'SITE_URL = "http://localhost:8787" # replaced when deployed',
	'SITE_TITLE = "Newsstand"',
	'SITE_DESCRIPTION = "A sample newsroom, published with Newsstand."',
	'SITE_LANGUAGE = "en"',
	'SITE_TIME_ZONE = "UTC"',
	'FEED_SIZE = "50"',
	"",
	"[[kv_namespaces]]",
	'binding = "KV"',
	"",
].join("\n");

/** Creates a Newsstand folder with these files in a repository at `blog`. Returns its absolute path. */
export function newsstandWith(files: Record<string, string>, wrangler = WRANGLER): Promise<string> {
	const blog = Object.entries(files).map(([path, text]) => [`blog/${path}`, text]);
	return temporaryFolder({ "wrangler.toml": wrangler, ...Object.fromEntries(blog) });
}

/** Runs `adopt blog` in a Newsstand folder. */
export async function adoptBlog(root: string, args: readonly string[] = [], answers?: readonly string[]) {
	const terminal = recordingTerminal();
	const questions: string[] = [];
	const left = [...(answers ?? [])];
	const ask = async (question: string): Promise<string> => {
		questions.push(question);
		return left.shift() ?? "";
	};
	const place = { root, cwd: root, terminal: answers ? { ...terminal, ask } : terminal };
	const status = await adopt(["blog", ...args], place);
	return { status, lines: terminal.lines, failures: terminal.failures, questions };
}

/** Reads the site's settings from `wrangler.toml`. */
export async function settingsIn(root: string): Promise<Record<string, string>> {
	const text = await readFile(join(root, "wrangler.toml"), "utf8");
	return Object.fromEntries([...text.matchAll(/^(SITE_\w+) = "([^"]*)"/gm)].map(([, name, value]) => [name, value]));
}

/** Reads the articles of a content folder with the site's settings, as the Publisher would. */
export async function articlesIn(root: string, folder: string): Promise<Map<string, Article>> {
	const { SITE_URL = "", SITE_TIME_ZONE = "" } = await settingsIn(root);
	const folders = await openFolders([join(root, folder)]);
	if ("failure" in folders) throw new Error(folders.failure);
	const site = { siteUrl: SITE_URL, timeZone: SITE_TIME_ZONE };
	const { readings } = readDrafts((await readFolders(folders)).drafts, site, () => {});
	return new Map(readings.flatMap((reading) => (reading.kind === "article" ? [[reading.path, reading.article]] : [])));
}
