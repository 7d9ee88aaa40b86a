import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { adopt } from "../../src/cli/adopt/command.ts";
import { recoverFiles, undoFiles, writeFiles } from "../../src/cli/adopt/write-files.ts";
import { adoptBlog, articlesIn, newsstandWith, settingsIn, WRANGLER } from "./adopting.ts";
import { recordingTerminal } from "./recording-terminal.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const post = (...fields: string[]) => ["---", ...fields, "---", "Text.", ""].join("\n");

const CONFIG = "title: My Blog\nurl: https://blog.example.org\npermalink: /:year/:title/\nplugins: [jekyll-feed]\n";

const BLOG = {
	"_config.yml": CONFIG,
	"_posts/2026-05-04-tide.md": post("title: Tide", "tags: [sea]"),
	"_posts/2026-05-05-ebb.md": post("title: Ebb", "published: false"),
};

/** Reads every file in a folder, except the records of `adopt`. */
async function contentOf(root: string): Promise<Record<string, string>> {
	const entries = await readdir(root, { recursive: true, withFileTypes: true });
	const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
	const shown = files.filter((file) => !file.startsWith(join(root, ".adopted"))).sort();
	return Object.fromEntries(await Promise.all(shown.map(async (file) => [file, await readFile(file, "utf8")])));
}

test("adopt prints each finding with its source, and then the result", async () => {
	const root = await newsstandWith(BLOG);
	const { status, lines, failures } = await adoptBlog(root);
	expect({ status, failures }).toEqual({ status: 0, failures: [] });
	expect(lines).toEqual([
		"Jekyll, recognized by _config.yml",
		"Articles in blog/_posts. Use --content to choose another folder.",
		"",
		"Site",
		"  SITE_URL    https://blog.example.org  (_config.yml, line 2)",
		"  SITE_TITLE  My Blog  (_config.yml, line 1)",
		"",
		"Rules for blog/_posts",
		"  generator  jekyll  (Jekyll)",
		"  permalink  /:year/:title/  (_config.yml, line 3)",
		"  guid       https://blog.example.org:page_folder/:raw  (jekyll-feed, _config.yml, line 4)",
		"",
		"Created blog/_posts/_defaults.yaml",
		"Changed wrangler.toml",
		"",
		"1 article, 1 draft",
		"Addresses and guids that follow the rules: 1 of 1",
		"For example 2026-05-04-tide.md: /2026/tide/, guid https://blog.example.org/2026/tide",
		"",
		"Not moved: comments, likes, web mentions, search, and pages that are not articles.",
		"",
		"See it: npm start -- blog/_posts",
		"Then continue with docs/moving.md. To undo everything: npm run newsstand -- adopt --undo blog",
	]);
});

test("adopt changes only the files that it lists", async () => {
	const root = await newsstandWith(BLOG);
	const before = await contentOf(root);
	await adoptBlog(root);
	expect(await contentOf(root)).toEqual({
		...before,
		[join(root, "wrangler.toml")]: WRANGLER.replace("http://localhost:8787", "https://blog.example.org").replace(
			'SITE_TITLE = "Newsstand"',
			'SITE_TITLE = "My Blog"',
		),
		[join(root, "blog/_posts/_defaults.yaml")]: [
			"# Rules for the articles in this folder, from the blog's old generator.",
			"generator: jekyll",
			"permalink: /:year/:title/",
			"guid: https://blog.example.org:page_folder/:raw",
			"",
		].join("\n"),
	});
});

test("--dry-run prints the same report as a real run, but writes nothing", async () => {
	const root = await newsstandWith(BLOG);
	const before = await contentOf(root);
	const { status, lines } = await adoptBlog(root, ["--dry-run"]);
	expect(status).toBe(0);
	expect(lines).toContain("Would create blog/_posts/_defaults.yaml");
	expect(lines.at(-1)).toBe("Nothing was written. Run this again without --dry-run to write the files.");
	expect(await contentOf(root)).toEqual(before);
	expect(existsSync(join(root, ".adopted"))).toBe(false);
});

test("a second run writes nothing, and --undo restores the state before the first run", async () => {
	const root = await newsstandWith(BLOG);
	const before = await contentOf(root);
	await adoptBlog(root);
	const again = await adoptBlog(root);
	expect(again.lines).toContain("Nothing to change: all files are up to date.");
	await adoptBlog(root, ["--title", "Another"]);
	expect(await settingsIn(root)).toMatchObject({ SITE_TITLE: "Another" });
	const undone = await adoptBlog(root, ["--undo"]);
	expect(undone.lines).toEqual(["Deleted blog/_posts/_defaults.yaml", "Restored wrangler.toml"]);
	expect(await contentOf(root)).toEqual(before);
	expect(existsSync(join(root, ".adopted"))).toBe(false);
	expect(await adoptBlog(root, ["--undo"])).toMatchObject({
		status: 1,
		failures: [`Nothing to undo: adopt has not written anything for ${join(root, "blog")}.`],
	});
});

test.each([
	["edited", (file: string) => writeFile(file, "generator: jekyll\n")],
	["deleted", (file: string) => rm(file)],
])("if a written file has since been %s, --undo refuses to run and names the file", async (_, change) => {
	const root = await newsstandWith(BLOG);
	await adoptBlog(root);
	const file = join(root, "blog/_posts/_defaults.yaml");
	await change(file);
	const before = await contentOf(root);
	const { status, failures } = await adoptBlog(root, ["--undo"]);
	expect({ status, failures }).toEqual({
		status: 1,
		failures: [
			`${file} changed after adopt wrote it. Nothing was undone. Revert your changes and run this again, or edit the files yourself.`,
		],
	});
	expect(await contentOf(root)).toEqual(before);
});

test("the owner's lines are kept, and new lines are added below them", async () => {
	const own = "# Mine.\ntopics: [sea] # as always\nmotto: Mine\nguid: 'https://old.example:page'\n";
	const root = await newsstandWith({ ...BLOG, "_posts/_defaults.yml": own });
	const { status, failures } = await adoptBlog(root);
	expect({ status, failures }).toEqual({ status: 0, failures: [] });
	expect(await readFile(join(root, "blog/_posts/_defaults.yml"), "utf8")).toBe(
		`${own}generator: jekyll\npermalink: /:year/:title/\n`,
	);
	const article = (await articlesIn(root, "blog/_posts")).get("2026-05-04-tide.md");
	expect(article).toMatchObject({ address: "/2026/tide/", firstGuid: "https://old.example/2026/tide/" });
});

test("settings chosen by the owner are kept unless an option overrides them", async () => {
	const wrangler = WRANGLER.replace('"Newsstand"', '"My News"').replace(
		"http://localhost:8787",
		"https://news.example.org",
	);
	const root = await newsstandWith(BLOG, wrangler);
	const { lines } = await adoptBlog(root, ["--title", "Blog"]);
	expect(await settingsIn(root)).toMatchObject({ SITE_URL: "https://news.example.org", SITE_TITLE: "Blog" });
	expect(lines).toContain(
		'SITE_URL remains "https://news.example.org", as set in wrangler.toml. The blog uses "https://blog.example.org" (_config.yml, line 2).',
	);
});

test("settings that wrangler.toml does not contain are added to [vars]", async () => {
	const root = await newsstandWith(BLOG, '[vars] # settings\nFEED_SIZE = "9"\n');
	await adoptBlog(root);
	expect(await readFile(join(root, "wrangler.toml"), "utf8")).toBe(
		'[vars] # settings\nSITE_TITLE = "My Blog"\nSITE_URL = "https://blog.example.org"\nFEED_SIZE = "9"\n',
	);
});

test("in a terminal, adopt asks for facts that appear only in code", async () => {
	const root = await newsstandWith({
		"astro.config.mjs": "export default defineConfig({ site: siteFromSomewhere() });\n",
		"src/content/blog/tide.md": post("title: A", "pubDate: 2026-05-04"),
	});
	const { status, questions } = await adoptBlog(root, [], ["https://example.org", ""]);
	expect(questions).toEqual([
		"The address of the old site: ",
		"The path of an article on the old site [/blog/:path/]: ",
	]);
	expect(status).toBe(0);
	expect((await articlesIn(root, "blog/src/content/blog")).get("tide.md")?.address).toBe("/blog/tide/");
});

test("authors defined outside the content folder are copied into an authors.yml inside the content folder", async () => {
	const root = await newsstandWith({
		...BLOG,
		"_data/authors.yml": "ada: {name: Ada Writer, url: 'https://ada.example'}\nbob: {name: Bob}\n",
		"_posts/2026-05-04-tide.md": post("title: Tide", "author: ada"),
	});
	await adoptBlog(root);
	expect(await readFile(join(root, "blog/_posts/authors.yml"), "utf8")).toBe(
		'# Names of authors, by the ids that articles use.\nada: {"name":"Ada Writer","url":"https://ada.example/"}\n',
	);
	const article = (await articlesIn(root, "blog/_posts")).get("2026-05-04-tide.md");
	expect(article?.authors).toEqual([{ name: "Ada Writer", url: "https://ada.example/" }]);
});

test("dated files in other folders are listed and can be selected with --content", async () => {
	const files = {
		...Object.fromEntries([1, 2, 3, 4, 5].map((day) => [`posts/${day}.md`, post("title: A", `date: 2026-05-0${day}`)])),
		".vitepress/config.ts": "export default { sitemap: { hostname: 'https://example.org' } }\n",
		"notes/x.md": post("title: B", "date: 2026-05-04"),
	};
	const root = await newsstandWith(files);
	const { lines } = await adoptBlog(root, ["--dry-run"]);
	expect(lines).toContain(
		"1 file with a date is in other folders: notes (1). To choose the folders to publish, use --content for each of them.",
	);
	const chosen = await adoptBlog(root, ["--content", "posts", "--content", "notes"]);
	expect(chosen.failures).toEqual([]);
	expect((await articlesIn(root, "blog/notes")).get("x.md")?.address).toBe("/notes/x.html");
	expect((await articlesIn(root, "blog/posts")).get("1.md")?.address).toBe("/posts/1.html");
	expect(chosen.lines).toContain("See it: npm start -- blog/posts blog/notes");
});

test("all sections of a Hugo site are published, because its main feed contains all of them", async () => {
	const root = await newsstandWith({
		...Object.fromEntries(
			[1, 2, 3, 4, 5, 6].map((day) => [`content/posts/${day}.md`, post("title: A", `date: 2026-05-0${day}`)]),
		),
		"hugo.toml": 'baseURL = "https://example.org"\n',
		"content/tests/x.md": post("title: B", "date: 2026-05-04"),
		"content/about.md": post("title: About", "date: 2020-01-01"),
	});
	const { lines } = await adoptBlog(root);
	expect(lines[1]).toBe("Articles in blog/content. Use --content to choose another folder.");
	const found = await articlesIn(root, "blog/content");
	expect([...found].map(([path, { address }]) => [path, address])).toContainEqual(["tests/x.md", "/tests/x/"]);
});

interface BadInput {
	fault: string;
	files: Record<string, string>;
	args?: string[];
	message: RegExp;
	wrangler?: string;
	folder?: string;
}

const HUGO = {
	"hugo.toml": 'baseURL = "https://example.org"\n',
	"content/p/a.md": post("title: A", "date: 2026-05-04"),
};

const BAD: BadInput[] = [
	{
		fault: "a folder that does not exist",
		files: {},
		message: /^The folder .*\/blog does not exist\. Check its name\.$/,
	},
	{
		fault: "no articles",
		files: { "_config.yml": CONFIG, "about.md": post("title: About") },
		message: /^There are no articles in .*\/blog\. 1 file in it has no date\./,
	},
	{
		fault: "no generator",
		files: { "a.md": post("title: A", "date: 2026-05-04") },
		message: /Set --generator to one of jekyll, /,
	},
	{
		fault: "a subfolder of the folder with the configuration",
		files: { "hugo.toml": 'baseURL = "https://example.org"\n', "content/a.md": post("title: A", "date: 2026-05-04") },
		folder: "blog/content",
		message: /blog\/hugo\.toml is in a parent folder\. Use that folder instead\.$/,
	},
	{
		fault: "YAML that cannot be parsed",
		files: { ...BLOG, "_config.yml": "title: A\nurl: [b\n" },
		message: /^_config\.yml, line 2: The YAML cannot be read: .* Fix it, then run this again\.$/,
	},
	{
		fault: "TOML that cannot be parsed",
		files: { ...HUGO, "hugo.toml": 'baseURL = "https://example.org"\ntitle = A\n' },
		message: /^hugo\.toml, line 2: /,
	},
	{
		fault: "JavaScript that cannot be parsed",
		files: {
			"astro.config.mjs": "export default {\n  site: 'a' 'b',\n};\n",
			"src/content/b/a.md": post("title: A", "date: 2026-05-04"),
		},
		message: /^astro\.config\.mjs, line 2: /,
	},
	{
		fault: "two generators",
		files: { ...BLOG, ...HUGO },
		message:
			/^Several generators were found: Jekyll \(_config\.yml\), Hugo \(hugo\.toml\)\. .*--generator jekyll or --generator hugo\.$/,
	},
	{
		fault: "two blogs",
		files: Object.fromEntries(
			["a", "b"].flatMap((name) => Object.entries(BLOG).map(([path, text]) => [`${name}/${path}`, text])),
		),
		message: /Jekyll \(a\/_config\.yml\), Jekyll \(b\/_config\.yml\)\. Use the folder of one of them instead\.$/,
	},
	{
		fault: "an unknown generator",
		files: BLOG,
		args: ["--generator", "jekyl"],
		message: /^The generator jekyl is unknown\. Did you mean jekyll\?/,
	},
	{
		fault: "two articles with the same address",
		files: { ...BLOG, "_posts/2026-06-04-tide.md": post("title: Tide again") },
		message:
			/^1 address would be shared by several articles:\n {2}\/2026\/tide\/: 2026-05-04-tide\.md, 2026-06-04-tide\.md\n.*--permalink/,
	},
	{
		fault: "a rule that the owner has already set to a different value",
		files: { ...BLOG, "_posts/_defaults.yaml": "topics: [a]\npermalink: /:title/\n" },
		message:
			/_defaults\.yaml, line 2: `permalink` is \/:title\/, but adopt would set it to \/:year\/:title\/ \(_config\.yml, line 3\)\./,
	},
	{
		fault: "two defaults files in one folder",
		files: { ...BLOG, "_posts/_defaults.yaml": "topics: [a]\n", "_posts/_defaults.yml": "topics: [b]\n" },
		message: /_defaults\.yaml and .*_defaults\.yml both exist\./,
	},
	{
		fault: "a defaults file that cannot be read",
		files: { ...BLOG, "_posts/_defaults.yaml": "topics: [a\n" },
		message: /_defaults\.yaml, line 1: The YAML cannot be read/,
	},
	{
		fault: "a defaults file that cannot be edited automatically",
		files: { ...BLOG, "_posts/_defaults.yaml": "{topics: [a]}\n" },
		message: /_defaults\.yaml cannot be edited automatically\. .*:\ngenerator: jekyll\npermalink: /,
	},
	{
		fault: "a rule that gives all articles the same address",
		files: BLOG,
		args: ["--permalink", "/:year/"],
		message: /_defaults\.yaml, line 3: `permalink` produces the same result for several articles\./,
	},
	{
		fault: "an invalid address",
		files: BLOG,
		args: ["--site-url", "my blog"],
		message: /^--site-url: "my blog" is not an address\./,
	},
	{ fault: "an invalid language", files: BLOG, args: ["--language", "klingon1234567"], message: /^--language: / },
	{
		fault: "an invalid time zone",
		files: { ...BLOG, "_config.yml": `${CONFIG}timezone: Mars/Olympus\n` },
		message: /^_config\.yml, line 5: "Mars\/Olympus" is not a time zone\./,
	},
	{
		fault: "a content folder that does not exist",
		files: BLOG,
		args: ["--content", "posts"],
		message: /\/blog\/posts is not a folder in this/,
	},
	{
		fault: "a content folder outside the repository",
		files: BLOG,
		args: ["--content", "../elsewhere"],
		message: /elsewhere is not a folder in this repository\./,
	},
	{
		fault: "a content folder without articles",
		files: { ...BLOG, "pages/about.md": post("title: About") },
		args: ["--content", "pages"],
		message: /no dated articles in .*\/blog\/pages\./,
	},
	{
		fault: "without a terminal to ask in, a fact that appears only in code",
		files: { "next.config.js": "module.exports = {}\n", "posts/a.md": post("title: A", "date: 2026-05-04") },
		message:
			/^The following is missing from the configuration.*:\n.*--site-url https:\/\/blog\.example\.org\n.*--permalink \/blog\/:path$/,
	},
	{
		fault: "a wrangler.toml that cannot be parsed",
		files: BLOG,
		wrangler: "[vars]\nSITE_URL = \n",
		message: /wrangler\.toml, line 2: /,
	},
];

test.each(BAD)(
	"$fault causes an error with its location, and nothing is written",
	async ({ files, args, message, wrangler, folder }) => {
		const root = await newsstandWith(files, wrangler);
		const before = await contentOf(root);
		const terminal = recordingTerminal();
		const status = await adopt([folder ?? "blog", ...(args ?? [])], { root, cwd: root, terminal });
		const { failures } = terminal;
		expect(status).toBe(1);
		expect(failures.join("\n")).toMatch(message);
		expect(await contentOf(root)).toEqual(before);
	},
);

test.each([
	[[], "Specify the folder of your blog. Usage: "],
	[["a", "b"], "Specify only one folder. Usage: "],
	[["--permalnk", "/:title/", "a"], 'Unknown option "--permalnk". Did you mean --permalink? Usage: '],
])("the arguments %j are rejected with the usage", async (args, message) => {
	const root = await newsstandWith(BLOG);
	const terminal = recordingTerminal();
	expect(await adopt(args, { root, cwd: root, terminal })).toBe(1);
	expect(terminal.failures.join()).toContain(message);
});

/** Creates a hundred files. Returns planned changes to these files, and to a hundred files that do not exist yet. */
async function manyFiles(root: string) {
	await mkdir(join(root, "blog"));
	const files = Array.from({ length: 200 }, (_, index) => {
		const before = index % 2 === 0 ? `old ${index}` : null;
		return { file: join(root, "blog", `${index}.md`), before, after: `new ${index}` };
	});
	for (const { file, before } of files) if (before !== null) await writeFile(file, before);
	return files;
}

test.each([0, 1, 25, 400])(
	"if adopt is killed %i ticks after its record appears, the next run restores all files or none",
	async (looks) => {
		const root = await temporaryFolder();
		const files = await manyFiles(root);
		const before = await contentOf(root);
		const module = pathToFileURL(join(import.meta.dirname, "../../src/cli/adopt/write-files.ts")).href;
		const program = `const { writeFiles } = await import(${JSON.stringify(module)});
		await writeFiles(${JSON.stringify(root)}, ${JSON.stringify(join(root, "blog"))}, ${JSON.stringify(files)});`;
		const child = spawn(process.execPath, ["--input-type=module", "-e", program], { stdio: "inherit" });
		const ended = once(child, "exit");
		while (!existsSync(join(root, ".adopted")) && child.exitCode === null) await setImmediate();
		for (let look = 0; look < looks; look++) await setImmediate();
		child.kill("SIGKILL");
		await ended;
		await recoverFiles(root, join(root, "blog"));
		const undo = await undoFiles(root, join(root, "blog"));
		// A completed run can be undone. An incomplete run was already rolled back, so there is nothing to undo.
		if ("failure" in undo) expect(undo.failure).toMatch(/^Nothing to undo/);
		expect(await contentOf(root)).toEqual(before);
	},
);

test("if one file cannot be written, no file changes", async () => {
	const root = await temporaryFolder({ "a.md": "old" });
	const files = [
		{ file: join(root, "a.md"), before: "old", after: "new" },
		{ file: join(root, "missing/b.md"), before: null, after: "new" },
	];
	await expect(writeFiles(root, root, files)).rejects.toThrow(/missing\/b\.md cannot be written: it does not exist/);
	expect(await contentOf(root)).toEqual({ [join(root, "a.md")]: "old" });
	expect(await undoFiles(root, root)).toHaveProperty("failure");
});

test("a file that changes while the command runs is not overwritten", async () => {
	const root = await temporaryFolder({ "a.md": "edited" });
	const files = [{ file: join(root, "a.md"), before: "old", after: "new" }];
	await expect(writeFiles(root, root, files)).rejects.toThrow(/a\.md changed while adopt was running/);
	expect(await contentOf(root)).toEqual({ [join(root, "a.md")]: "edited" });
});
