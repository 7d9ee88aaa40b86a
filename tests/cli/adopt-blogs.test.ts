import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Article } from "../../src/article/article.ts";
import { adopt } from "../../src/cli/adopt/command.ts";
import { openFolders } from "../../src/cli/content/folders.ts";
import { readDrafts, readFolders } from "../../src/cli/content/read-sources.ts";
import { isPublic } from "../../src/feed/duplicates.ts";
import { recordingTerminal } from "./recording-terminal.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const BLOGS = join(import.meta.dirname, "../../../shared/corpus/blogs");
const blogs = existsSync(BLOGS) ? readdirSync(BLOGS).filter((name) => !name.includes(".")) : [];
if (blogs.length === 0) test.skip(`blogs of other generators not found at ${BLOGS}`, () => {});

/** How the old site published a file, as recorded in `expected.json`. */
interface Expected {
	status: string;
	path?: string;
	guid?: string | string[];
	"old paths"?: string[];
	authors?: string[];
}

interface Blog {
	generator: string;
	site: string;
	folder: string;
	zone: string;
	files: Record<string, Expected>;
	/** Authors that only the site's code defines. */
	authors?: Record<string, string>;
}

/** Options for facts that appear only in a site's code and must therefore be supplied by the owner. */
const OPTIONS: Record<string, string[]> = {
	biome: ["--site-url", "https://biomejs.dev"],
	jzhao: ["--site-url", "https://jzhao.xyz"],
	"made-up-astro-publishdate": ["--site-url", "https://lamps.example", "--permalink", "/:year/:month/:path/"],
	node: ["--site-url", "https://nodejs.org", "--permalink", "/en/blog/:path"],
	nuxt: ["--site-url", "https://nuxt.com"],
	rn: ["--site-url", "https://reactnative.dev"],
	v8: ["--permalink", "/blog/:path"],
};

/** Rules that a site's owner wrote before running `adopt`. */
const OWN_RULES: Record<string, string> = {
	node: "guid:\n  - /blog/:path\n  - { pattern: '/blog/:path?:milliseconds', from: 2025-04-16 }\n",
};

/** Reads the site's settings from `wrangler.toml` in this folder. */
async function settingsIn(root: string): Promise<{ siteUrl: string; timeZone: string }> {
	const text = await readFile(join(root, "wrangler.toml"), "utf8");
	const setting = (name: string) => new RegExp(`^${name} = "(.*)"$`, "m").exec(text)?.[1] ?? "";
	return { siteUrl: setting("SITE_URL"), timeZone: setting("SITE_TIME_ZONE") };
}

async function articlesIn(folder: string, site: { siteUrl: string; timeZone: string }): Promise<Map<string, Article>> {
	const folders = await openFolders([folder]);
	if ("failure" in folders) throw new Error(folders.failure);
	const { readings } = readDrafts((await readFolders(folders)).drafts, site, () => {});
	const articles = readings.flatMap((reading) => (reading.kind === "article" ? [reading.article] : []));
	return new Map(articles.filter((one) => isPublic(one, Date.now())).map((one) => [one.path, one]));
}

test.each(blogs)("%s keeps its addresses, guids and old addresses", async (name) => {
	const blog: Blog = JSON.parse(readFileSync(join(BLOGS, name, "expected.json"), "utf8"));
	const root = await temporaryFolder({ "wrangler.toml": readFileSync("wrangler.toml", "utf8") });
	const repository = join(root, "blog");
	cpSync(join(BLOGS, name), repository, { recursive: true });
	const rules = OWN_RULES[name];
	if (rules) writeFileSync(join(repository, blog.folder, "_defaults.yaml"), rules);
	const terminal = recordingTerminal();
	const status = await adopt(["blog", ...(OPTIONS[name] ?? [])], { root, cwd: root, terminal });
	expect({ status, failures: terminal.failures }).toEqual({ status: 0, failures: [] });
	expect(terminal.lines[0]?.split(",")[0]).toBe(blog.generator.split(/ \(|,/)[0]);
	expect(terminal.lines[1]).toContain(`Articles in blog/${blog.folder}.`);

	const site = await settingsIn(root);
	expect(site).toEqual({ siteUrl: blog.site, timeZone: blog.zone });
	const articles = await articlesIn(join(repository, blog.folder), site);
	const namesKnown = blog.authors === undefined;
	const found: Record<string, unknown> = {};
	const wanted: Record<string, unknown> = {};
	for (const [path, expected] of Object.entries(blog.files)) {
		if (expected.status !== "published") continue;
		const article = articles.get(path);
		const guid = encoded(article?.guid ?? article?.firstGuid ?? "");
		const guids = [expected.guid ?? []].flat().map(encoded);
		wanted[path] = {
			address: encoded(expected.path ?? ""),
			guid: "as before",
			redirects: [],
			authors: namesKnown ? expected.authors : [],
		};
		found[path] = {
			address: encoded(article?.address ?? "none"),
			guid: guids.includes(guid) ? "as before" : `${guid}, not ${guids.join(" or ")}`,
			redirects: withoutSlashes(expected["old paths"]).filter(
				(one) => !withoutSlashes(article?.formerly).includes(one),
			),
			authors: namesKnown ? article?.authors.map((author) => author.name) : [],
		};
	}
	expect(found).toEqual(wanted);
});

/** Removes trailing slashes, because a redirect works whether or not its path ends in a slash. */
function withoutSlashes(paths: readonly string[] = []): string[] {
	return paths.map((path) => path.replace(/(?<=.)\/$/, "")).sort();
}

/** Percent-encodes an address from `expected.json`, which stores addresses unencoded. */
function encoded(address: string): string {
	return encodeURI(decodeURI(address));
}
