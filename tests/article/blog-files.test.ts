import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Article } from "../../src/article/article.ts";
import { isFilePath } from "../../src/article/file-kinds.ts";
import { FolderDefaults, inTurn } from "../../src/article/folder-defaults.ts";
import { findLocal, type KnownFiles, nameOf } from "../../src/article/local-files.ts";
import { localProblems } from "../../src/article/local-problems.ts";
import { readSource } from "../../src/article/read-source.ts";
import { resolveLocals } from "../../src/article/resolve-locals.ts";
import { isSourcePath } from "../../src/article/source.ts";

const BLOGS = join(import.meta.dirname, "../../../shared/corpus/blogs");
const blogs = existsSync(BLOGS) ? readdirSync(BLOGS).filter((name) => !name.includes(".")) : [];
if (blogs.length === 0) console.warn(`Skipped: no blogs of other generators at ${BLOGS}.`);

const SITE = "https://site.example";

function readBlog(directory: string): { articles: Article[]; known: KnownFiles; paths: string[] } {
	const paths = readdirSync(directory, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1));
	const known: KnownFiles = {
		has: (path) => paths.includes(path),
		byName: (name) => paths.filter((path) => nameOf(path) === name),
		inFolder: (folder) => paths.filter((path) => path.split("/").slice(0, -1).join("/") === folder),
	};
	const defaults = new FolderDefaults();
	const articles: Article[] = [];
	const sources = paths.filter((path) => isSourcePath(path) && path !== "expected.json").map((path) => ({ path }));
	for (const { path } of inTurn(sources, (file) => file)) {
		const context = { siteUrl: SITE, timeZone: "UTC", defaults: defaults.above(path), hasSource: known.has };
		const read = readSource(path, readFileSync(join(directory, path), "utf8"), context);
		if (read.kind === "defaults") defaults.put({ path, defaults: read.defaults });
		if (read.kind === "article") articles.push(read.article);
	}
	return { articles, known, paths };
}

/** Finds the files of a blog that an article refers to by their complete path, or at least by the end of that path. */
function namedFiles(directory: string, articles: Article[], paths: string[]): string[] {
	const texts = articles.map(({ path }) => readFileSync(join(directory, path), "utf8")).join("\n");
	return paths.filter((path) => {
		const end = path.split("/").slice(-2).join("/");
		return (
			isFilePath(path) &&
			(texts.includes(`/${end}`) || ["(", "}}/"].some((sign) => texts.includes(`${sign}${path.split("/").at(-1)})`)))
		);
	});
}

describe.skipIf(blogs.length === 0)("blogs built with other generators", () => {
	test.each(blogs)("%s: every referenced file is found, and each missing file causes a warning", (name) => {
		const directory = join(BLOGS, name);
		const { articles, known, paths } = readBlog(directory);
		const found = new Set<string>();
		for (const article of articles) {
			const missing = localProblems(article, known);
			for (const { line, message, hint } of missing) {
				expect(line, message).not.toBeNull();
				expect(hint).toMatch(/[.?]$/);
			}
			const { locals = [] } = article;
			const targets = locals.map((local) => findLocal(local, article.path, known));
			for (const target of targets) if (target !== undefined) found.add(target);
			const dead = locals.filter(({ otherwise }, index) => !targets[index] && otherwise === undefined);
			expect(dead).toHaveLength(missing.length);
			const { html, images } = resolveLocals(article, (local) => {
				const target = findLocal(local, article.path, known);
				return target === undefined
					? undefined
					: { url: `${SITE}/found/${encodeURI(target)}`, type: "image/png", bytes: 1 };
			});
			for (const [, address = ""] of html.matchAll(/<(?:img|video|audio|source)(?: [^>]*)? src="([^"]*)"/g)) {
				expect(address.startsWith(SITE), address).toBe(address.startsWith(`${SITE}/found/`));
			}
			for (const { url } of images) expect(url.startsWith(SITE), url).toBe(url.startsWith(`${SITE}/found/`));
		}
		expect(namedFiles(directory, articles, paths).filter((path) => !found.has(path))).toEqual([]);
	});
});
