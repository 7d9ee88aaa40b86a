import { readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isPresent } from "../../article/field-names.ts";
import { counted } from "../../article/totals.ts";
import type { CliError } from "../command.ts";
import { didYouMean } from "../help.ts";
import { readConfigFile, valueIn } from "./config-file.ts";
import { below, type Draft, type Repository, within } from "./repository.ts";

/** The generators. The keys are values of `generator` in `_defaults.yaml`; the values are names for use in messages. */
export const GENERATOR_LABELS = {
	jekyll: "Jekyll",
	hugo: "Hugo",
	hexo: "Hexo",
	zola: "Zola",
	eleventy: "Eleventy",
	astro: "Astro",
	docusaurus: "Docusaurus",
	pelican: "Pelican",
	gatsby: "Gatsby",
	vitepress: "VitePress",
	vuepress: "VuePress",
	nuxt: "Nuxt Content",
	quartz: "Quartz",
	obsidian: "Obsidian",
	next: "Next.js",
	bear: "Bear",
} as const;

export type GeneratorName = keyof typeof GENERATOR_LABELS;

/** A blog in a repository. */
export interface Project {
	generator: GeneratorName;
	/** The file, package or folder that identified the generator. */
	from: string;
	/** The project's folder, relative to the repository; empty for the repository itself. */
	folder: string;
	repository: Repository;
}

/** Files that only one generator uses, relative to the project's folder. */
const SIGNS: [generator: GeneratorName, file: RegExp][] = [
	["hugo", /^(.*\/)?hugo\.(?:toml|ya?ml|json)$/],
	["hugo", /^(.*\/)?config\/_default\/(?:hugo|config|params|menus?|languages|permalinks)\.(?:toml|ya?ml|json)$/],
	["zola", /^(.*\/)?zola\.toml$/],
	["eleventy", /^(.*\/)?(?:\.eleventy|eleventy\.config)\.[cm]?[jt]s$/],
	["astro", /^(.*\/)?astro\.config\.[cm]?[jt]s$/],
	["docusaurus", /^(.*\/)?docusaurus\.config\.[cm]?[jt]s$/],
	["pelican", /^(.*\/)?(?:pelicanconf|publishconf)\.py$/],
	["gatsby", /^(.*\/)?gatsby-config\.[cm]?[jt]s$/],
	["vitepress", /^(.*\/)?\.vitepress\/config(?:\/index)?\.[cm]?[jt]s$/],
	["vuepress", /^(.*\/)?\.vuepress\/config\.[cm]?[jt]s$/],
	["quartz", /^(.*\/)?quartz\.config\.ts$/],
	["nuxt", /^(.*\/)?nuxt\.config\.[cm]?[jt]s$/],
	["next", /^(.*\/)?next\.config\.[cm]?[jt]s$/],
];

/** Names of configuration files that several generators share. */
const AMBIGUOUS = /^(.*\/)?(?:_config\.ya?ml|config\.(?:toml|ya?ml|json))$/;

/** npm packages that identify a generator. */
const PACKAGES: Record<string, GeneratorName> = {
	hexo: "hexo",
	"@11ty/eleventy": "eleventy",
	astro: "astro",
	"@docusaurus/core": "docusaurus",
	gatsby: "gatsby",
	vitepress: "vitepress",
	vuepress: "vuepress",
	"@nuxt/content": "nuxt",
	next: "next",
};

/**
 * Finds the blog in a repository: its generator and the folder of its configuration. Checks configuration files first,
 * then packages, then typical folders and fields of articles.
 *
 * @param chosen the value of `--generator`, if set
 */
export async function recognize(repository: Repository, chosen: string | undefined): Promise<Project | CliError> {
	const named = chosen?.toLowerCase().replace(/[\s.-]?(?:js|content)$/, "");
	if (named !== undefined && !isGenerator(named)) {
		const names = Object.keys(GENERATOR_LABELS);
		return {
			failure: `The generator ${chosen} is unknown.${didYouMean(named, names)} Use one of ${names.join(", ")}.`,
		};
	}
	for (const find of [byConfiguration, byPackage, byLayout]) {
		const found = (await find(repository)).filter(({ generator }) => named === undefined || generator === named);
		const [project, ...others] = withArticles(repository, unique(found));
		if (others.length > 0 && project) return several([project, ...others]);
		if (project) return project;
	}
	if (named !== undefined) return { generator: named, from: "--generator", folder: "", repository };
	if (!repository.drafts.some(({ isDated }) => isDated)) return noArticles(repository);
	const above = await configurationAbove(repository.root);
	const how =
		above === null
			? `Set --generator to one of ${Object.keys(GENERATOR_LABELS).join(", ")}.`
			: `${above} is in a parent folder. Use that folder instead.`;
	return {
		failure: `No generator was recognized in ${repository.root}: it does not contain a known configuration file. ${how}`,
	};
}

/**
 * Finds a configuration file in one of the three nearest parent folders, in case the owner chose the articles' folder.
 */
async function configurationAbove(root: string): Promise<string | null> {
	for (const folder of [dirname(root), dirname(dirname(root)), dirname(dirname(dirname(root)))]) {
		const names = await readdir(folder).catch(() => []);
		const name = names.sort().find((one) => SIGNS.some(([, file]) => file.test(one)) || AMBIGUOUS.test(one));
		if (name !== undefined) return join(folder, name);
	}
	return null;
}

export function noArticles({ root, drafts }: Repository): CliError {
	const other =
		drafts.length === 0
			? ""
			: ` ${counted(drafts.length, "file")} in it ${drafts.length === 1 ? "has" : "have"} no date.`;
	return { failure: `There are no articles in ${root}.${other} Use the folder of your blog's repository.` };
}

function isGenerator(name: string): name is GeneratorName {
	return Object.hasOwn(GENERATOR_LABELS, name);
}

async function byConfiguration(repository: Repository): Promise<Project[]> {
	const found: Project[] = [];
	for (const path of repository.files) {
		const sign = SIGNS.find(([, file]) => file.test(path));
		const folder = sign ? folderOf(sign[1], path) : "";
		if (sign) found.push({ generator: sign[0], from: path, folder, repository });
		const ambiguous = AMBIGUOUS.exec(path);
		if (!sign && ambiguous) found.push(...(await byContent(repository, path, folderOf(/^(.*\/)?[^/]+$/, path))));
	}
	// Obsidian comes last: Quartz sites are Obsidian vaults, and people write for other generators in Obsidian.
	if (found.length > 0) return found;
	const vault = repository.files.map((path) => /^(.*\/)?\.obsidian\//.exec(path)).find((match) => match !== null);
	return vault
		? [{ generator: "obsidian", from: ".obsidian", folder: vault[1]?.replace(/\/$/, "") ?? "", repository }]
		: [];
}

/** Recognizes the generator by the content of a configuration file with an ambiguous name. */
async function byContent(repository: Repository, path: string, folder: string): Promise<Project[]> {
	const isIn = (name: string): boolean => repository.files.some((file) => file.startsWith(below(folder, name)));
	const found = (generator: GeneratorName): Project[] => [{ generator, from: path, folder, repository }];
	const isJekyllOrHexo = /_config\.ya?ml$/.test(path);
	if (!isJekyllOrHexo && !isIn("content/")) return [];
	const file = await readConfigFile(repository.root, path);
	const has = (name: string): boolean => isPresent(valueIn(file, name));
	if (isJekyllOrHexo) {
		const isHexo = isIn("source/_posts/") || ["source_dir", "new_post_name", "category_map"].some(has);
		return found(isHexo ? "hexo" : "jekyll");
	}
	const data = Object.keys(file?.data ?? {});
	if (data.some((name) => name === "base_url")) return found("zola");
	return data.some((name) => /^(?:baseurl|languagecode|theme|permalinks|taxonomies|indexes)$/i.test(name))
		? found("hugo")
		: [];
}

function folderOf(sign: RegExp, path: string): string {
	return (sign.exec(path)?.[1] ?? "").replace(/\/$/, "");
}

async function byPackage(repository: Repository): Promise<Project[]> {
	const found: Project[] = [];
	for (const path of repository.files.filter((one) => /(^|\/)package\.json$/.test(one))) {
		const file = await readConfigFile(repository.root, path).catch(() => null);
		for (const [name, generator] of Object.entries(PACKAGES)) {
			const isUsed = ["dependencies", "devDependencies"].some((kind) => isPresent(valueIn(file, kind, name)));
			if (isUsed) found.push({ generator, from: path, folder: folderOf(/^(.*\/)?[^/]+$/, path), repository });
		}
	}
	return found;
}

/** Typical folders and files of a generator, for blogs that nothing else identifies. */
interface Layout {
	generator: GeneratorName;
	from: string;
	/** Matches the part of an article's path that leads to the project's folder. */
	folder: RegExp;
	fits?: (repository: Repository, folder: string, drafts: Draft[]) => boolean;
}

const hasFile = (repository: Repository, folder: string, file: RegExp): boolean =>
	repository.files.some((path) => file.test(within(folder, path) ?? ""));

const share = (drafts: Draft[], is: (draft: Draft) => boolean): number => drafts.filter(is).length / drafts.length;

const LAYOUTS: Layout[] = [
	{ generator: "hexo", from: "source/_posts", folder: /^(.*\/)?source\/_posts\// },
	{ generator: "jekyll", from: "_posts", folder: /^((?:(?!_posts\/).)*\/)?_posts\// },
	{ generator: "astro", from: "src/content", folder: /^(.*\/)?src\/content\// },
	{
		generator: "docusaurus",
		from: "the folders blog and static",
		folder: /^(.*\/)?blog\//,
		fits: (repository, folder) =>
			hasFile(repository, folder, /^static\//) && hasFile(repository, folder, /^blog\/authors\.ya?ml$/),
	},
	{
		generator: "eleventy",
		from: "_data",
		folder: /^((?:(?!_posts\/).)*\/)?[^/]+\//,
		fits: (repository, folder) => hasFile(repository, folder, /^_data\/.*\.(?:json|[cm]?js)$/),
	},
	{
		generator: "nuxt",
		from: "numbered file names in content",
		folder: /^(.*\/)?content\//,
		fits: (_, __, drafts) => share(drafts, ({ path }) => /(^|\/)\d+\.[^/]+$/.test(path)) > 0.5,
	},
	{
		generator: "quartz",
		from: "[[links]] in content",
		folder: /^(.*\/)?content\//,
		fits: (_, __, drafts) => share(drafts, ({ body }) => /\[\[[^\]\n]+\]\]/.test(body)) > 0.3,
	},
	{
		generator: "astro",
		from: "a collection of JSON files in content",
		folder: /^(.*\/)?content\//,
		fits: (repository, folder) => hasFile(repository, folder, /^content\/[^/]+\/[^/]+\.json$/),
	},
	{
		generator: "next",
		from: "the folders pages and public",
		folder: /^(.*\/)?pages\//,
		fits: (repository, folder) => hasFile(repository, folder, /^public\//),
	},
	{
		generator: "bear",
		from: "Bear's header lines",
		folder: /^()/,
		fits: (_, __, drafts) => share(drafts, ({ fields }) => isPresent(fields["published_date"])) > 0.5,
	},
];

async function byLayout(repository: Repository): Promise<Project[]> {
	for (const { generator, from, folder, fits } of LAYOUTS) {
		const byFolder = Map.groupBy(
			repository.drafts.filter(({ isDated, path }) => isDated && folder.test(path)),
			({ path }) => folderOf(folder, path),
		);
		const found = [...byFolder].filter(([one, drafts]) => fits?.(repository, one, drafts) ?? true);
		if (found.length > 0) return found.map(([one]) => ({ generator, from, folder: one, repository }));
	}
	return [];
}

/** Keeps only the first recognized project for each combination of folder and generator. */
function unique(projects: Project[]): Project[] {
	const seen = new Map<string, Project>();
	for (const project of projects) {
		const key = `${project.generator} ${project.folder}`;
		if (!seen.has(key)) seen.set(key, project);
	}
	return [...seen.values()];
}

/**
 * Keeps the projects that have dated files of their own. If there is only one project, it is kept even without dated
 * files.
 */
function withArticles({ drafts }: Repository, projects: Project[]): Project[] {
	const folders = projects.map(({ folder }) => folder);
	const innermost = (path: string): string | undefined =>
		folders.filter((folder) => within(folder, path) !== null).sort((a, b) => b.length - a.length)[0];
	const owners = new Set(drafts.filter(({ isDated }) => isDated).map(({ path }) => innermost(path)));
	const own = projects.filter(({ folder }) => owners.has(folder));
	return own.length > 0 || projects.length > 1 ? own : projects;
}

function several(projects: Project[]): CliError {
	const all = projects.map(({ generator, from }) => `${GENERATOR_LABELS[generator]} (${from})`);
	const isOneFolder = new Set(projects.map(({ folder }) => folder)).size === 1;
	const names = [...new Set(projects.map(({ generator }) => generator))];
	const how = isOneFolder
		? `Choose the one that builds your site: --generator ${names.join(" or --generator ")}.`
		: "Use the folder of one of them instead.";
	return { failure: `Several generators were found: ${all.join(", ")}. ${how}` };
}
