import { rmSync } from "node:fs";
import { join } from "node:path";
import { readPublishToken } from "../../../src/cli/api/site.ts";
import { newsstand, scratch, until } from "../../e2e/program.ts";
import { siteAt } from "../../e2e/site.ts";
import { fromGithub, githubPayload, SECRETS, send } from "../../e2e/webhook-sender.ts";
import { FILES, writeNewsroom } from "./newsroom.ts";
import { TEXTS, type Texts } from "./texts.ts";

const ROOT = join(import.meta.dirname, "../../..");

/** A page: its name, its address, and a script to run before the picture is taken. */
type Shown = [name: string, path: string, act?: string];

const OPEN_FOLLOW = "document.querySelector('[popover]#follow').showPopover()";
const OPEN_FILTER = "document.querySelector('.filter[popover]')?.showPopover?.()";

function pagesOf({ topics, providers, searches }: Texts, privately: string, job: string): Shown[] {
	const [topic = ""] = topics[0] ?? [];
	const [, domain = ""] = providers[0] ?? [];
	const month = new Date().toISOString().slice(0, 7);
	const articleAt = (file: string) => `/articles/${file.replace(".md", "")}`;
	return [
		["home", "/"],
		["topics", "/topics"],
		["topic", `/topics/${topic}`],
		["provider", `/providers/${domain}`],
		["author", "/authors/first"],
		["show", "/topics/podcast"],
		["article", articleAt(FILES.long)],
		["article-external", articleAt("a3.md")],
		["article-foreign", articleAt("foreign.md")],
		["episode", articleAt(FILES.episode)],
		["search", `/search?q=${encodeURIComponent(searches[0])}`],
		["search-misspelt", `/search?q=${encodeURIComponent(searches[1])}`],
		["search-none", `/search?q=${encodeURIComponent(searches[2])}`],
		["search-empty", "/search"],
		["selection", `/select?topic=${topic}&q=${encodeURIComponent(searches[0])}`],
		["builder", `/subscribe?topic=${topic}`],
		["builder-filter", `/subscribe?topic=${topic}`, OPEN_FILTER],
		["builder-wrong", "/subscribe?limit=900&lang=%21"],
		["builder-none", `/subscribe?q=${encodeURIComponent(searches[2])}`],
		["follow-panel", `/topics/${topic}`, OPEN_FOLLOW],
		["follow", `/follow?topic=${topic}`],
		["opened-feed", `/topics/${topic}.rss`],
		["missing", "/nothing/here"],
		["removed", articleAt(FILES.removed)],
		["private", privately],
		["status", "/status"],
		["job", job],
		["about-feeds", "/about/feeds"],
		["about-json-feed", "/about/json-feed"],
		["language", "/languages/en"],
		["month", `/feed/archive/${month}`],
	];
}

/** Runs a command of the program, and returns its output. */
async function run(...args: string[]): Promise<string> {
	const program = newsstand(...args);
	await program.ended;
	return program.output();
}

/** A repository for which to announce a push. Its host does not respond. */
const REPOSITORY = { fullName: "acme/news", url: "https://github.com/acme/news", branch: "main" };

/** A newsroom in one language, running on this machine. */
export interface Gallery {
	pages: Shown[];
	/** The operator's token. */
	token: string;
	close(): Promise<void>;
}

/** @param url the address at which browsers open the site, if it is not that of this machine */
export async function openGallery(language: string, port: number, url = `http://localhost:${port}`): Promise<Gallery> {
	const texts = TEXTS[language];
	if (texts === undefined)
		throw new Error(`There is no sample content in ${language}. Use one of ${Object.keys(TEXTS).join(", ")}.`);
	const known = await readPublishToken(ROOT);
	if ("failure" in known) throw new Error(known.failure);
	const { token } = known;
	const work = scratch();
	const site = siteAt(port, join(work.path, "site"), {
		...SECRETS,
		PUBLISH_TOKEN: token,
		PRIVATE_FEEDS_SECRET: "secret",
		REPOSITORIES: [{ ...REPOSITORY, fullName: undefined, api: "http://127.0.0.1:9" }],
		SITE_URL: url,
		SITE_LANGUAGE: language,
		SITE_TITLE: texts.title,
		SITE_DESCRIPTION: texts.tagline,
	});
	const close = async () => {
		await site.kill();
		work.remove();
	};
	try {
		await site.start();
		return { pages: await publish(site.url, join(work.path, "content"), language, texts), token, close };
	} catch (error) {
		await close();
		throw error;
	}
}

/** Publishes the newsroom. Returns the pages to take pictures of. */
async function publish(site: string, folder: string, language: string, said: Texts): Promise<Shown[]> {
	writeNewsroom(folder, language, said);
	await run("publish", "--to", site, folder);
	rmSync(join(folder, FILES.removed));
	await run("publish", "--to", site, folder);
	const [privately = "/"] =
		/\/private\/[^/\s]+\//.exec(await run("token", "new", "--for", said.authors[1] ?? "", "--to", site)) ?? [];
	const pushed = { ...REPOSITORY, before: undefined, after: "1".repeat(40) };
	const { job = site } = await send(site, fromGithub(githubPayload(pushed)));
	await until(async () => (await (await fetch(`${site}/health`)).json()).pending === 0);
	return pagesOf(said, privately, new URL(job).pathname);
}
