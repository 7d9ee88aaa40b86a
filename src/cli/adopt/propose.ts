import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { languageTag } from "../../article/language.ts";
import { counted } from "../../article/totals.ts";
import { isLoopback } from "../../loopback.ts";
import type { CliError } from "../command.ts";
import { authorsFor } from "./authors.ts";
import { contentFolder, leftOut } from "./content-folder.ts";
import { astro } from "./generators/astro.ts";
import { docusaurus } from "./generators/docusaurus.ts";
import { eleventy } from "./generators/eleventy.ts";
import type { Findings, FoundRules } from "./generators/findings.ts";
import { hexo } from "./generators/hexo.ts";
import { hugo } from "./generators/hugo.ts";
import { jekyll } from "./generators/jekyll.ts";
import { bear, obsidian, quartz } from "./generators/notes.ts";
import { pelican } from "./generators/pelican.ts";
import { gatsby, next } from "./generators/react.ts";
import { nuxt, vitepress, vuepress } from "./generators/vue.ts";
import { zola } from "./generators/zola.ts";
import { oldFeeds } from "./old-feeds.ts";
import type { FolderRules, Found, Proposal, SettingName } from "./proposal.ts";
import { GENERATOR_LABELS, type GeneratorName, noArticles, type Project, recognize } from "./recognize.ts";
import { readRepository, within } from "./repository.ts";
import { textOf } from "./write-files.ts";

/** Options set by the owner. They take precedence over the blog's files. */
export interface Answers {
	generator?: string | undefined;
	content?: string[] | undefined;
	"site-url"?: string | undefined;
	title?: string | undefined;
	language?: string | undefined;
	"time-zone"?: string | undefined;
	permalink?: string | undefined;
	guid?: string | undefined;
}

/** A question that only the owner or the feed can answer. */
export interface Question {
	option: "site-url" | "permalink";
	question: string;
	/** The likely answer. */
	suggestion?: string | undefined;
}

/** A proposal that needs answers from the owner or the feed. */
export interface Incomplete extends Pick<Proposal, "generator" | "content"> {
	missing: Question[];
}

const READERS: Record<GeneratorName, (project: Project) => Promise<Findings>> = {
	...{ jekyll, hugo, hexo, zola, eleventy, astro, docusaurus, pelican, gatsby, vitepress, vuepress, nuxt, quartz },
	...{ obsidian, next, bear },
};

/**
 * Determines the files and settings that `adopt` has to write for the blog in a folder.
 *
 * @param own settings that the owner has already chosen, which are kept
 */
export async function propose(
	repositoryFolder: string,
	answers: Answers,
	own: ReadonlyMap<SettingName, string>,
): Promise<Proposal | Incomplete | CliError> {
	const repository = await readRepository(repositoryFolder);
	if ("failure" in repository) return repository;
	const project = await recognize(repository, answers.generator);
	if ("failure" in project) return project;
	const found = await READERS[project.generator](project);
	const content = await contentOf(project, found, answers.content);
	if ("failure" in content) return content;
	const rules = content.map((folder) => ({ folder, found: found.rulesFor(folder) }));
	const site = await siteOf(project, found, answers["site-url"]);
	if (site !== undefined && "failure" in site) return site;
	const recognized = {
		generator: { value: GENERATOR_LABELS[project.generator], from: project.from },
		content: content.map((folder) => join(repository.root, folder)),
	};
	const missing = missingIn(site, rules, answers);
	if (missing.length > 0 || site === undefined) return { ...recognized, missing };
	const settings = settingsOf(found, site, answers);
	if ("failure" in settings) return settings;
	return {
		...recognized,
		project: join(repository.root, project.folder),
		...keptSettings(settings, own, [...(found.notes ?? []), ...leftOutNotes(project, content)]),
		rules: rules.flatMap((one) => folderRules(project, found, one, site, answers)),
		redirects: oldFeeds(project.generator, site.base?.value ?? "", found.feeds ?? []),
		authors: await authorsFor(project, content),
		files: [],
	};
}

/** Returns the content folders, relative to the repository. */
async function contentOf(
	project: Project,
	found: Findings,
	chosen: string[] | undefined,
): Promise<string[] | CliError> {
	const { repository } = project;
	const dated = repository.drafts.filter(({ isDated }) => isDated);
	if (chosen) {
		const folders = chosen.map((one) =>
			within(`${repository.root}/`.replace(/\/+$/, ""), resolve(repository.root, one)),
		);
		for (const [index, folder] of folders.entries()) {
			const name = join(repository.root, chosen[index] ?? "");
			const isThere =
				folder !== null &&
				(await stat(name).then(
					(stats) => stats.isDirectory(),
					() => false,
				));
			if (!isThere)
				return {
					failure: `${name} is not a folder in this repository. Set --content to a path relative to the repository.`,
				};
			if (!dated.some(({ path }) => within(folder, path) !== null)) {
				return { failure: `There are no dated articles in ${name}. Choose another folder with --content.` };
			}
		}
		return folders.flatMap((folder) => folder ?? []);
	}
	if (found.content?.some((folder) => dated.some(({ path }) => within(folder, path) !== null))) return found.content;
	const { start, isWhole = false } = found;
	const folder =
		contentFolder(repository.drafts, { start, isWhole }) ??
		contentFolder(repository.drafts, { start: project.folder, isWhole: false });
	return folder === null ? noArticles(repository) : [folder];
}

function leftOutNotes({ repository, generator }: Project, content: readonly string[]): string[] {
	const others = leftOut(repository.drafts, content).filter(({ path }) => !/(^|\/)_?drafts\//i.test(path));
	if (others.length === 0 || generator === "quartz") return [];
	const folders = Map.groupBy(others, ({ path }) => path.split("/").slice(0, -1).join("/") || ".");
	const names = [...folders].slice(0, 3).map(([folder, all]) => `${folder} (${all.length})`);
	const more = folders.size > 3 ? ` and ${folders.size - 3} more` : "";
	return [
		`${counted(others.length, "file")} with a date ${others.length === 1 ? "is" : "are"} in other folders: ${names.join(", ")}${more}. To choose the folders to publish, use --content for each of them.`,
	];
}

/** The old site: its address without a path, and the path. */
interface OldSite {
	origin: Found;
	base?: Found | undefined;
}

async function siteOf(
	project: Project,
	found: Findings,
	answer: string | undefined,
): Promise<OldSite | CliError | undefined> {
	const given = answer === undefined ? undefined : { value: answer, from: "--site-url" };
	const site = given ?? found.site ?? (await siteInCname(project));
	if (site === undefined) return undefined;
	const text = /^[\w.-]+\.[a-z]{2,}(?:[:/]|$)/i.test(site.value) ? `https://${site.value}` : site.value;
	const url = /^https?:\/\//.test(text) ? URL.parse(text) : null;
	if (url === null || url.hostname === "" || (!given && isLoopback(url.hostname))) {
		if (!given) return undefined;
		return {
			failure: `--site-url: ${JSON.stringify(answer)} is not an address. Use one such as https://blog.example.org.`,
		};
	}
	const origin = { value: url.origin, from: site.from };
	const path = url.pathname.replace(/\/+$/, "");
	if (path !== "") return { origin, base: { value: path, from: site.from } };
	const base = found.base && `/${found.base.value.replace(/^[./]+|\/+$/g, "")}`;
	return { origin, base: found.base && base && base !== "/" ? { value: base, from: found.base.from } : undefined };
}

/** Reads the custom domain from the `CNAME` file of GitHub Pages. */
async function siteInCname({ repository, folder }: Project): Promise<Found | undefined> {
	const path = repository.files.find((one) =>
		/^(?:static\/|public\/|docs\/|source\/|src\/)?CNAME$/.test(within(folder, one) ?? ""),
	);
	if (path === undefined) return undefined;
	const [domain = ""] = ((await textOf(join(repository.root, path))) ?? "").trim().split(/\s+/);
	return /^[\w-]+(?:\.[\w-]+)+$/.test(domain) ? { value: `https://${domain}`, from: path } : undefined;
}

function missingIn(
	site: OldSite | undefined,
	rules: readonly { folder: string; found: FoundRules }[],
	answers: Answers,
): Question[] {
	const missing: Question[] = [];
	if (site === undefined) {
		missing.push({ option: "site-url", question: "The address of the old site" });
	}
	const [unknown] = rules.filter(({ found }) => found.permalink === undefined);
	if (answers.permalink === undefined && unknown) {
		missing.push({
			option: "permalink",
			question: "The path of an article on the old site",
			suggestion: unknown.found.suggestion,
		});
	}
	return missing;
}

function settingsOf(found: Findings, site: OldSite, answers: Answers): Map<SettingName, Found> | CliError {
	const given = (option: "title" | "language" | "time-zone"): Found | undefined =>
		answers[option] === undefined ? undefined : { value: answers[option], from: `--${option}` };
	const settings = new Map<SettingName, Found>([["SITE_URL", site.origin]]);
	const title = given("title") ?? found.title;
	if (title) settings.set("SITE_TITLE", { ...title, value: oneLine(title.value) });
	if (found.description)
		settings.set("SITE_DESCRIPTION", { ...found.description, value: oneLine(found.description.value) });
	const language = given("language") ?? found.language;
	const tag = languageTag(language?.value.replace("_", "-") ?? "");
	if (language && tag !== null) settings.set("SITE_LANGUAGE", { value: tag, from: language.from });
	else if (answers.language !== undefined) {
		return {
			failure: `--language: ${JSON.stringify(answers.language)} is not a language code. Use one such as en, de or pt-BR.`,
		};
	}
	const zone = given("time-zone") ?? found.timeZone;
	if (zone && isTimeZone(zone.value)) settings.set("SITE_TIME_ZONE", zone);
	else if (zone) {
		return {
			failure: `${zone.from}: ${JSON.stringify(zone.value)} is not a time zone. Set one with --time-zone, such as Europe/Berlin.`,
		};
	}
	return settings;
}

function oneLine(text: string): string {
	return text.replace(/\s+/g, " ").trim();
}

function isTimeZone(name: string): boolean {
	try {
		return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
	} catch {
		return false;
	}
}

/**
 * Leaves out settings for which the owner chose a different value, and adds a note for each. Values set with
 * command-line options always apply.
 */
function keptSettings(
	settings: ReadonlyMap<SettingName, Found>,
	own: ReadonlyMap<SettingName, string>,
	notes: string[],
): Pick<Proposal, "settings" | "notes"> {
	const kept = [...settings].filter(([name, { value, from }]) => {
		const chosen = own.get(name);
		return chosen !== undefined && chosen !== value && !from.startsWith("--");
	});
	return {
		settings: new Map([...settings].filter(([name]) => kept.every(([other]) => other !== name))),
		notes: [
			...notes,
			...kept.map(
				([name, { value, from }]) =>
					`${name} remains ${JSON.stringify(own.get(name))}, as set in wrangler.toml. The blog uses ${JSON.stringify(value)} (${from}).`,
			),
		],
	};
}

function folderRules(
	{ generator, repository }: Project,
	findings: Findings,
	{ folder, found }: { folder: string; found: FoundRules },
	{ origin, base }: OldSite,
	answers: Answers,
): FolderRules[] {
	const permalink =
		answers.permalink === undefined ? found.permalink : { value: answers.permalink, from: "--permalink" };
	const guid = findings.guid?.(origin.value) ?? { value: `${origin.value}:page`, from: "the article's address" };
	const fields = new Map<string, Found>([["generator", { value: generator, from: GENERATOR_LABELS[generator] }]]);
	if (base) fields.set("base_path", base);
	if (permalink) fields.set("permalink", permalink);
	if (found.slugs) fields.set("slugs", found.slugs);
	// No generator has a setting for guids, so a guid rule that does not come from `--guid` counts as a default: a rule
	// that the owner has already set takes precedence.
	fields.set("guid", answers.guid === undefined ? { ...guid, isUsual: true } : { value: answers.guid, from: "--guid" });
	const rules = [{ folder: join(repository.root, folder), fields }];
	if (answers.permalink !== undefined) return rules;
	for (const own of found.subfolders ?? []) {
		if (own.folder === folder) fields.set("permalink", own.permalink);
		else rules.push({ folder: join(repository.root, own.folder), fields: new Map([["permalink", own.permalink]]) });
	}
	return rules;
}
