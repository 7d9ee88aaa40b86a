import { join } from "node:path";
import { isPresent, member } from "../../../article/field-names.ts";
import { JEKYLL_STYLES } from "../../../article/permalinks/pattern.ts";
import { type ConfigFile, entriesIn, placeIn, readConfigFile, textIn, valueIn } from "../config-file.ts";
import type { Found } from "../proposal.ts";
import type { Project } from "../recognize.ts";
import { below, within } from "../repository.ts";
import { textOf } from "../write-files.ts";
import { type Findings, findFile, rooted, usual } from "./findings.ts";

/** Reads the configuration of Jekyll, GitHub Pages or Octopress. */
export async function jekyll(project: Project): Promise<Findings> {
	const { repository, folder } = project;
	const path = findFile(project, /^_config\.ya?ml$/);
	const config = path === undefined ? null : await readConfigFile(repository.root, path);
	const posts = postFolders(project, textIn(config, "collections_dir")?.value ?? "");
	const feedId = await idInFeed(project, config);
	return {
		site: textIn(config, "url") ?? textIn(config, "production_url"),
		base: textIn(config, "baseurl"),
		title: textIn(config, "title") ?? textIn(config, "name"),
		description: textIn(config, "description") ?? textIn(config, "tagline"),
		language: textIn(config, "lang") ?? textIn(config, "language") ?? textIn(config, "locale"),
		timeZone: textIn(config, "timezone"),
		content: posts,
		start: folder,
		rulesFor: (content) => ({
			permalink: permalinkOf(config),
			subfolders: subfolderRules(config, folder, content),
		}),
		guid: (origin) => ({
			value: feedId.isAddress ? `${origin}:page` : `${origin}:page_folder/:raw`,
			from: feedId.from,
		}),
		feeds: feedsOf(config),
		notes: feedId.isSure ? [] : [UNSURE],
	};
}

const UNSURE =
	"The configuration does not say which plugin or template writes the feed. Compare the new guids with those in your feed.";

/** Returns the `_posts` folder, or the whole project if categories come from the folders above `_posts`. */
function postFolders({ repository, folder }: Project, collections: string): string[] | undefined {
	const main = below(below(folder, collections), "_posts");
	const isOther = (path: string) => /(^|\/)_posts\//.test(within(folder, path) ?? "") && within(main, path) === null;
	const dated = repository.drafts.filter(({ isDated }) => isDated);
	if (dated.some(({ path }) => isOther(path))) return [folder];
	return dated.some(({ path }) => within(main, path) !== null) ? [main] : undefined;
}

function permalinkOf(config: ConfigFile | null): Found {
	for (const keys of [["collections", "posts", "permalink"], ["permalink"]]) {
		const found = textIn(config, ...keys);
		if (!found) continue;
		const style = JEKYLL_STYLES[found.value];
		if (style === undefined) return rooted(found);
		return { value: style, from: `${found.from}: ${found.value}` };
	}
	return usual(JEKYLL_STYLES["date"] ?? "", "Jekyll's default");
}

/** Returns the permalinks that front matter defaults set for the posts in a folder. */
function subfolderRules(
	config: ConfigFile | null,
	project: string,
	content: string,
): { folder: string; permalink: Found }[] {
	const defaults = valueIn(config, "defaults");
	if (!config || !Array.isArray(defaults)) return [];
	return defaults.flatMap((one: unknown, index) => {
		const type = member(member(one, "scope"), "type");
		const scope = String(member(member(one, "scope"), "path") ?? "");
		const keys = ["defaults", index, "values", "permalink"];
		const permalink = textIn(config, ...keys);
		if (permalink === undefined || (isPresent(type) && type !== "posts") || /\*/.test(scope)) return [];
		const folder = within(content, `${below(project, scope)}/`) === null ? content : below(project, scope);
		return [{ folder, permalink: { value: rooted(permalink).value, from: placeIn(config, keys) } }];
	});
}

interface FeedId {
	/**
	 * Whether the id is the article's address. Otherwise, the id is `post.id`: the address without extension or trailing
	 * slash.
	 */
	isAddress: boolean;
	isSure: boolean;
	from: string;
}

/**
 * Determines which kind of id the feed contains. jekyll-feed writes `post.id`; other templates write `post.id` or
 * `post.url`.
 */
async function idInFeed(project: Project, config: ConfigFile | null): Promise<FeedId> {
	const plugins = [valueIn(config, "plugins"), valueIn(config, "gems")].flat().filter((one) => typeof one === "string");
	if (config && plugins.includes("jekyll-feed")) {
		return { isAddress: false, isSure: true, from: `jekyll-feed, ${placeIn(config, ["plugins"])}` };
	}
	const gemfile = findFile(project, /^Gemfile$/);
	const gems = gemfile === undefined ? "" : ((await textOf(join(project.repository.root, gemfile))) ?? "");
	if (/^[^#\n]*["']jekyll-feed["']/m.test(gems))
		return { isAddress: false, isSure: true, from: "jekyll-feed, Gemfile" };
	const template = findFile(project, /^(?:[\w-]+\/)?(?:feed|atom|rss)(?:\.xml|\/index\.xml)$/);
	const text = template === undefined ? "" : ((await textOf(join(project.repository.root, template))) ?? "");
	const [, id] = /<(?:id|guid)[^>]*>[^<]*\b(?:post|item|page)\.(id|url)\b/.exec(text) ?? [];
	if (template !== undefined && id !== undefined) return { isAddress: id === "url", isSure: true, from: template };
	// Jekyll Bootstrap's `atom.xml` writes `post.id`.
	if (config && isPresent(valueIn(config, "JB"))) {
		return { isAddress: false, isSure: false, from: `Jekyll Bootstrap, ${placeIn(config, ["JB"])}` };
	}
	if (config && plugins.length > 0) {
		const from = `the article's address, because jekyll-feed is not in ${placeIn(config, ["plugins"])}`;
		return { isAddress: true, isSure: false, from };
	}
	return { isAddress: false, isSure: false, from: "Jekyll's default" };
}

function feedsOf(config: ConfigFile | null): NonNullable<Findings["feeds"]> {
	const feeds: NonNullable<Findings["feeds"]> = [];
	const main = textIn(config, "feed", "path");
	if (main) feeds.push({ old: main.value, to: "/feed.atom", from: main.from });
	const bootstrap = [
		["JB", "atom_path", "/feed.atom"],
		["JB", "rss_path", "/feed.rss"],
	] as const;
	for (const [one, name, to] of bootstrap) {
		const path = textIn(config, one, name);
		if (path) feeds.push({ old: path.value, to, from: path.from });
	}
	const categories = valueIn(config, "feed", "categories");
	if (config && Array.isArray(categories)) {
		for (const name of categories.filter((one) => typeof one === "string")) {
			feeds.push({
				old: `/feed/${name}.xml`,
				to: `/topics/${name}.atom`,
				from: placeIn(config, ["feed", "categories"]),
			});
		}
	}
	for (const [name] of entriesIn(config, "feed", "collections")) {
		if (config && name !== "posts")
			feeds.push({ old: `/feed/${name}.xml`, to: "/feed.atom", from: placeIn(config, ["feed", "collections"]) });
	}
	return feeds;
}
