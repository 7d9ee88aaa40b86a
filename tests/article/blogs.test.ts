import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Article } from "../../src/article/article.ts";
import { FolderDefaults, inTurn, isFolderData } from "../../src/article/folder-defaults.ts";
import { readSource } from "../../src/article/read-source.ts";
import { isSourcePath } from "../../src/article/source.ts";
import { isPublic } from "../../src/feed/duplicates.ts";
import { BLOG_RULES } from "../blog-rules.ts";

const BLOGS = join(import.meta.dirname, "../../../shared/corpus/blogs");
const blogs = existsSync(BLOGS) ? readdirSync(BLOGS).filter((name) => !name.includes(".")) : [];
if (blogs.length === 0) console.warn(`Skipped: no blogs of other generators at ${BLOGS}.`);

/** How the old site published a file, as recorded in `expected.json`. */
interface Expected {
	status: "published" | "draft" | "expired" | "unlisted" | "future" | "undated" | "page" | "not an article";
	title?: string;
	date?: string;
	authors?: string[];
	topics?: string[];
	link?: string;
	path?: string;
	guid?: string | string[];
	"old paths"?: string[];
}

interface Blog {
	folder: string;
	zone: string;
	files: Record<string, Expected>;
	/** Names of authors that appear in the old site's code but in no article file. */
	authors?: Record<string, string>;
}

/**
 * Publication dates of articles that Hugo publishes on their `publishdate`, but shows with the older `date`. Newsstand
 * shows the date of publication.
 */
const LATER_DATES: Record<string, string> = { "the-crane.md": "2014-02-03T00:00:00Z" };

const SITE = "https://site.example";
const NOW = Date.UTC(2026, 10, 30);

/** Reads a whole repository as `check` does, and returns the result for each source. */
function readAll(
	directory: string,
	timeZone: string,
	rules: Record<string, string> = {},
): Map<string, Article | "not public" | "blocked"> {
	const files = readdirSync(directory, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => ({ path: join(entry.parentPath, entry.name).slice(directory.length + 1) }))
		.filter(({ path }) => isSourcePath(path) && path !== "expected.json");
	const defaults = new FolderDefaults();
	for (const [path, text] of Object.entries(rules)) {
		const read = readSource(path, text, { siteUrl: SITE, timeZone, defaults: {} });
		expect(read).toMatchObject({ kind: "defaults", problems: [] });
		if (read.kind === "defaults") defaults.put({ path, defaults: read.defaults });
	}
	const outcomes = new Map<string, Article | "not public" | "blocked">();
	for (const { path } of inTurn(files, (file) => file)) {
		const context = { siteUrl: SITE, timeZone, defaults: defaults.above(path) };
		const read = readSource(path, readFileSync(join(directory, path), "utf8"), context);
		if (read.kind === "defaults") defaults.put({ path, defaults: read.defaults });
		else if (isFolderData(path)) throw new Error(`${path} is ${JSON.stringify(read)}`);
		if (read.kind === "rejected") outcomes.set(path, "blocked");
		else if (read.kind !== "article") outcomes.set(path, "not public");
		else outcomes.set(path, isPublic(read.article, NOW) ? read.article : "not public");
	}
	return outcomes;
}

function shown(outcome: Article | "not public" | "blocked" | undefined, asked: Expected, folder: string) {
	if (outcome === undefined) return "not public";
	// An article that must stay unpublished may also be blocked.
	if (typeof outcome === "string") return asked.status === "undated" ? outcome : "not public";
	return {
		title: outcome.title,
		date: new Date(outcome.published).toISOString(),
		authors: outcome.authors.map(({ name }) => name),
		topics: outcome.topics,
		...(asked.link === undefined ? {} : { link: outcome.link }),
		folder,
	};
}

function wanted(path: string, expected: Expected, { folder }: Blog) {
	if (expected.status === "undated") return "blocked";
	if (expected.status !== "published") return "not public";
	const { title, date = "", authors, topics, link } = expected;
	const published = new Date(LATER_DATES[path] ?? date).toISOString();
	return {
		title,
		date: published,
		authors,
		topics,
		...(link === undefined ? {} : { link: new URL(link).href }),
		folder,
	};
}

describe.skipIf(blogs.length === 0)("blogs built with other generators", () => {
	test.each(blogs)("%s: status, title, date, authors, topics and link match the old site", (name) => {
		const blog: Blog = JSON.parse(readFileSync(join(BLOGS, name, "expected.json"), "utf8"));
		const outcomes = readAll(join(BLOGS, name), blog.zone);
		const found: Record<string, unknown> = {};
		const asked: Record<string, unknown> = {};
		for (const [path, expected] of Object.entries(blog.files)) {
			const outcome = outcomes.get(`${blog.folder}/${path}`);
			// Newsstand may publish pages of the old site as articles.
			if (expected.status === "page") continue;
			if (blog.authors && typeof outcome === "object")
				outcome.authors = outcome.authors.map((author) => ({
					...author,
					name: blog.authors?.[author.name] ?? author.name,
				}));
			found[path] = shown(outcome, expected, blog.folder);
			asked[path] = wanted(path, expected, blog);
		}
		expect(found).toEqual(asked);
	});
});

test.each(blogs)("with permalink rules, articles of %s keep the addresses and guids of the old site", (name) => {
	const directory = join(BLOGS, name);
	const blog: Blog = JSON.parse(readFileSync(join(directory, "expected.json"), "utf8"));
	const outcomes = readAll(directory, blog.zone, { [`${blog.folder}/_defaults.yaml`]: BLOG_RULES[name] ?? "" });
	const published = Object.entries(blog.files).filter(([, { status }]) => status === "published");
	expect(published.length).toBeGreaterThan(0);
	const lost = published.flatMap(([path, asked]) => {
		const outcome = outcomes.get(`${blog.folder}/${path}`);
		if (outcome === undefined || typeof outcome === "string") return [`${path}: ${outcome}`];
		const { address, firstGuid = outcome.guid ?? outcome.link, formerly = [] } = outcome;
		const guids = [asked.guid ?? []].flat().map((guid) => (/^https?:/.test(guid) ? new URL(guid).href : guid));
		return [
			...(address === new URL(asked.path ?? "", SITE).pathname ? [] : [`${path}: ${address}`]),
			...(guids.includes(firstGuid) ? [] : [`${path}: ${firstGuid}`]),
			...(asked["old paths"] ?? []).filter((old) => !formerly.includes(old)).map((old) => `${path}: ${old}`),
		];
	});
	expect(lost).toEqual([]);
});
