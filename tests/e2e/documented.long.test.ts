import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "smol-toml";
import { afterAll, describe, expect, test } from "vitest";
import { readPublishToken } from "../../src/cli/api/site.ts";
import { readSettings } from "../../src/settings.ts";
import { blocksOf, commandsOf, filesOf, ROOT, readPage, write } from "../docs.ts";
import { git } from "./git-command.ts";
import { startGitHost } from "./git-host.ts";
import { GitRepository } from "./git-repository.ts";
import { freePort, newsstand, type Program, scratch, startReady, stop, until } from "./program.ts";
import { siteAt } from "./site.ts";
import { fromGithub, githubPayload, SECRETS, send } from "./webhook-sender.ts";
import { SiteReader } from "./webhook-site-reader.ts";

const PORT = await freePort();
const SITE = `http://localhost:${PORT}`;
const folder = scratch();
const readme = readPage("README.md");
const tutorial = readPage("docs/tutorial.md");
afterAll(folder.remove);

/** The address that the documentation shows for a site on Cloudflare. */
const LIVE = "https://newsstand.<your name>.workers.dev";

/** Runs `npm start …` as shown on a page, in a folder with the page's files. */
async function startAsShown(command: string, cwd: string): Promise<Program> {
	expect(command).toMatch(/^npm start( -- |$)/);
	const folders = command.split(" ").slice(3);
	const paths = folders.map((name) => (name.startsWith("--") ? name : join(cwd, name)));
	return startReady("--port", String(PORT), "--state", join(cwd, "state"), ...paths);
}

/** Runs `npm run newsstand -- …` as shown on a page. */
async function runAsShown(command: string, cwd: string, site = SITE) {
	const [, shown = ""] = /^npm run newsstand -- (.+)$/.exec(command) ?? [];
	const args = shown.replaceAll(LIVE, site).split(" ");
	const program = newsstand(...args.map((arg) => (arg === "my-newsroom" ? join(cwd, arg) : arg)));
	return { code: await program.ended, output: program.output() };
}

/** Lists the local addresses on a page. */
function localAddresses(page: string): string[] {
	return [...page.matchAll(/<http:\/\/localhost:8787([^>]*)>/g)].map(([, path = ""]) => path);
}

test("package.json has each npm command shown in the README and tutorial", () => {
	const { scripts } = JSON.parse(readPage("package.json"));
	const shown = [...commandsOf(readme), ...commandsOf(tutorial)].flatMap(
		(line) => /^npm (?:run )?(\S+)/.exec(line)?.[1] ?? [],
	);
	expect(shown).toContain("deploy");
	// `npm ci` is not a script. It was run before these tests.
	expect(shown.filter((name) => name !== "ci" && !(name in scripts))).toEqual([]);
});

describe("the README", () => {
	const cwd = join(folder.path, "readme");

	test("leads to your own feed: each address on the page works, and a saved change appears in the feed", async () => {
		for (const file of filesOf(readme)) write(cwd, file);
		const program = await startAsShown("npm start -- my-newsroom", cwd);
		try {
			expect(localAddresses(readme)).toContain("/topics/first-steps.rss");
			for (const path of localAddresses(readme)) expect((await fetch(SITE + path)).status, path).toBe(200);
			for (const format of [".atom", ".json", ""]) {
				const path = `/topics/first-steps${format}`;
				expect(await (await fetch(SITE + path)).text(), path).toContain("Hello, world");
			}
			const hello = join(cwd, "my-newsroom/hello.md");
			writeFileSync(hello, readFileSync(hello, "utf8").replace("Hello, world", "Hello, harbour"));
			await until(async () => (await (await fetch(`${SITE}/feed.rss`)).text()).includes("Hello, harbour"));
			const { code, output } = await runAsShown(`npm run newsstand -- verify ${LIVE}`, cwd);
			expect(code, output).toBe(0);
		} finally {
			await stop(program, PORT);
		}
	});

	test("npm start refuses a folder without most of the published articles, unless run with --remove", async () => {
		const hello = readFileSync(join(cwd, "my-newsroom/hello.md"), "utf8");
		for (let number = 0; number < 30; number++) write(cwd, { path: `my-newsroom/${number}.md`, text: hello });
		await stop(await startAsShown("npm start -- my-newsroom", cwd), PORT);
		const empty = join(folder.path, "elsewhere/my-newsroom");
		mkdirSync(empty, { recursive: true });
		writeFileSync(join(empty, "other.md"), hello);
		cpSync(join(cwd, "state"), join(folder.path, "elsewhere/state"), { recursive: true });
		const args = ["--port", String(PORT), "--state", join(folder.path, "elsewhere/state")];
		const refused = newsstand("start", ...args, empty);
		expect(await refused.ended).toBe(1);
		expect(refused.output()).toContain("--remove");
		expect(readme).toContain("npm start -- --remove my-newsroom");
		const program = await startAsShown("npm start -- --remove my-newsroom", join(folder.path, "elsewhere"));
		expect((await fetch(`${SITE}/articles/other`)).status).toBe(200);
		await stop(program, PORT);
	});
});

describe("the tutorial", () => {
	const cwd = join(folder.path, "tutorial");
	const files = filesOf(tutorial);
	const [article, mistake, topic] = files;

	test("works locally: the article, the mistake, its fix and the topic", async () => {
		if (!article || !mistake || !topic) throw new Error("docs/tutorial.md has fewer files than this test writes");
		write(cwd, article);
		const program = await startAsShown("npm start -- my-newsroom", cwd);
		try {
			for (const path of localAddresses(tutorial)) expect((await fetch(SITE + path)).status, path).toBe(200);
			write(cwd, mistake);
			await until(() => program.output().includes("mistake.md"));
			const checked = await runAsShown("npm run newsstand -- check my-newsroom", cwd);
			expect(checked.code).toBe(1);
			expect(checked.output).toContain("mistake.md");
			expect(await (await fetch(`${SITE}/feed.rss`)).text()).toContain("The lowest tide");
			const [, line = ""] = /Add the line `(date: [^`]+)`/.exec(tutorial) ?? [];
			write(cwd, { ...mistake, text: mistake.text.replace(/^title: .*$/m, `$&\n${line}`) });
			await until(async () => (await (await fetch(`${SITE}/feed.rss`)).text()).includes("A mistake"));
			write(cwd, topic);
			const page = `${SITE}/topics/harbour-life`;
			await until(async () => (await (await fetch(page)).text()).includes("Tides, ferries"));
		} finally {
			await stop(program, PORT);
		}
	});

	test("leads from a published folder to a followed repository: a push is published, and no article appears twice", async () => {
		const host = await startGitHost();
		const repository = await GitRepository.create(join(folder.path, "git"));
		host.add("anna/my-newsroom", repository);
		const toml = blocksOf(tutorial).find(({ language }) => language === "toml")?.text ?? "";
		const { vars } = parse(toml.replaceAll("<your name>", "anna")) as { vars: { REPOSITORIES: object[] } };
		const settings = readSettings({ SITE_URL: SITE, SITE_TITLE: "Anna", ...vars });
		expect(settings).toMatchObject({ repositories: [{ fullName: "anna/my-newsroom", branch: "main" }] });
		const REPOSITORIES = vars.REPOSITORIES.map((one) => ({ ...one, api: `${host.url}/api/v3` }));
		const known = await readPublishToken(ROOT);
		if ("failure" in known) throw new Error(known.failure);
		const PUBLISH_TOKEN = `token ${known.token}`;
		const site = siteAt(PORT, join(folder.path, "site"), { ...SECRETS, PUBLISH_TOKEN, REPOSITORIES });
		const reader = new SiteReader(SITE);
		await site.start();
		try {
			const news = join(cwd, "my-newsroom");
			const published = await runAsShown(`npm run newsstand -- publish my-newsroom --to ${LIVE}`, cwd);
			expect(published.code, published.output).toBe(0);
			await reader.calm();
			expect((await reader.items("harbour-life")).map(({ title }) => title)).toEqual(["The lowest tide in ten years"]);

			const another = "---\ntitle: The highest tide\ndate: 2026-11-22\ntopics: [Harbour life]\n---\nText.\n";
			writeFileSync(join(news, "second.md"), another);
			const paths = readdirSync(news, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".md"));
			await repository.publish(Object.fromEntries(paths.map((path) => [path, readFileSync(join(news, path), "utf8")])));
			const after = (await repository.objects.head("main")) ?? "";
			const pushed = {
				fullName: "anna/my-newsroom",
				url: "https://github.com/anna/my-newsroom",
				branch: "main",
				after,
			};
			const { status, job = "" } = await send(SITE, fromGithub(githubPayload({ ...pushed, before: undefined })));
			expect(status).toBe(202);
			expect(await reader.settled(job)).toMatchObject({ state: "done", problems: [] });
			await reader.calm();
			const titles = (await reader.items("harbour-life")).map(({ title }) => title).toSorted();
			expect(titles).toEqual(["The highest tide", "The lowest tide in ten years"]);
			const jobs = await runAsShown(`npm run newsstand -- jobs --to ${LIVE}`, cwd);
			expect(jobs.code, jobs.output).toBe(0);
			expect(jobs.output).toContain("anna/my-newsroom");
		} finally {
			await site.kill();
			await host.close();
		}
	});

	test("shows Git commands that push the folder", async () => {
		const block = blocksOf(tutorial).find(({ text }) => text.includes("git init"))?.text ?? "";
		const bare = join(folder.path, "github.git");
		await git(folder.path, "init", "--quiet", "--bare", "--initial-branch=main", bare);
		const news = join(cwd, "my-newsroom");
		for (const line of block
			.replaceAll("<your name>", "anna")
			.split("\n")
			.filter((one) => one.startsWith("git "))) {
			const args = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain = ""]) => quoted ?? plain);
			await git(news, ...args.slice(1).map((arg) => (arg.startsWith("https://github.com/") ? bare : arg)));
		}
		expect(await git(bare, "ls-tree", "--name-only", "main")).toContain("2026-11-20-low-tide.md");
	});
});
