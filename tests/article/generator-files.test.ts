import { expect, test } from "vitest";
import type { Article } from "../../src/article/article.ts";
import { FolderDefaults, inTurn } from "../../src/article/folder-defaults.ts";
import { isSourcePath } from "../../src/article/source.ts";
import { read } from "./reading.ts";

/**
 * Reads the articles among these files, and returns the articles keyed by path.
 *
 * @param files the articles and other generators' files, keyed by path
 */
function articlesOf(files: Record<string, string>): Record<string, Article> {
	const defaults = new FolderDefaults();
	const articles: Record<string, Article> = {};
	for (const { path } of inTurn(
		Object.keys(files).map((path) => ({ path })),
		(file) => file,
	)) {
		expect(isSourcePath(path), path).toBe(true);
		const result = read(files[path] ?? "", path, { defaults: defaults.above(path) });
		expect(result.problems).toEqual([]);
		if (result.kind === "defaults") defaults.put({ path, defaults: result.defaults });
		if (result.kind === "article") articles[path] = result.article;
	}
	return articles;
}

const BY_ADA = "---\ntitle: Tide\ndate: 2026-05-04\nauthors: [ada]\n---\n";

test.each<[string, string, string]>([
	["authors.yml", "ada:\n  name: Ada Writer\n  url: https://ada.example/\n", "tide.md"],
	[".authors.yml", "authors:\n  ada:\n    name: Ada Writer\n    url: https://ada.example/\n", "blog/tide.md"],
	["blog/authors.yaml", "Ada: {name: Ada Writer, website: 'https://ada.example/'}", "blog/2026/tide.md"],
	["_data/authors.yml", "ada:\n  first_name: Ada\n  last_name: Writer\n  url: https://ada.example/", "_posts/tide.md"],
	["docs/_data/authors.json", '{"ada": {"full_name": "Ada Writer", "url": "https://ada.example/"}}', "docs/tide.md"],
	["data/authors.toml", '[ada]\nname = "Ada Writer"\nurl = "https://ada.example/"', "content/tide.md"],
	["data/authors/ada.yml", "display_name: Ada Writer\nurl: https://ada.example/", "content/tide.md"],
	["data/authors/ada.mdx", "---\nname: Ada Writer\nurl: https://ada.example/\n---\nA biography.", "content/tide.md"],
	["content/authors/ada.json", '{"name": "Ada Writer", "url": "https://ada.example/"}', "content/posts/tide.md"],
	["content/authors/ada/_index.md", "---\ntitle: Ada Writer\nurl: https://ada.example/\n---\n", "content/tide.md"],
])("%s defines an author with an id", (path, text, article) => {
	const articles = articlesOf({ [article]: BY_ADA, [path]: text });
	expect(articles[article]?.authors).toEqual([{ name: "Ada Writer", url: "https://ada.example/" }]);
});

test("an authors file applies to its folder, the nearest authors file wins, and unknown ids are kept as names", () => {
	const articles = articlesOf({
		"authors.yml": "ada: Ada Writer\nben: Ben Writer\n",
		"blog/authors.yml": "ada: Ada B. Writer\n",
		"blog/tide.md": "---\ntitle: Tide\ndate: 2026-05-04\nauthors: ada, ben\n---\n",
		"other/tide.md": "---\ntitle: Tide\ndate: 2026-05-04\nauthors: [ada, Carla Writer]\n---\n",
	});
	expect(articles["blog/tide.md"]?.authors).toEqual([{ name: "Ada B. Writer" }, { name: "Ben Writer" }]);
	expect(articles["other/tide.md"]?.authors).toEqual([{ name: "Ada Writer" }, { name: "Carla Writer" }]);
});

test("only an author's name and address are kept, and e-mail addresses are removed from the name", () => {
	const { kind, ...result } = read(
		"ada:\n  name: Ada <ada@a.example>\n  email: ada@a.example\n  token: secret\n",
		"authors.yml",
	);
	expect(kind).toBe("defaults");
	expect(JSON.stringify(result)).not.toMatch(/secret|email/);
	const articles = articlesOf({ "authors.yml": "ada: Ada <ada@a.example>", "tide.md": BY_ADA });
	expect(articles["tide.md"]?.authors).toEqual([{ name: "Ada" }]);
});

test("an unreadable authors file causes a warning", () => {
	expect(read("ada: [", "authors.yml")).toMatchObject({
		kind: "rejected",
		problems: [{ severity: "warning", path: "authors.yml" }],
	});
});

test.each<[string, string]>([
	["_config.yml", "title: Harbour\ntimezone: America/Los_Angeles\n"],
	["hugo.toml", 'title = "Harbour"\ntimeZone = "America/Los_Angeles"\n'],
	["config/_default/config.yaml", "timeZone: America/Los_Angeles\n"],
])("a date without a time is midnight in the time zone from %s", (path, text) => {
	const articles = articlesOf({ [path]: text, "_posts/2026-05-04-tide.md": "---\ntitle: Tide\n---\n" });
	expect(articles["_posts/2026-05-04-tide.md"]?.published).toBe(Date.UTC(2026, 4, 4, 7));
});

test("an unknown time zone in a configuration file causes a warning, and the file's other settings are ignored", () => {
	expect(read("timezone: Harbour\nsecret: x\n", "_config.yml")).toMatchObject({
		problems: [{ severity: "warning", message: expect.stringContaining("`timezone`") }],
	});
	expect(JSON.stringify(read("timezone: UTC\nsecret: x\n", "_config.yml"))).not.toContain("secret");
});

test("in a folder with a Jekyll configuration, spaces separate topics, and folders above `_posts` are categories", () => {
	const text = "---\ntitle: Tide\ndate: 2026-05-04\ntags: sea tide\ncategory: Harbour life\n---\n";
	const path = "docs/work/_posts/2026-05-04-tide.md";
	expect(articlesOf({ "docs/_config.yml": "title: x", [path]: text })[path]?.topics).toEqual([
		...["sea", "tide", "Harbour life", "work"],
	]);
	expect(articlesOf({ "docs/_config.yml": "title: x\nnew_post_name: :title.md", [path]: text })[path]?.topics).toEqual([
		...["sea tide", "Harbour life"],
	]);
});
