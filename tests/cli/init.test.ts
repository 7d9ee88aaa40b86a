import { execFileSync } from "node:child_process";
import { renameSync } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { beforeEach, expect, test, vi } from "vitest";
import { PROGRAM } from "../../src/cli/site/find-site.ts";
import { init } from "../../src/cli/site/init.ts";
import { recordingTerminal } from "./recording-terminal.ts";
import { temporaryFolder } from "./temporary-folder.ts";

beforeEach(() => {
	// Without a registry, installing packages fails at once, but init must still create everything else.
	vi.stubEnv("npm_config_registry", "http://127.0.0.1:9");
	vi.stubEnv("npm_config_fetch_retries", "0");
	vi.stubEnv("npm_config_offline", "true");
});

async function run(cwd: string, ...args: string[]) {
	const terminal = recordingTerminal();
	const code = await init(args, { root: cwd, cwd, terminal });
	return { code, text: terminal.lines.join("\n"), failures: terminal.failures };
}

test("without a registry, init creates the complete folder and lists the remaining steps", async () => {
	const cwd = await temporaryFolder();
	const { code, text, failures } = await run(cwd, "Der Gezeiten-Bote", "--yes");
	expect(code).toBe(1);
	expect(failures).toEqual([
		expect.stringMatching(/^The packages could not be installed: .*Everything else in the folder is complete\.$/),
	]);
	expect(text).toContain('cd "Der Gezeiten-Bote"\n  npm install\n  npm start');
	const folder = join(cwd, "Der Gezeiten-Bote");
	const files = await readdir(folder);
	const packed = files.find((name) => /^newsstand-.*\.tgz$/.test(name)) ?? "none";
	expect(files.toSorted()).toEqual(
		[".github", ".gitignore", "README.md", "content", packed, "package.json", "wrangler.toml"].toSorted(),
	);
	expect(JSON.parse(await readFile(join(folder, "package.json"), "utf8")).dependencies).toEqual({
		newsstand: `file:${packed}`,
	});
	expect(await readdir(cwd)).toEqual(["Der Gezeiten-Bote"]);
	const config = await readFile(join(folder, "wrangler.toml"), "utf8");
	expect(config).toContain('name = "der-gezeiten-bote"');
	expect(config).toContain('SITE_TITLE = "Der Gezeiten Bote"');
	expect((await stat(folder)).mode & 0o777).toBe(0o755);
});

test.each([
	[["a", "b"], /^Specify one folder for the new site\. Usage: npx newsstand init/],
	[[], /^Specify one folder for the new site\./],
	[["--yes", "full"], /full is not empty\. Choose another folder: nothing is ever overwritten\.$/],
	[["--yes", "file"], /file cannot be used: .*Choose another folder\.$/],
	[
		["--from-clone", "full", "new"],
		/full is not a clone of Newsstand\. Use the folder where you run `npm start`\. Nothing was created\.$/,
	],
])("init %j fails, and nothing is created", async (args, expected) => {
	const cwd = await temporaryFolder({ "full/article.md": "mine", file: "mine" });
	const { code, failures } = await run(cwd, ...args);
	expect({ code, failures }).toEqual({ code: 1, failures: [expect.stringMatching(expected)] });
	expect((await readdir(cwd)).toSorted()).toEqual(["file", "full"]);
	expect(await readdir(join(cwd, "full"))).toEqual(["article.md"]);
});

test("--from-clone copies settings, secrets, your own articles and local data, but not the unchanged sample articles", async () => {
	const sample = await readdir(join(PROGRAM, "content/articles"));
	const [first = "", second = ""] = sample;
	const cwd = await temporaryFolder({
		"clone/src/worker.ts": "",
		"clone/wrangler.toml": (await readFile(join(PROGRAM, "wrangler.toml"), "utf8")).replace(
			'SITE_TITLE = "Newsstand"',
			'SITE_TITLE = "Tide"',
		),
		"clone/.dev.vars": 'PUBLISH_TOKEN="local"\n',
		"clone/.deployed.vars": 'SITE_URL="https://tide.example"\nPUBLISH_TOKEN="live"\n',
		"clone/.wrangler/newsstand/v3/kv/data": "state",
		[`clone/content/articles/${first}`]: await readFile(join(PROGRAM, "content/articles", first)),
		[`clone/content/articles/${second}`]: "changed",
		"clone/content/own.md": "own",
	});
	const { text } = await run(cwd, "--from-clone", "clone", "tide");
	const read = (path: string) => readFile(join(cwd, "tide", path), "utf8");
	expect(await read("wrangler.toml")).toContain('SITE_TITLE = "Tide"');
	expect(await read("wrangler.toml")).toContain('name = "newsstand"');
	expect(await read(".dev.vars")).toContain("local");
	expect(await read(".deployed.vars")).toContain("live");
	expect(await read(".wrangler/newsstand/v3/kv/data")).toBe("state");
	expect(await read("content/own.md")).toBe("own");
	expect(await readdir(join(cwd, "tide/content/articles"))).toEqual([second]);
	expect(text).toContain("Keep that folder until the site works from the new\none, then delete it.");
	expect(await readFile(join(cwd, "clone/content/own.md"), "utf8")).toBe("own");
});

const POST = "---\nlayout: post\ntitle: Tide\n---\nThe tide is in.\n";
const BLOG = {
	"blog/_config.yml":
		"title: Old Blog\nurl: https://old.example.org\npermalink: /:year/:title/\nplugins: [jekyll-feed]\n",
	"blog/_posts/2026-05-04-tide.md": POST,
	"blog/node_modules/x/index.js": "",
};

test("--from a blog's folder adopts its generator's rules and lists the content folders in package.json", async () => {
	const cwd = await temporaryFolder(BLOG);
	const { text, failures } = await run(cwd, "--yes", "--from", "blog", "mine");
	expect(failures).toEqual([expect.stringMatching(/^The packages could not be installed/)]);
	const read = (path: string) => readFile(join(cwd, "mine", path), "utf8");
	expect(JSON.parse(await read("package.json")).newsstand).toEqual({ content: ["blog/_posts"] });
	expect(await read("blog/_posts/_defaults.yaml")).toContain("permalink: /:year/:title/");
	expect(await read("wrangler.toml")).toContain('SITE_URL = "https://old.example.org"');
	expect(await readdir(join(cwd, "mine"))).not.toContain("content");
	expect(await readdir(join(cwd, "mine/blog"))).not.toContain("node_modules");
	expect(text).toContain("Jekyll, recognized by");
	expect(text).not.toContain("adopt --undo");
	// The blog itself does not change.
	expect(await readdir(join(cwd, "blog/_posts"))).toEqual(["2026-05-04-tide.md"]);
});

test("--from a Git repository copies its articles", async () => {
	const cwd = await temporaryFolder(BLOG);
	const git = (...args: string[]) =>
		execFileSync("git", ["-C", join(cwd, "blog"), "-c", "user.name=A", "-c", "user.email=a@example.org", ...args]);
	git("init", "-q");
	git("add", "_config.yml", "_posts");
	git("commit", "-qm", "Blog");
	renameSync(join(cwd, "blog/.git"), join(cwd, "blog.git"));
	git("--git-dir", join(cwd, "blog.git"), "config", "core.bare", "true");
	await run(cwd, "--yes", "--from", `git:${cwd}/nothing`, "none");
	expect(await readdir(cwd)).not.toContain("none");
	await run(cwd, "--yes", "--from", pathToFileURL(join(cwd, "blog.git")).href, "mine");
	expect(JSON.parse(await readFile(join(cwd, "mine/package.json"), "utf8")).newsstand).toEqual({
		content: ["blog/_posts"],
	});
});

test("--from a feed saves its items as articles in content/", async () => {
	const item =
		"<item><title>Tide</title><link>https://old.example.org/tide</link><guid>https://old.example.org/tide</guid><pubDate>Mon, 04 May 2026 10:00:00 GMT</pubDate><description>In.</description></item>";
	const cwd = await temporaryFolder({
		"feed.xml": `<rss version="2.0"><channel><title>Old</title><link>https://old.example.org/</link><description>d</description>${item}</channel></rss>`,
	});
	await run(cwd, "--yes", "--from", "feed.xml", "mine");
	const files = await readdir(join(cwd, "mine/content"), { recursive: true });
	const article = files.find((name) => /tide.*\.(md|html)$/.test(name)) ?? "none";
	expect(await readFile(join(cwd, "mine/content", article), "utf8")).toContain("https://old.example.org/tide");
	expect(JSON.parse(await readFile(join(cwd, "mine/package.json"), "utf8"))).not.toHaveProperty("newsstand");
});

test.each([
	["nothing", /^nothing cannot be read: it does not exist\. Nothing was created\.$/],
	["empty", /Nothing was created\.$/],
	["no-feed.txt", /Nothing was created\.$/],
])("--from %s fails, and nothing is created", async (source, expected) => {
	const cwd = await temporaryFolder({ "empty/x.bin": "", "no-feed.txt": "hello" });
	const { code, failures } = await run(cwd, "--yes", "--from", source, "mine");
	expect(code).toBe(1);
	expect(failures.at(-1)).toMatch(expected);
	expect((await readdir(cwd)).toSorted()).toEqual(["empty", "no-feed.txt"]);
});
